import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/shows`.
struct ShowRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/shows") { request, context in
            try await api.create(request, context, read: { Self.read($1) }) { transaction, statement in
                let show = try created(try await transaction.first(statement))
                return (show, "shows/\(show.id)")
            }
        }
        group.get("/shows") { request, context in
            try await api.list(request, context, place: \.id.rawValue) { try await $0.all(ListShows(page: $1.page())) }
        }
        group.get("/shows/:show") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("show", of: Show.self)
                return try await transaction.first(FindShow(id: id))
            }
        }
        group.put("/sources/:source/shows/:external_id") { request, context in
            try await api.upsertOne(ShowTelling.self, request, context)
        }
        group.post("/sources/:source/shows") { request, context in
            try await api.upsertBatch(ShowTelling.self, request, context)
        }
    }

    private static func read(_ fields: JSONObjectReader) -> CreateShow? {
        let externalID = fields.optionalLabel("external_id")
        let name = fields.requiredName()
        let family = fields.optionalEnum("family", as: ProductFamily.self) ?? .event
        let genre = fields.optionalLabel("genre")
        let domain = fields.optionalEnum("domain_code", as: PerformanceDomain.self)
        let isForYoungAudiences = fields.optionalBool("is_for_young_audiences") ?? false
        guard let name else { return nil }
        return CreateShow(
            externalID: externalID, name: name, family: family, genre: genre, domain: domain,
            isForYoungAudiences: isForYoungAudiences)
    }
}

extension ShowTelling: CatalogueItem {
    static let collection = "shows"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> ShowTelling? {
        let name = fields.requiredName()
        let family = fields.told("family") { fields.optionalEnum($0, as: ProductFamily.self) }
        let genre = fields.told("genre", fields.optionalLabel)
        let domain = fields.told("domain_code") { fields.optionalEnum($0, as: PerformanceDomain.self) }
        let isForYoungAudiences = fields.told("is_for_young_audiences", fields.optionalBool)
        let updatedAt = fields.sourceUpdatedAt()
        guard let name else { return nil }
        var telling = ShowTelling(externalID: externalID, name: name)
        telling.sourceUpdatedAt = updatedAt
        telling.family = family
        telling.genre = genre
        telling.domain = domain
        telling.isForYoungAudiences = isForYoungAudiences
        return telling
    }
}

extension Show: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("name", name)
            writer.member("family", family.rawValue)
            writer.member("genre", genre)
            writer.member("domain_code", domain?.rawValue)
            writer.member("is_for_young_audiences", isForYoungAudiences)
        }
    }
}
