import Domain
import JobQueue
import Store

/// Makes room for the months to come, and lets go of what was collected longer ago than it may be kept.
///
/// A month's table goes last: until then a second run finds what the first has left.
struct KeepPartitions: ScheduledVenueJob {
    static let work = Work.Kind.keepPartitions
    static let policy = ScheduledJobs.policy(queue: "collection", priority: .bulk, timeout: .seconds(1_200))
    let store: Store
    let migrator: Migrator

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let now = try await store.agreedTime()
        try await migrator.addMonths(for: venue.id, at: now)
        for table in PartitionedTable.allCases {
            for hour in try await migrator.expiredMonths(of: table, in: venue.id, at: now).flatMap(\.hours) {
                try Task.checkCancellation()
                try await store.purge(hour, of: table, in: venue)
            }
            try await migrator.dropExpiredMonths(of: table, in: venue.id, at: now)
        }
        let refused = PurgeRefusedItems(before: CollectionRetention.refusals(at: now), limit: Retention.slice)
        try await Retention.inSlices { try await store.inVenue(venue) { try await $0.run(refused) } }
    }
}
