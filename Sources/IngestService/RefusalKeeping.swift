import Domain
import HTTPService
import Store

/// Keeps what is refused where the venue can see it, so much a second: one broken page must not fill a database.
struct RefusalKeeping: Sendable {
    private static let itemsPerSecond = 100
    private static let bytesPerSecond = 256 << 10

    private let store: Store
    private let items = ApplicationLimiter(perSecond: itemsPerSecond)
    private let bytes = ApplicationLimiter(perSecond: bytesPerSecond)

    init(store: Store) {
        self.store = store
    }

    /// Throws `StoreFailure`.
    func keep(_ refused: [RefusedItem], of collecting: CollectingApplication) async throws {
        let kept = refused.compactMap(bounded)
        guard let at = kept.first?.refusedAt else { return }
        try await store.inVenue(collecting.venue) { transaction in
            _ = try await transaction.run(KeepRefusedItems(kept, at: at))
        }
    }

    /// Of too many bytes, that something was refused is still kept; of too many items, nothing.
    private func bounded(_ item: RefusedItem) -> RefusedItem? {
        guard items.admits(item.application) else { return nil }
        guard let payload = item.payload else { return item }
        return bytes.admits(item.application, cost: payload.count) ? item : item.withoutPayload
    }
}
