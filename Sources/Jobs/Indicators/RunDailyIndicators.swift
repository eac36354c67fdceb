import Domain
import JobQueue
import Store

/// Computes the indicators of every contact that the calendar moves: those of its own history, and of what it shared.
///
/// A second run writes the same figures.
struct RunDailyIndicators: ScheduledVenueJob {
    static let work = Work.Kind.runDailyIndicators
    static let policy = ScheduledJobs.policy(queue: "indicators", priority: .bulk, timeout: .seconds(1_800))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let (asOf, _) = try await store.computeHistories(of: venue)
        try await store.computeSocial(of: venue, asOf: asOf)
    }
}
