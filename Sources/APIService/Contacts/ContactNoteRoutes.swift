import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/contacts/{contact}/notes`: what people wrote about a contact.
struct ContactNoteRoutes {
    let api: APIService

    private struct Input: Sendable {
        let author: String
        let text: String
    }

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/contacts/:contact/notes") { request, context in
            let contact = try context.identifier("contact", of: Contact.self)
            return try await api.create(request, context, read: { Self.read($1) }) { transaction, input in
                let note = AddContactNote(
                    contact: contact, author: input.author, text: input.text, at: api.store.clock.now())
                guard let note = try await transaction.first(note) else { throw Problem.notFound }
                return (note, "contacts/\(contact)/notes")
            }
        }
        group.get("/contacts/:contact/notes") { request, context in
            try await api.list(request, context, place: \.id.rawValue) { transaction, paging in
                let contact = try context.identifier("contact", of: Contact.self)
                guard try await transaction.first(FindContact(id: contact)) != nil else { throw Problem.notFound }
                return try await transaction.all(ListContactNotes(contact: contact, page: paging.page()))
            }
        }
        group.delete("/contacts/:contact/notes/:note") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let deletion = DeleteContactNote(
                contact: try context.identifier("contact", of: Contact.self),
                id: try context.identifier("note", of: ContactNote.self))
            guard try await api.store.inVenue(venue, { try await $0.run(deletion) }) == 1 else {
                throw Problem.notFound
            }
            return Response(status: .noContent)
        }
    }

    private static func read(_ fields: JSONObjectReader) -> Input? {
        let author = fields.requiredName("author")
        let text = fields.requiredString("text", minBytes: 1, maxBytes: 10_000)
        guard let author, let text else { return nil }
        return Input(author: author, text: text)
    }
}

extension ContactNote: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("contact_id", contact)
            writer.member("author", author)
            writer.member("text", text)
            writer.member("written_at", writtenAt)
        }
    }
}
