import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/contacts`.
struct ContactRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/contacts") { request, context in
            try await api.create(request, context, read: { Self.read($1) }) { transaction, details in
                let contact = try created(
                    try await transaction.first(CreateContact(details: details, at: api.store.clock.now())))
                return (contact, "contacts/\(contact.id)")
            }
        }
        group.get("/contacts") { request, context in
            try await api.list(request, context, filters: ["external_id"], place: \.id.rawValue) {
                transaction, paging in
                let externalID = request.uri.queryParameters["external_id"].map(String.init)
                guard externalID?.utf8.contains(0) != true else {
                    throw Problem(.invalidRequest, "`external_id` must not hold NUL.")
                }
                return try await transaction.all(ListContacts(page: paging.page(), externalID: externalID))
            }
        }
        group.get("/contacts/:contact") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("contact", of: Contact.self)
                return try await transaction.first(FindContact(id: id))
            }
        }
        group.put("/contacts/:contact") { request, context in try await replace(request, context) }
    }

    private func replace(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("contact", of: Contact.self)
        let (details, _) = try await api.input(request, Self.read)
        let statement = ReplaceContact(id: id, details: details, at: api.store.clock.now())
        guard let contact = try await api.store.inVenue(venue, { try await $0.first(statement) }) else {
            throw Problem.notFound
        }
        return contact.answer().response
    }

    private static func read(_ fields: JSONObjectReader) -> ContactDetails? {
        var details = ContactDetails()
        details.externalID = fields.optionalLabel("external_id")
        details.kind = fields.optionalEnum("kind", as: Contact.Kind.self) ?? .individual
        details.firstName = fields.optionalLabel("first_name")
        details.lastName = fields.optionalLabel("last_name")
        details.email = fields.optionalCustom("email", expecting: "an e-mail address") { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && !parts.contains("") && text.utf8.count <= 254 ? text : nil
        }
        details.birthDate = fields.optionalDate("birth_date")
        details.language = fields.optionalEnum("language", as: Locale.self)
        return details
    }
}

extension Contact: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("external_id", details.externalID)
            writer.member("kind", details.kind.rawValue)
            writer.member("first_name", details.firstName)
            writer.member("last_name", details.lastName)
            writer.member("email", details.email)
            writer.member("birth_date", details.birthDate)
            writer.member("language", details.language?.rawValue)
            writer.member("created_at", createdAt)
            writer.member("updated_at", updatedAt)
        }
    }
}
