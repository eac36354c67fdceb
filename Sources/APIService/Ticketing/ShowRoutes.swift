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
    }

    private static func read(_ fields: JSONObjectReader) -> CreateShow? {
        let externalID = fields.optionalLabel("external_id")
        let name = fields.requiredName()
        let family = fields.optionalEnum("family", as: ProductFamily.self) ?? .event
        let genre = fields.optionalLabel("genre")
        guard let name else { return nil }
        return CreateShow(externalID: externalID, name: name, family: family, genre: genre)
    }
}

extension Show: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("external_id", externalID)
            writer.member("name", name)
            writer.member("family", family.rawValue)
            writer.member("genre", genre)
        }
    }
}
