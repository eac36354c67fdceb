import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/tariffs`: what seats cost, and what that counts as.
struct TariffRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/tariffs") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListEntries<Tariff>(page: $1.page()))
            }
        }
        group.get("/tariffs/:tariff") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("tariff", of: Tariff.self)
                return try await transaction.first(FindEntry(id: id))
            }
        }
        group.put("/sources/:source/tariffs/:external_id") { request, context in
            try await api.upsertOne(TariffTelling.self, request, context)
        }
        group.post("/sources/:source/tariffs") { request, context in
            try await api.upsertBatch(TariffTelling.self, request, context)
        }
    }
}

extension TariffTelling: CatalogueItem {
    static let collection = "tariffs"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> TariffTelling? {
        let name = fields.requiredName()
        let kind = fields.requiredEnum("kind", as: TariffKind.self)
        let updatedAt = fields.sourceUpdatedAt()
        guard let name, let kind else { return nil }
        var telling = TariffTelling(externalID: externalID, name: name, kind: kind)
        telling.sourceUpdatedAt = updatedAt
        return telling
    }
}

extension Tariff: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("name", name)
            writer.member("kind", kind.rawValue)
        }
    }
}
