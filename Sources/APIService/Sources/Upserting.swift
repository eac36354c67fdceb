import Domain
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import Store
import StrictJSON

// How what a source tells is answered: one thing by its address, or many in a batch in which a bad item never sinks the others.
extension APIService {
    static let batchLimits = JSONLimits(maxBytes: 4 << 20, maxDepth: 16, maxValues: 200_000, maxStringBytes: 16 << 10)
    static let mostItems = 500

    /// `PUT …/sources/{source}/{kind}/{external_id}`: 201 when it was not known, 200 otherwise, 400 when it is refused.
    func upsertOne<Item: SourceItem>(
        _: Item.Type, _ request: Request, _ context: ServiceContext
    ) async throws -> Response {
        let (actor, venue) = try await activeVenue(request, context)
        let (source, externalID) = (try context.source(), try context.externalID())
        let (item, fingerprint) = try await input(request) { fields in
            if let repeated = fields.optionalExternalID("external_id"), !repeated.utf8.elementsEqual(externalID.utf8) {
                fields.reject("external_id", "must be the one of the address, or left out")
            }
            return Item.timely(fields, externalID: externalID, of: venue, at: store.clock.now())
        }
        let answer = try await store.inVenue(venue) { transaction in
            try await once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let results = try await Item.write([item], from: source, at: store.clock.now(), in: transaction)
                guard let result = results.first else { throw StoreFailure.fault("an upsert has no outcome") }
                guard result.outcome != .refused else { throw Problem.refused(result.reasons) }
                let location = result.id.map { "/v1/venues/\(venue.id)/\(Item.collection)/\($0)" }
                let isNew = result.outcome == .created
                return ItemResult(result).answer(isNew ? .created : .ok, location: isNew ? location : nil)
            }
        }
        await announce(Item.work(in: venue))
        return answer.response
    }

    /// `POST …/sources/{source}/{kind}`: 200 with what became of each item.
    func upsertBatch<Item: SourceItem>(
        _: Item.Type, _ request: Request, _ context: ServiceContext
    ) async throws -> Response {
        let (actor, venue) = try await activeVenue(request, context)
        let source = try context.source()
        let (batch, fingerprint) = try await input(request, limits: Self.batchLimits) { fields in
            ArrivingBatch<Item>(fields, of: venue, at: store.clock.now())
        }
        let answer = try await store.inVenue(venue) { transaction in
            try await once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let items = batch.items
                let results =
                    items.isEmpty
                    ? [] : try await Item.write(items, from: source, at: store.clock.now(), in: transaction)
                guard results.count == items.count else { throw StoreFailure.fault("an upsert lacks outcomes") }
                return ItemResults(results: batch.results(results)).answer()
            }
        }
        await announce(Item.work(in: venue))
        return answer.response
    }
}

extension SourceItem {
    /// Reads an item, unless its word is said to be of a day to come: it would keep out every later one.
    fileprivate static func timely(
        _ fields: JSONObjectReader, externalID: String, of venue: Venue, at now: Instant
    ) -> Self? {
        let item = read(fields, externalID: externalID, of: venue)
        if let told = item?.sourceUpdatedAt, told > now.advanced(bySeconds: 86_400) {
            fields.reject("source_updated_at", "must not be more than a day ahead of the clock")
            return nil
        }
        return item
    }
}

/// The items of a batch: those that could be read, and why the others could not.
private struct ArrivingBatch<Item: SourceItem>: Sendable {
    private enum Arrival: Sendable {
        case item(Item)
        case unreadable(ItemResult)
    }

    private let arrivals: [Arrival]

    /// Nil, with a fault, when `data` is not an array of 1 to 500.
    init?(_ fields: JSONObjectReader, of venue: Venue, at now: Instant) {
        guard let data = fields.value("data") else {
            fields.reject("data", "is required", code: .missing)
            return nil
        }
        guard let elements = data.elements else {
            fields.reject("data", "must be an array", code: .wrongType)
            return nil
        }
        let count = elements.count
        guard (1...APIService.mostItems).contains(count) else {
            fields.reject(
                "data", "must have 1 to \(APIService.mostItems) items", code: count == 0 ? .tooShort : .tooManyItems)
            return nil
        }
        arrivals = elements.map { Self.read($0, of: venue, at: now) }
    }

    private static func read(_ element: JSONValue, of venue: Venue, at now: Instant) -> Arrival {
        var known: String?
        do throws(JSONFaults) {
            let item = try JSONObjectReader.read(element) { fields -> Item? in
                known = fields.requiredString("external_id", minBytes: 1, maxBytes: 200)
                let item = Item.timely(fields, externalID: known ?? "", of: venue, at: now)
                return known == nil ? nil : item
            }
            return .item(item)
        } catch {
            return .unreadable(ItemResult(externalID: known, faults: error))
        }
    }

    var items: [Item] {
        arrivals.compactMap { arrival in if case .item(let item) = arrival { item } else { nil } }
    }

    /// The outcomes of the items in their places among the unreadable ones.
    func results(_ outcomes: [UpsertResult]) -> [ItemResult] {
        var rest = outcomes[...]
        return arrivals.compactMap { arrival in
            switch arrival {
            case .item: rest.popFirst().map(ItemResult.init)
            case .unreadable(let result): result
            }
        }
    }
}

extension ServiceContext {
    /// The source an address names.
    func source() throws -> Domain.Source {
        guard let source = parameters.get("source")?.removingPercentEncoding.flatMap(Domain.Source.init) else {
            throw Problem(
                .invalidRequest,
                "Name the source by \(Domain.Source.form)."
            )
        }
        return source
    }

    /// The external id an address ends with, percent-decoded.
    func externalID() throws -> String {
        guard let id = parameters.get("external_id")?.removingPercentEncoding, (1...200).contains(id.utf8.count),
            !id.utf8.contains(0)
        else {
            throw Problem(
                .invalidRequest, "The address must end with the external id: 1 to 200 bytes, percent-encoded, no NUL.")
        }
        return id
    }
}

extension Problem {
    fileprivate static func refused(_ reasons: [RefusalReason]) -> Problem {
        var problem = Problem(.invalidRequest, "Correct what `errors` lists and send the request again.")
        problem.reasons = reasons
        return problem
    }
}
