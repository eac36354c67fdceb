import Domain
import JobQueue
import Store

/// Begins a season: fixes every contact's spend tier of the season before, then computes the rest.
///
/// A second run writes the same figures, as long as the season before is not rewritten meanwhile.
struct ChangeSeason: ScheduledVenueJob {
    static let work = Work.Kind.changeSeason
    static let policy = ScheduledJobs.policy(queue: "indicators", timeout: .seconds(1_800))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        _ = try await store.runIndicators(.seasonChange, at: tick, of: venue)
    }
}
