import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/quotas`: seats kept for a use.
struct QuotaRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/quotas") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListEntries<Quota>(page: $1.page()))
            }
        }
        group.get("/quotas/:quota") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("quota", of: Quota.self)
                return try await transaction.first(FindEntry(id: id))
            }
        }
        group.put("/sources/:source/quotas/:external_id") { request, context in
            try await api.upsertOne(QuotaTelling.self, request, context)
        }
        group.post("/sources/:source/quotas") { request, context in
            try await api.upsertBatch(QuotaTelling.self, request, context)
        }
    }
}

extension QuotaTelling: CatalogueItem {
    static let collection = "quotas"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> QuotaTelling? {
        let performance = fields.requiredLabel("performance_external_id")
        let name = fields.requiredName()
        let seats = fields.requiredInt64("seats", in: Seats.range)
        let updatedAt = fields.sourceUpdatedAt()
        guard let performance, let name, let seats else { return nil }
        var telling = QuotaTelling(externalID: externalID, performance: performance, name: name, seats: seats)
        telling.sourceUpdatedAt = updatedAt
        return telling
    }
}

extension Quota: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("performance_id", performance)
            writer.member("name", name)
            writer.member("seats", seats as Int64?)
        }
    }
}
