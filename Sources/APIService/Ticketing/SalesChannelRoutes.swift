import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/sales-channels`: points of sale, and what they count as.
struct SalesChannelRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/sales-channels") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListEntries<SalesChannel>(page: $1.page()))
            }
        }
        group.get("/sales-channels/:sales_channel") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("sales_channel", of: SalesChannel.self)
                return try await transaction.first(FindEntry(id: id))
            }
        }
        group.put("/sources/:source/sales-channels/:external_id") { request, context in
            try await api.upsertOne(SalesChannelTelling.self, request, context)
        }
        group.post("/sources/:source/sales-channels") { request, context in
            try await api.upsertBatch(SalesChannelTelling.self, request, context)
        }
    }
}

extension SalesChannelTelling: CatalogueItem {
    static let collection = "sales-channels"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> SalesChannelTelling? {
        let name = fields.requiredName()
        let type = fields.requiredEnum("type", as: ChannelType.self)
        let updatedAt = fields.sourceUpdatedAt()
        guard let name, let type else { return nil }
        var telling = SalesChannelTelling(externalID: externalID, name: name, type: type)
        telling.sourceUpdatedAt = updatedAt
        return telling
    }
}

extension SalesChannel: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("name", name)
            writer.member("type", type.rawValue)
        }
    }
}
