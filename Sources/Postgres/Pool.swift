import Synchronization

/// A bounded set of connections to one database.
///
/// Lends a connection to one caller at a time, in the order of asking. Connections are made when needed, checked before
/// each loan, closed at the first loan or return after `maximumAge` (a backend's caches grow with every schema it has
/// seen), and closed instead of returned when they are not idle and outside a transaction. Any thread may call.
package final class Pool: Sendable {
    package struct Limits: Sendable {
        package var connections: Int
        package var waiting: Int = 1_000
        package var waitTime: Duration = .seconds(2)
        package var maximumAge: Duration = .seconds(1_800)
        package var maximumUses: Int = 20_000

        package init(connections: Int) {
            self.connections = connections
        }
    }

    private struct Idle {
        let connection: Connection
        let born: ContinuousClock.Instant
        let uses: Int
    }

    private enum Turn { case idle(Idle), vacancy, closed, timedOut, cancelled }

    private struct State {
        var idle: [Idle] = []
        var open = 0
        var isClosed = false
        var nextWaiter: UInt64 = 0
        var waiters: [(id: UInt64, continuation: CheckedContinuation<Turn, Never>)] = []
    }

    private let configuration: ConnectionConfiguration
    private let limits: Limits
    private let state = Mutex(State())

    package init(_ configuration: ConnectionConfiguration, limits: Limits) {
        self.configuration = configuration
        self.limits = limits
    }

    /// Connections lent or idle now, and callers waiting.
    package var usage: (open: Int, idle: Int, waiting: Int) {
        state.withLock { ($0.open, $0.idle.count, $0.waiters.count) }
    }

    /// Lends a connection to `body`.
    ///
    /// Whatever state `body` leaves it in, the next caller gets a clean one. Throws `poolExhausted` when none becomes
    /// free within the limit.
    package func withConnection<T: Sendable>(_ body: (Connection) async throws -> T) async throws -> T {
        let loan = try await borrow()
        do {
            let value = try await body(loan.connection)
            await giveBack(loan)
            return value
        } catch {
            await giveBack(loan)
            throw error
        }
    }

    /// Closes idle connections now and lent ones on their return; callers waiting get `poolClosed`.
    package func close() async {
        let (idle, waiters) = state.withLock { state in
            state.isClosed = true
            defer {
                state.idle = []
                state.waiters = []
            }
            return (state.idle, state.waiters)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .closed) }
        for loan in idle { await discard(loan.connection) }
    }

    private func borrow() async throws(PostgresError) -> Idle {
        switch await turn() {
        case .idle(let loan):
            if ContinuousClock.now - loan.born < limits.maximumAge, loan.connection.isUsable {
                return Idle(connection: loan.connection, born: loan.born, uses: loan.uses + 1)
            }
            // Its place is kept: this caller has waited its turn.
            await loan.connection.close()
            return try await connect()
        case .vacancy: return try await connect()
        case .closed: throw PostgresError(.poolClosed)
        case .cancelled: throw PostgresError(.cancelled)
        case .timedOut:
            throw PostgresError(.poolExhausted, detail: "all \(limits.connections) connections are busy")
        }
    }

    /// Fills a place that is already counted.
    private func connect() async throws(PostgresError) -> Idle {
        do throws(PostgresError) {
            return Idle(connection: try await .connect(configuration), born: .now, uses: 1)
        } catch {
            vacate()
            throw error
        }
    }

    /// An idle connection, the right to open one, or a place in the queue.
    private func turn() async -> Turn {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let timer = TimerOnDemand()
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> Turn? in
                    if state.isClosed { return .closed }
                    if Task.isCancelled { return .cancelled }
                    if let loan = state.idle.popLast() { return .idle(loan) }
                    if state.open < limits.connections {
                        state.open += 1
                        return .vacancy
                    }
                    if state.waiters.count >= limits.waiting { return .timedOut }
                    state.waiters.append((id, continuation))
                    return nil
                }
                if let now { return continuation.resume(returning: now) }
                timer.start(after: limits.waitTime) { [weak self] in self?.leaveQueue(id, with: .timedOut) }
            }
        } onCancel: {
            leaveQueue(id, with: .cancelled)
        }
    }

    private func leaveQueue(_ id: UInt64, with turn: Turn) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: turn)
    }

    private func giveBack(_ loan: Idle) async {
        let isFresh = loan.uses < limits.maximumUses && ContinuousClock.now - loan.born < limits.maximumAge
        guard isFresh, loan.connection.isUsable else { return await discard(loan.connection) }
        let (waiter, isClosed) = state.withLock { state -> (CheckedContinuation<Turn, Never>?, Bool) in
            if state.isClosed { return (nil, true) }
            if !state.waiters.isEmpty { return (state.waiters.removeFirst().continuation, false) }
            state.idle.append(loan)
            return (nil, false)
        }
        waiter?.resume(returning: .idle(loan))
        if isClosed { await discard(loan.connection) }
    }

    private func discard(_ connection: Connection) async {
        await connection.close()
        vacate()
    }

    /// Passes the right to open a connection to the next in the queue.
    private func vacate() {
        let waiter = state.withLock { state -> CheckedContinuation<Turn, Never>? in
            if !state.waiters.isEmpty && !state.isClosed { return state.waiters.removeFirst().continuation }
            state.open -= 1
            return nil
        }
        waiter?.resume(returning: .vacancy)
    }
}

/// A timeout that costs a task only for callers who really wait.
private final class TimerOnDemand: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    func start(after delay: Duration, _ action: @escaping @Sendable () -> Void) {
        task.withLock { task in
            task = Task {
                // A cancelled sleep means the wait is over: nothing is left to do.
                guard (try? await Task.sleep(for: delay)) != nil else { return }
                action()
            }
        }
    }

    func cancel() {
        task.withLock { $0?.cancel() }
    }
}
