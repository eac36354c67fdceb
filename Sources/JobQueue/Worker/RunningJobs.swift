import Synchronization

/// The jobs at work in one worker: at most `capacity`, each with the task that runs it.
///
/// Any thread may ask and tell.
final class RunningJobs: Sendable {
    private let capacity: Int
    private let state = Mutex(State())

    /// Why a task was cancelled.
    enum Interruption: Sendable {
        case timedOut, takenOver, stopping
    }

    private struct State {
        var entries: [Delivery: Entry] = [:]
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private struct Entry {
        let task: Task<Void, Never>
        let deadline: ContinuousClock.Instant
        var interruption: Interruption?
    }

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// Runs `body` as the work on a delivery; does nothing when this delivery is already at work here.
    func start(_ delivery: Delivery, timeout: Duration, _ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            guard state.entries[delivery] == nil else { return }
            // Its end takes the same lock, so it cannot come before its beginning is written down.
            let task = Task {
                await body()
                self.finish(delivery)
            }
            state.entries[delivery] = Entry(task: task, deadline: .now + timeout)
        }
    }

    /// How many more may start.
    ///
    /// Waits until it is at least one; answers 0 once closed. For one caller at a time.
    func freeSlots() async -> Int {
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                if state.isClosed || state.entries.count < capacity { return true }
                state.waiter = continuation
                return false
            }
            if mayGoOn { continuation.resume() }
        }
        return state.withLock { $0.isClosed ? 0 : capacity - $0.entries.count }
    }

    /// Offers no more slots; what is at work goes on.
    func close() {
        let waiter = state.withLock { state in
            state.isClosed = true
            return state.waiter.take()
        }
        waiter?.resume()
    }

    var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

    func interruption(of delivery: Delivery) -> Interruption? {
        state.withLock { $0.entries[delivery]?.interruption }
    }

    /// Cancels what has outlived its timeout.
    func cancelOverdue() {
        let now = ContinuousClock.now
        interrupt(state.withLock { $0.entries.filter { $0.value.deadline < now }.map(\.key) }, .timedOut)
    }

    func interruptAll(_ reason: Interruption) {
        interrupt(state.withLock { Array($0.entries.keys) }, reason)
    }

    /// Cancels those; the first reason of each stays.
    func interrupt(_ deliveries: [Delivery], _ reason: Interruption) {
        let tasks = state.withLock { state in
            deliveries.compactMap { delivery -> Task<Void, Never>? in
                guard let entry = state.entries[delivery], entry.interruption == nil else { return nil }
                state.entries[delivery]?.interruption = reason
                return entry.task
            }
        }
        // Outside the lock: a job's cancellation handler may be anything.
        for task in tasks { task.cancel() }
    }

    /// What is at work, without what ignores its cancellation for longer than `patience`: others may have that.
    func alive(patience: Duration) -> [Delivery] {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.entries.filter { now < $0.value.deadline + patience && $0.value.interruption != .takenOver }.map(
                \.key)
        }
    }

    private func finish(_ delivery: Delivery) {
        let waiter = state.withLock { state in
            state.entries[delivery] = nil
            return state.waiter.take()
        }
        waiter?.resume()
    }
}
