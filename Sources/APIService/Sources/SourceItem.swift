import Domain
import HTTPService
import Store
import StrictJSON

/// Something that sources tell of, one at a time or many: how it is read out of a request, and how it is written.
///
/// A new kind is a type that conforms, and two lines in its routes:
/// ```swift
/// group.put("/sources/:source/halls/:external_id") { try await api.upsertOne(HallTelling.self, $0, $1) }
/// group.post("/sources/:source/halls") { try await api.upsertBatch(HallTelling.self, $0, $1) }
/// ```
protocol SourceItem: Sendable {
    /// Where a thing of this kind is found under a venue by its own id: `halls` of `/v1/venues/{venue}/halls/{hall}`.
    static var collection: String { get }

    var externalID: String { get }
    var sourceUpdatedAt: Instant? { get }

    /// Reads an item whose `external_id` was read already; nil when a member has a fault.
    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> Self?

    /// Writes items, and answers what became of each, in their order.
    ///
    /// An item may come twice: the newer word wins, at one instant the later.
    static func write(
        _ items: [Self], from source: Source, at instant: Instant, in transaction: VenueTransaction
    ) async throws -> [UpsertResult]

    /// What workers have to do once it is committed.
    static func work(in venue: Venue) -> [Work]
}

extension SourceItem {
    static func work(in venue: Venue) -> [Work] { [.refreshIndicators(of: venue.id)] }
}

extension JSONObjectReader {
    /// When the source last changed what it tells; nil: when it arrives.
    func sourceUpdatedAt() -> Instant? { optionalInstant("source_updated_at") }

    /// An external id, or nothing.
    func optionalExternalID(_ field: String) -> String? { optionalLabel(field) }

    /// What the object says of a member: `read` is asked for its value once it is there.
    ///
    /// A fault of it is found as usual, and makes the whole object unreadable whatever is answered here.
    func told<Value>(_ field: String, _ read: (String) -> Value?) -> Told<Value> {
        guard value(field) != nil else { return .nothing }
        return .value(read(field))
    }
}
