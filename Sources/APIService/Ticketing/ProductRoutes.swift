import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/products`: what is sold beside seats of one performance.
struct ProductRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/products") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListEntries<Product>(page: $1.page()))
            }
        }
        group.get("/products/:product") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("product", of: Product.self)
                return try await transaction.first(FindEntry(id: id))
            }
        }
        group.put("/sources/:source/products/:external_id") { request, context in
            try await api.upsertOne(ProductTelling.self, request, context)
        }
        group.post("/sources/:source/products") { request, context in
            try await api.upsertBatch(ProductTelling.self, request, context)
        }
    }
}

extension ProductTelling: CatalogueItem {
    static let collection = "products"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> ProductTelling? {
        let name = fields.requiredName()
        let family = fields.requiredEnum("family", as: ProductFamily.self)
        let season = fields.told("season", fields.optionalLabel)
        let validFrom = fields.told("valid_from", fields.optionalDate)
        let validTo = fields.told("valid_to", fields.optionalDate)
        let givesSubscriber = fields.told("gives_subscriber", fields.optionalBool)
        let updatedAt = fields.sourceUpdatedAt()
        guard let name, let family else { return nil }
        var telling = ProductTelling(externalID: externalID, name: name, family: family)
        telling.sourceUpdatedAt = updatedAt
        telling.season = season
        telling.validFrom = validFrom
        telling.validTo = validTo
        telling.givesSubscriber = givesSubscriber
        return telling
    }
}

extension Product: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("name", name)
            writer.member("family", family.rawValue)
            writer.member("season_id", season)
            writer.member("valid_from", validFrom)
            writer.member("valid_to", validTo)
            writer.member("gives_subscriber", givesSubscriber)
        }
    }
}
