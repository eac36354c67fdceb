import Domain
import JobQueue
import Store

/// Computes every contact's spend tier of the season under way.
///
/// A second run writes the same figures.
struct RunWeeklyIndicators: ScheduledVenueJob {
    static let work = Work.Kind.runWeeklyIndicators
    static let policy = ScheduledJobs.policy(queue: "indicators", priority: .bulk, timeout: .seconds(1_800))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        try await store.computeCurrentSpendTier(of: venue, asOf: store.clock.now())
    }
}
