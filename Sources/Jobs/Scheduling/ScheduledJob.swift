import Domain
import JobQueue
import Logging
import Store

/// A job that schedules start: its pointer's subject is the id of the schedule's run.
///
/// The run's row says how it ended. An attempt that another one has followed writes nothing any more.
protocol ScheduledJob: WorkJob {
    var store: Store { get }

    /// Does the work that was due at `tick`; a second time must be harmless. `venue` is nil for the installation's own.
    func perform(in venue: Venue?, tick: Instant, context: JobContext) async throws
}

/// One for a venue.
protocol ScheduledVenueJob: ScheduledJob {
    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws
}

extension ScheduledVenueJob {
    func perform(in venue: Venue?, tick: Instant, context: JobContext) async throws {
        // A venue that was dropped meanwhile took its work with it.
        guard let venue else { return }
        try await perform(in: venue, tick: tick, context: context)
    }
}

extension ScheduledJob {
    package func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        guard let id = Identifier<ScheduleRun>(pointer.subject) else { return .discard(reason: "not a run id") }
        return try await untilTheDatabaseIsBack {
            let begin = BeginScheduleRun(id: id, kind: Self.work, at: store.clock.now())
            guard let begun = try await store.onPlatform({ try await $0.first(begin) }) else { return .done }
            guard begun.attempt <= ScheduledJobs.mostAttempts else {
                return try await giveUp(id, begun, "It could not be done in \(ScheduledJobs.mostAttempts) attempts.")
            }
            do {
                try await perform(in: venue(begun.venue), tick: begun.tick, context: context)
            } catch let failure where isFinal(failure, begun) {
                context.logger.error("a scheduled run failed", metadata: ["error": "\(failure)"])
                return try await giveUp(
                    id, begun, "It failed \(begun.attempt) times; the operator's log says why.")
            }
            try await finish(id, begun, failure: nil)
            return .done
        }
    }

    package func pending() async throws -> [JobPointer] {
        try await store.onPlatform { try await $0.all(UnfinishedScheduleRuns(kind: Self.work)) }
            .compactMap { $0.map(JobPointer.init) }
    }

    package func withdraw(_ pointer: JobPointer) async throws -> Bool {
        guard let id = Identifier<ScheduleRun>(pointer.subject) else { return false }
        let cancel = CancelScheduleRun(id: id, kind: Self.work, at: store.clock.now())
        return try await store.onPlatform { try await $0.run(cancel) } == 1
    }

    private func venue(_ id: VenueID?) async throws -> Venue? {
        guard let id else { return nil }
        return try await store.venue(id)
    }

    /// A database that is away, or a process that stops, is no failure of the work; the next attempt finds out.
    private func isFinal(_ failure: any Error, _ begun: BeginScheduleRun.Begun) -> Bool {
        begun.attempt == ScheduledJobs.mostAttempts && !Task.isCancelled
            && failure as? StoreFailure != .unavailable
    }

    private func giveUp(
        _ id: Identifier<ScheduleRun>, _ begun: BeginScheduleRun.Begun, _ reason: String
    ) async throws -> JobOutcome {
        try await finish(id, begun, failure: reason)
        return .discard(reason: reason)
    }

    private func finish(
        _ id: Identifier<ScheduleRun>, _ begun: BeginScheduleRun.Begun, failure: String?
    ) async throws {
        let finish = FinishScheduleRun(id: id, attempt: begun.attempt, failure: failure, at: store.clock.now())
        try await store.onPlatform { _ = try await $0.run(finish) }
    }
}

/// What the jobs of schedules have in common.
enum ScheduledJobs {
    /// Counted by the run's row, so that it ends as failed however its attempts ended.
    static let mostAttempts: Int64 = 10

    /// One at a time for a venue; the queue has more patience than the row, which decides.
    static func policy(queue: String, priority: JobPriority = .normal, timeout: Duration) -> JobPolicy {
        JobPolicy(
            queue: queue, priority: priority, maxAttempts: Int(mostAttempts) * 2, maxCrashes: Int(mostAttempts) * 2,
            timeout: timeout, concurrencyPerScope: 1, uniqueness: .untilDone)
    }
}
