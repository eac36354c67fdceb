import Domain
package import JobQueue
package import Store

/// What operators do with jobs: it knows the queue, where jobs stand, and the record, where their work is.
///
/// It needs no right of the schemas' owner, so of the work that does it knows the name alone.
package struct JobControl: Sendable {
    private let queue: DurableQueue
    private let catalog: JobCatalog

    package init(queue: DurableQueue, store: Store) {
        self.queue = queue
        catalog = .overStore(store) { _ in }
    }

    /// Up to `limit` jobs: running ones first, then waiting, delayed, dead and parked.
    package func list(_ filter: JobFilter, limit: Int) async throws(JobControlFailure) -> [QueuedJob] {
        try await asking {
            guard filter.kind == nil, filter.scope != nil else { return try await queue.list(filter, limit: limit) }
            // The queue finds a scope within a kind only.
            var found: [QueuedJob] = []
            for kind in try await kinds() {
                let part = JobFilter(states: filter.states, kind: kind, scope: filter.scope)
                found += try await queue.list(part, limit: limit)
            }
            return Array(found.sorted { ($0.state.place, $0.since) < ($1.state.place, $1.since) }.prefix(limit))
        }
    }

    /// Nil when the job is not in the queue.
    package func find(_ pointer: JobPointer) async throws(JobControlFailure) -> QueuedJob? {
        try await asking { try await queue.find(pointer) }
    }

    /// Puts a dead, parked or delayed job at the end of its line, as a first attempt.
    package func retry(_ pointer: JobPointer) async throws(JobControlFailure) -> Revival {
        try await asking { try await queue.retry(pointer) }
    }

    /// Does the same to every dead job, or to those of one kind; answers how many.
    ///
    /// One look at them: what dies again meanwhile stays dead.
    package func retryDead(kind: String?) async throws(JobControlFailure) -> Int {
        var revived = 0
        for job in try await list(JobFilter(states: [.dead], kind: kind), limit: 100_000) {
            guard let pointer = job.pointer else { continue }
            if try await retry(pointer) == .waiting { revived += 1 }
        }
        return revived
    }

    /// Ends a job for good: its work leaves the record, then its pointer the queue.
    ///
    /// In this order, for while the record holds the work the sweeper brings the pointer back. When the second step fails
    /// the job finds nothing to do, and cancelling again is right. A run may hold its work in a transaction: then it is
    /// stopped first.
    ///
    /// Where the record cannot let go of the work this refuses, rather than seem to have helped. The dead and the parked are
    /// put away all the same: they hold up nobody, and work that is still in the record then comes back as a new job.
    ///
    /// Throws `JobControlFailure` or `StoreFailure`.
    package func cancel(_ pointer: JobPointer) async throws -> JobCancellation {
        let before = try await find(pointer)
        let job = catalog.job(named: pointer.kind)
        var isWithdrawn = try await job?.withdraw(pointer) ?? false
        if !isWithdrawn, try await wouldReturn(before, as: pointer, of: job) {
            guard let job, before?.state == .running else { throw JobControlFailure.cannotBeWithdrawn }
            isWithdrawn = try await stopAndWithdraw(pointer, of: job)
        }
        return switch try await asking({ try await queue.cancel(pointer) }) {
        case .requested: .told
        case .removed: .gone
        case .absent: isWithdrawn || before?.state == .running ? .gone : .absent
        }
    }

    /// Stops a run that holds its work; false when the run came to its end instead.
    private func stopAndWithdraw(_ pointer: JobPointer, of job: any Job) async throws -> Bool {
        var deadline = ContinuousClock.now + .seconds(10)
        var hasEnded = false
        while true {
            let queued = try await find(pointer)
            // A sweep may have begun another run.
            if queued?.state == .running && queued?.isCancelRequested == false {
                _ = try await asking { try await queue.cancel(pointer) }
            }
            if queued?.state != .running && !hasEnded {
                hasEnded = true
                // The database may take a moment to undo what the run had begun.
                deadline = .now + .seconds(2)
            }
            if try await job.withdraw(pointer) { return true }
            if ContinuousClock.now > deadline {
                if queued?.state == .running { throw JobControlFailure.stillRuns }
                if try await job.pending().contains(pointer) { throw JobControlFailure.cannotBeWithdrawn }
                return false
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Whether the sweeper would bring back what is taken out of the queue.
    private func wouldReturn(_ queued: QueuedJob?, as pointer: JobPointer, of job: (any Job)?) async throws -> Bool {
        switch queued?.state {
        case nil, .dead, .parked: false
        case .waiting, .delayed, .running:
            if let job { try await job.pending().contains(pointer) } else { Self.areOurs.contains(pointer.kind) }
        }
    }

    private static let areOurs = Set(Work.Kind.allCases.map(\.rawValue))

    /// From now on no worker takes anything; what runs goes on.
    package func pause() async throws(JobControlFailure) {
        try await asking { try await queue.pause() }
    }

    /// Ends a pause.
    package func resume() async throws(JobControlFailure) {
        try await asking { try await queue.resume() }
    }

    /// Pauses, and waits until nothing runs, no longer than `limit`; answers what runs even then.
    ///
    /// What a worker that died was running counts until another takes it over, which a pause prevents.
    package func drain(within limit: Duration) async throws -> [QueuedJob] {
        try await pause()
        let deadline = ContinuousClock.now + limit
        while true {
            let running = try await list(JobFilter(states: [.running]), limit: 1_000)
            if running.isEmpty || deadline < .now { return running }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// How many jobs there are, by kind, and whether any is taken at present.
    package func census() async throws(JobControlFailure) -> (isPaused: Bool, counts: QueueCensus) {
        try await asking { (try await queue.isPaused(), try await queue.census()) }
    }

    private func kinds() async throws -> [String] {
        let present = try await queue.census().kinds.map(\.kind)
        let parked = try await queue.list(JobFilter(states: [.parked]), limit: 10_000).compactMap { $0.pointer?.kind }
        return Self.areOurs.union(present).union(parked).sorted()
    }

    private func asking<Answer: Sendable>(
        _ ask: () async throws -> Answer
    ) async throws(JobControlFailure) -> Answer {
        do {
            return try await ask()
        } catch {
            // What the queue throws is safe to show.
            throw .queueUnavailable("\(error)")
        }
    }
}

/// Why something could not be done about jobs.
package enum JobControlFailure: Error, Sendable, Equatable {
    /// Redis does not serve; why is safe to show.
    case queueUnavailable(String)
    /// The record keeps the work, so the sweeper would bring the job back.
    case cannotBeWithdrawn
    /// It was told to stop and has not done so yet; only then can its work be taken out of the record.
    case stillRuns
}

extension JobControlFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .queueUnavailable(let reason): reason
        case .stillRuns: "it was told to stop and still runs: cancel it again, or it will come back"
        case .cannotBeWithdrawn:
            "the work of this job cannot be taken out of the record, and the sweeper would bring it back within seconds; "
                + "it can be put away once it is dead or parked"
        }
    }
}

/// What came of cancelling a job.
package enum JobCancellation: Sendable {
    /// There was no such job.
    case absent
    case gone
    /// It runs; its worker is told within seconds.
    case told
}

extension JobState {
    fileprivate var place: Int {
        switch self {
        case .running: 0
        case .waiting: 1
        case .delayed: 2
        case .dead: 3
        case .parked: 4
        }
    }
}

extension JobPriority {
    /// Its name for operators, part of the interface.
    package var name: String {
        switch self {
        case .urgent: "urgent"
        case .normal: "normal"
        case .bulk: "bulk"
        }
    }
}
