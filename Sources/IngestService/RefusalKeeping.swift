import Domain
import HTTPService
import Store

/// Keeps what is refused where the venue can see it, a bounded number a second: one broken page must not fill a database.
struct RefusalKeeping: Sendable {
    private static let itemsPerSecond = 100

    private let store: Store
    private let limiter = ApplicationLimiter(requestsPerSecond: itemsPerSecond)

    init(store: Store) {
        self.store = store
    }

    /// Throws `StoreFailure`.
    func keep(_ items: [RefusedItem], of collecting: CollectingApplication) async throws {
        let kept = items.filter { limiter.admits($0.application) }
        guard let at = kept.first?.refusedAt else { return }
        try await store.inVenue(collecting.venue) { transaction in
            _ = try await transaction.run(KeepRefusedItems(kept, at: at))
        }
    }
}
