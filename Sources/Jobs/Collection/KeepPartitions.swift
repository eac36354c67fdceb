import Domain
import JobQueue
import Store

/// Makes room for the months to come, and lets go of what was collected longer ago than it may be kept.
///
/// A second run finds it done.
struct KeepPartitions: ScheduledVenueJob {
    static let work = Work.Kind.keepPartitions
    static let policy = ScheduledJobs.policy(queue: "collection", priority: .bulk, timeout: .seconds(1_200))
    let store: Store
    let migrator: Migrator

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let now = try await store.agreedTime()
        try await migrator.keepPartitions(of: venue.id, at: now)
        let derived = PurgeDerived(at: now, limit: Retention.slice)
        try await Retention.inSlices { try await store.inVenue(venue) { try await $0.first(derived) } ?? 0 }
        let audience = PurgeAudience(at: now, limit: Retention.slice)
        try await Retention.inSlices { try await store.inVenue(venue) { try await $0.first(audience) } ?? 0 }
        let refused = PurgeRefusedItems(before: CollectionRetention.refusals(at: now), limit: Retention.slice)
        try await Retention.inSlices { try await store.inVenue(venue) { try await $0.run(refused) } }
    }
}
