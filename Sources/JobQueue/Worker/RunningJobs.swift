import Synchronization

/// The leases of one worker: at most `capacity` at work, each with the task that runs it, some to follow at once, and those
/// whose end is being written down.
///
/// Any thread may ask and tell.
final class RunningJobs: Sendable {
    private let capacity: Int
    private let state: Mutex<State>

    /// Why a task was cancelled.
    enum Interruption: Sendable {
        case timedOut, takenOver, cancelled, stopping
    }

    private struct State {
        var entries: [Lease: Entry] = [:]
        /// Those of the entries that wait for a slot, in order.
        var next: [Lease] = []
        var atWork = 0
        var pace = Pace()
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false

        func room(of capacity: Int) -> Int {
            // What is being settled counts: a worker that ends jobs faster than it can say so must not take more.
            max(0, capacity + pace.within(RunningJobs.moments, most: RunningJobs.mostToFollow) - entries.count)
        }
    }

    private struct Entry {
        let body: @Sendable () async -> Void
        let progress: JobProgress
        let timeout: Duration
        let since = ContinuousClock.now
        var task: Task<Void, Never>?
        var deadline: ContinuousClock.Instant?
        var interruption: Interruption?
        var isSettling = false

        func isOverdue(at instant: ContinuousClock.Instant) -> Bool {
            deadline.map { $0 < instant } ?? false
        }
    }

    /// What is taken ahead begins within this time, so it waits here no longer than it would wait for a question to Redis.
    private static let moments = Duration.milliseconds(5)
    private static let mostToFollow = 256
    /// After so long a wait it was a mistake to take it.
    private static let patience = Duration.milliseconds(100)

    init(capacity: Int) {
        self.capacity = max(1, capacity)
        state = Mutex(State())
    }

    /// Runs `body` as the work on a lease as soon as there is a slot; false once closed.
    ///
    /// The body ends with `end`, then with a settlement.
    func start(
        _ lease: Lease, progress: JobProgress, timeout: Duration, _ body: @escaping @Sendable () async -> Void
    ) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.entries[lease] = Entry(body: body, progress: progress, timeout: timeout)
            state.next.append(lease)
            fillSlots(&state)
            return true
        }
    }

    private func fillSlots(_ state: inout State) {
        var begun = 0
        for lease in state.next where state.atWork < capacity {
            begun += 1
            guard let entry = state.entries[lease] else { continue }
            state.atWork += 1
            state.entries[lease]?.deadline = .now + entry.timeout
            let task = Task(operation: entry.body)
            state.entries[lease]?.task = task
            // Called off while it waited for its slot.
            if entry.interruption != nil { task.cancel() }
        }
        state.next.removeFirst(begun)
    }

    /// How many more may be taken: for the free slots, and as many as will begin within moments.
    ///
    /// Waits until it is at least one; answers 0 once closed. For one caller at a time.
    func room() async -> Int {
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                if state.isClosed || state.room(of: capacity) > 0 { return true }
                state.waiter = continuation
                return false
            }
            if mayGoOn { continuation.resume() }
        }
        return state.withLock { $0.isClosed ? 0 : $0.room(of: capacity) }
    }

    /// Offers no more room; what is at work goes on, what was to follow is answered, to be handed back.
    func close() -> [Lease] {
        let (waiter, rest) = state.withLock { state in
            state.isClosed = true
            let rest = state.next
            state.next = []
            for lease in rest { state.entries[lease]?.isSettling = true }
            return (state.waiter.take(), rest)
        }
        waiter?.resume()
        return rest
    }

    /// Takes out what was to follow at once and did not, to be handed back: others may begin it sooner.
    func takeStranded() -> [Lease] {
        state.withLock { state in
            let now = ContinuousClock.now
            let stranded = state.next.filter { lease in
                (state.entries[lease]?.since).map { $0 + Self.patience < now } ?? false
            }
            guard !stranded.isEmpty else { return [] }
            let gone = Set(stranded)
            state.next.removeAll { gone.contains($0) }
            for lease in stranded { state.entries[lease]?.isSettling = true }
            return stranded
        }
    }

    var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

    /// Cancels what has outlived its timeout.
    func cancelOverdue() {
        let now = ContinuousClock.now
        interrupt(state.withLock { $0.entries.filter { $0.value.isOverdue(at: now) }.map(\.key) }, .timedOut)
    }

    func interruptAll(_ reason: Interruption) {
        interrupt(state.withLock { Array($0.entries.keys) }, reason)
    }

    /// Cancels those; the first reason of each stays.
    func interrupt(_ leases: [Lease], _ reason: Interruption) {
        let tasks = state.withLock { state in
            leases.compactMap { lease -> Task<Void, Never>? in
                guard let entry = state.entries[lease], entry.interruption == nil else { return nil }
                state.entries[lease]?.interruption = reason
                return entry.task
            }
        }
        // Outside the lock: a job's cancellation handler may be anything.
        for task in tasks { task.cancel() }
    }

    /// What is here, without what is being settled and what ignores its cancellation for longer than `patience`: others may
    /// have that.
    func heartbeats(patience: Duration) -> [Heartbeat] {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.entries.compactMap { lease, entry in
                let isGivenUp = entry.interruption == .takenOver || entry.isOverdue(at: now - patience)
                return isGivenUp || entry.isSettling
                    ? nil : Heartbeat(lease: lease, progress: entry.progress.value)
            }
        }
    }

    /// The run is over: its slot is free, and no heartbeat tells of it any more.
    ///
    /// Answers why it was cancelled, if it was.
    func end(_ lease: Lease) -> Interruption? {
        let (interruption, waiter) = state.withLock { state in
            state.entries[lease]?.isSettling = true
            state.atWork -= 1
            state.pace.tick()
            fillSlots(&state)
            return (state.entries[lease]?.interruption, state.room(of: capacity) > 0 ? state.waiter.take() : nil)
        }
        waiter?.resume()
        return interruption
    }

    /// These are settled, or another worker's.
    func settled(_ leases: [Lease]) {
        let waiter = state.withLock { state in
            for lease in leases { state.entries[lease] = nil }
            return state.room(of: capacity) > 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }
}
