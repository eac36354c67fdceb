import Domain
import JobQueue
import Store

/// Computes the indicators of the contacts that the calendar moved: those of their own history, and of what was shared; and checks
/// some others.
///
/// A second run writes the same figures.
struct RunDailyIndicators: ScheduledVenueJob {
    static let work = Work.Kind.runDailyIndicators
    static let policy = ScheduledJobs.policy(queue: "indicators", priority: .bulk, timeout: .seconds(1_800))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let computed = try await store.runIndicators(.daily, at: tick, of: venue)
        IndicatorDrift.report(computed, context)
    }
}
