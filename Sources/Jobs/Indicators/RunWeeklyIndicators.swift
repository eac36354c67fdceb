import Domain
import JobQueue
import Store

/// Computes every contact's spend tier of the season under way, and checks every contact's history.
///
/// A second run writes the same figures.
struct RunWeeklyIndicators: ScheduledVenueJob {
    static let work = Work.Kind.runWeeklyIndicators
    static let policy = ScheduledJobs.policy(queue: "indicators", priority: .bulk, timeout: .seconds(1_800))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        IndicatorDrift.report(try await store.runIndicators(.weekly, at: tick, of: venue), context)
    }
}
