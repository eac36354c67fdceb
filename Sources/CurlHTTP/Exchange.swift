import Synchronization

/// One request on its way and whoever waits for its result.
///
/// Any thread may use it; the first result wins.
final class Exchange: Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPFailure>

    let request: HTTPRequest
    let limits: HTTPLimits
    let asked: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant

    private let state = Mutex(State())

    private struct State {
        var waiter: CheckedContinuation<Outcome, Never>?
        var outcome: Outcome?
        var isCancelled = false
    }

    init(_ request: HTTPRequest, limits: HTTPLimits) {
        self.request = request
        self.limits = limits
        asked = .now
        deadline = asked + limits.totalTimeout
    }

    /// Suspends until there is a result; to be called once.
    ///
    /// `start` runs when the waiter is in place.
    func outcome(start: () -> Void) async -> Outcome {
        let watchdog = Task { try await self.failWhenOverdue() }
        defer { watchdog.cancel() }
        return await withCheckedContinuation { waiter in
            let early = state.withLock { state -> Outcome? in
                if state.outcome == nil { state.waiter = waiter }
                return state.outcome
            }
            if let early { waiter.resume(returning: early) }
            start()
        }
    }

    func finish(_ outcome: Outcome) {
        let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: outcome)
    }

    func fail(_ reason: HTTPFailure.Reason, outcomeUnknown: Bool) {
        finish(.failure(HTTPFailure(reason, outcomeUnknown: outcomeUnknown)))
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    var isFinished: Bool { state.withLock { $0.outcome != nil } }

    /// The transfer thread keeps the deadline.
    ///
    /// Should it be stuck inside libcurl, this lets the caller go all the same, half a second later so that the
    /// better informed of the two speaks first.
    private func failWhenOverdue() async throws {
        try await Task.sleep(until: deadline + .milliseconds(500), clock: .continuous)
        fail(.timeout(.total), outcomeUnknown: true)
    }
}
