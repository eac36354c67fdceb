import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/contacts`, and those by which sources tell of them.
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
            try await api.list(request, context, filters: ["external_id", "source"], place: \.id.rawValue) {
                transaction, paging in
                let externalID = try request.text("external_id")
                let source = try request.text("source").map { text in
                    guard let source = Source(text) else {
                        throw Problem(.invalidRequest, "`source` must be the label of a source.")
                    }
                    return source
                }
                return try await transaction.all(
                    ListContacts(page: paging.page(), externalID: externalID, source: source))
            }
        }
        group.get("/contacts/:contact") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("contact", of: Contact.self)
                return try await transaction.first(FindContact(id: id))
            }
        }
        group.put("/contacts/:contact") { request, context in try await replace(request, context) }
        group.put("/sources/:source/contacts/:external_id") { request, context in
            try await api.upsertOne(ContactTelling.self, request, context)
        }
        group.post("/sources/:source/contacts") { request, context in
            try await api.upsertBatch(ContactTelling.self, request, context)
        }
    }

    private func replace(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("contact", of: Contact.self)
        let (details, _) = try await api.input(request, Self.read)
        let statement = ReplaceContact(id: id, details: details, at: api.store.clock.now())
        guard let contact = try await api.store.inVenue(venue, { try await $0.first(statement) }) else {
            throw Problem.notFound
        }
        await api.announce([.refreshIndicators(of: venue.id)])
        return contact.answer().response
    }

    private static func read(_ fields: JSONObjectReader) -> ContactDetails? {
        var details = ContactFields(fields).details
        details.externalID = fields.optionalLabel("external_id")
        return details
    }
}

extension Request {
    /// A query parameter, as a text that the database can hold.
    func text(_ name: String) throws -> String? {
        guard let text = uri.queryParameters[name[...]].map(String.init) else { return nil }
        guard !text.utf8.contains(0) else { throw Problem(.invalidRequest, "`\(name)` must not hold NUL.") }
        return text
    }
}
