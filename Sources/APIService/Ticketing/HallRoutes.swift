import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/halls`: where performances take place.
struct HallRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/halls") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListEntries<Hall>(page: $1.page()))
            }
        }
        group.get("/halls/:hall") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("hall", of: Hall.self)
                return try await transaction.first(FindEntry(id: id))
            }
        }
        group.put("/sources/:source/halls/:external_id") { request, context in
            try await api.upsertOne(HallTelling.self, request, context)
        }
        group.post("/sources/:source/halls") { request, context in
            try await api.upsertBatch(HallTelling.self, request, context)
        }
    }
}

extension HallTelling: CatalogueItem {
    static let collection = "halls"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> HallTelling? {
        let name = fields.requiredName()
        let capacity = fields.told("capacity") { fields.optionalInt64($0, in: Seats.range) }
        let updatedAt = fields.sourceUpdatedAt()
        guard let name else { return nil }
        var telling = HallTelling(externalID: externalID, name: name)
        telling.sourceUpdatedAt = updatedAt
        telling.capacity = capacity
        return telling
    }
}

extension Hall: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("name", name)
            writer.member("capacity", capacity)
        }
    }
}
