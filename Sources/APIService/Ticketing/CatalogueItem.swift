import Domain
import Store
import StrictJSON

/// A thing of the catalogue, as sources tell of it.
protocol CatalogueItem: SourceItem, CatalogueTelling {}

extension CatalogueItem {
    static func write(
        _ items: [Self], from source: Source, at instant: Instant, in transaction: VenueTransaction
    ) async throws -> [UpsertResult] {
        try await transaction.write(items, from: source, at: instant)
    }
}

/// How many seats there may be of anything.
enum Seats {
    static let range: ClosedRange<Int64> = 0...1_000_000
}

extension JSONWriter {
    /// Who told of a thing, what they call it, and when they last changed it.
    mutating func origin(_ origin: Origin) {
        member("source", origin.source.rawValue)
        member("external_id", origin.externalID)
        member("source_updated_at", origin.sourceUpdatedAt)
    }
}
