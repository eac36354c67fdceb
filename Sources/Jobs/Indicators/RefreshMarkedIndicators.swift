import Domain
import JobQueue
import Store

/// Brings the real-time indicators of marked contacts up to date.
///
/// Marks are taken with the result, in one transaction: a second run finds none.
struct RefreshMarkedIndicators: VenueJob {
    static let work = Work.Kind.refreshIndicators
    /// People wait for it; two at a time, since a batch of marks may be held for a moment by one.
    static let policy = JobPolicy(
        queue: "indicators", priority: .urgent, maxAttempts: 20, timeout: .seconds(120), concurrencyPerScope: 2)
    let store: Store

    private static let batch = 1_000
    /// After so many batches the others get their turn.
    private static let batchesAtOnce = 50

    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome {
        for _ in 0..<Self.batchesAtOnce {
            let taken = try await store.refreshMarkedContacts(of: venue, limit: Self.batch)
            // Fewer than asked for: the rest, if any, is in other hands.
            if taken < Self.batch { return .done }
        }
        return .snooze(for: .zero)
    }

    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work] {
        try await transaction.first(AnyMarks(at: store.clock.now())) == true ? [.refreshIndicators(of: venue.id)] : []
    }
}
