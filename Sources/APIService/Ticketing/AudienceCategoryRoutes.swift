import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/audience-categories`: whom seats are for.
struct AudienceCategoryRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/audience-categories") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListEntries<AudienceCategory>(page: $1.page()))
            }
        }
        group.get("/audience-categories/:audience_category") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("audience_category", of: AudienceCategory.self)
                return try await transaction.first(FindEntry(id: id))
            }
        }
        group.put("/sources/:source/audience-categories/:external_id") { request, context in
            try await api.upsertOne(AudienceCategoryTelling.self, request, context)
        }
        group.post("/sources/:source/audience-categories") { request, context in
            try await api.upsertBatch(AudienceCategoryTelling.self, request, context)
        }
    }
}

extension AudienceCategoryTelling: CatalogueItem {
    static let collection = "audience-categories"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> AudienceCategoryTelling? {
        let name = fields.requiredName()
        let isChild = fields.told("is_child", fields.optionalBool)
        let updatedAt = fields.sourceUpdatedAt()
        guard let name else { return nil }
        var telling = AudienceCategoryTelling(externalID: externalID, name: name)
        telling.sourceUpdatedAt = updatedAt
        telling.isChild = isChild
        return telling
    }
}

extension AudienceCategory: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("name", name)
            writer.member("is_child", isChild)
        }
    }
}
