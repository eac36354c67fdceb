import Domain
import JobQueue
import Store

/// Deletes a venue's idempotency keys once nobody can mean them any more, and what was computed for past instants a while ago.
struct PurgeVenue: ScheduledVenueJob {
    static let work = Work.Kind.purgeIdempotencyKeys
    static let policy = ScheduledJobs.policy(queue: "tenancy", priority: .bulk, timeout: .seconds(600))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let now = try await store.agreedTime()
        let purge = PurgeIdempotencyKeys(before: Retention.keys(at: now), limit: Retention.slice)
        try await Retention.inSlices { try await store.inVenue(venue) { try await $0.run(purge) } }
        try await Retention.dropComputedIndicators(of: venue, before: IndicatorRunLimits.keptSince(now), store)
    }
}

/// How long what is kept for safety's sake is kept, and how it is deleted.
enum Retention {
    /// No transaction holds more rows than that.
    static let slice = 1_000

    static func keys(at now: Instant) -> Instant { now.advanced(bySeconds: -30 * 86_400) }
    static func runs(at now: Instant) -> Instant { now.advanced(bySeconds: -400 * 86_400) }

    /// Drops what a venue's runs computed for past instants beyond what is kept, and what ended before an instant.
    static func dropComputedIndicators(of venue: Venue, before: Instant?, _ store: Store) async throws {
        let purge = PurgeComputedIndicators(before: before, limit: slice)
        try await inSlices { try await store.inVenue(venue) { try await $0.run(purge) } }
    }

    /// Deletes slice after slice until one is not full.
    static func inSlices(_ delete: () async throws -> Int) async throws {
        while try await delete() == slice { try Task.checkCancellation() }
    }
}
