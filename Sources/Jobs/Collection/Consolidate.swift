import Domain
import JobQueue
import Logging
import Store

/// Derives sessions, baskets, touches and audience visits from what was collected.
///
/// Marks are taken with the result, in one transaction: a second run finds none.
struct Consolidate: VenueJob {
    static let work = Work.Kind.consolidate
    /// People look at the figures meanwhile, but never wait for them as for an indicator.
    static let policy = JobPolicy(
        queue: "collection", maxAttempts: 20, timeout: .seconds(300), concurrencyPerScope: 1)
    let store: Store

    /// Large enough that what a statement costs is shared, small enough that a batch takes a fraction of a second.
    private static let batch = 5_000
    /// After so many batches the others get their turn.
    private static let batchesAtOnce = 20

    func run(_ subject: String, of venue: Venue, context: JobContext) async throws -> JobOutcome {
        for _ in 0..<Self.batchesAtOnce {
            let events = try await consolidateEvents(of: venue, context)
            let views = try await store.consolidateAudience(of: venue, atLeast: Self.batch)
            if events < Self.batch && views < Self.batch { return .done }
            try Task.checkCancellation()
        }
        return .snooze(for: .zero)
    }

    /// When one of several groups cannot be consolidated, they are taken alone until it is found and set aside: the others
    /// must not wait for it.
    private func consolidateEvents(of venue: Venue, _ context: JobContext) async throws -> Int {
        do {
            return try await store.consolidateEvents(of: venue, atLeast: Self.batch)
        } catch let failure as StoreFailure where failure.isOfTheData {
            try await findOneToSetAside(in: venue, context)
            // There may be more.
            return Self.batch
        }
    }

    private func findOneToSetAside(in venue: Venue, _ context: JobContext) async throws {
        while true {
            try Task.checkCancellation()
            switch try await store.consolidateOldestEvents(of: venue) {
            case .none: return
            case .consolidated: continue
            case .setAside(let batch, let failure):
                context.logger.error(
                    "events cannot be consolidated and are set aside",
                    metadata: ["venue.id": "\(venue.id)", "batch": "\(batch)", "error": "\(failure)"])
                return
            }
        }
    }

    func pending(in venue: Venue, _ transaction: VenueTransaction) async throws -> [Work] {
        try await transaction.first(AnyCollectionMarks()) == true ? [.consolidate(venue.id)] : []
    }
}
