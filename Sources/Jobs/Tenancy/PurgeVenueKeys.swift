import Domain
import JobQueue
import Store

/// Deletes a venue's idempotency keys once nobody can mean them any more.
struct PurgeVenueKeys: ScheduledVenueJob {
    static let work = Work.Kind.purgeIdempotencyKeys
    static let policy = ScheduledJobs.policy(queue: "tenancy", priority: .bulk, timeout: .seconds(600))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let now = try await store.agreedTime()
        let purge = PurgeIdempotencyKeys(before: Retention.keys(at: now), limit: Retention.slice)
        try await Retention.inSlices { try await store.inVenue(venue) { try await $0.run(purge) } }
    }
}

/// How long what is kept for safety's sake is kept, and how it is deleted.
enum Retention {
    /// No transaction holds more rows than that.
    static let slice = 1_000

    static func keys(at now: Instant) -> Instant { now.advanced(bySeconds: -30 * 86_400) }
    static func runs(at now: Instant) -> Instant { now.advanced(bySeconds: -400 * 86_400) }

    /// Deletes slice after slice until one is not full.
    static func inSlices(_ delete: () async throws -> Int) async throws {
        while try await delete() == slice { try Task.checkCancellation() }
    }
}
