import Domain
import JobQueue
import Store

/// Looks for duplicates among all contacts of a venue.
///
/// It proposes and merges nothing. A second run finds the same.
struct FindDuplicates: ScheduledVenueJob {
    static let work = Work.Kind.findDuplicates
    static let policy = ScheduledJobs.policy(queue: "contacts", priority: .bulk, timeout: .seconds(1_800))
    let store: Store

    func perform(in venue: Venue, tick: Instant, context: JobContext) async throws {
        let search = ProposeDuplicates(at: store.clock.now())
        _ = try await store.inVenue(venue) { try await $0.run(search) }
    }
}
