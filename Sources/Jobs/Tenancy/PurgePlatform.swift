import Domain
import JobQueue
import Store

/// Deletes the installation's own idempotency keys and the runs of schedules once they are old.
struct PurgePlatform: ScheduledJob {
    static let work = Work.Kind.purgePlatform
    static let policy = ScheduledJobs.policy(queue: "tenancy", priority: .bulk, timeout: .seconds(600))
    let store: Store

    func perform(in venue: Venue?, tick: Instant, context: JobContext) async throws {
        let now = try await store.agreedTime()
        let keys = PurgeIdempotencyKeys(before: Retention.keys(at: now), limit: Retention.slice)
        try await Retention.inSlices { try await store.onPlatform { try await $0.run(keys) } }
        let runs = PurgeScheduleRuns(before: Retention.runs(at: now), limit: Retention.slice)
        try await Retention.inSlices { try await store.onPlatform { try await $0.run(runs) } }
    }
}
