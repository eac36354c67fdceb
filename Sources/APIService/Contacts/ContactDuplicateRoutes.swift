import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/duplicates`: pairs of contacts that may be one, for somebody to decide.
struct ContactDuplicateRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/duplicates") { request, context in try await list(request, context) }
        group.post("/duplicates/:duplicate/dismiss") { request, context in
            let id = try context.identifier("duplicate", of: ContactDuplicate.self)
            return try await dismiss(request, context) {
                try await $0.first(DismissDuplicate(id: id, at: api.store.clock.now()))
            }
        }
        group.get("/contacts/:contact/duplicates") { request, context in try await find(request, context) }
        group.post("/contacts/:contact/duplicates/:other/dismiss") { request, context in
            let one = try context.identifier("contact", of: Contact.self)
            let other = try context.identifier("other", of: Contact.self)
            return try await dismiss(request, context) {
                try await $0.first(TellContactsApart(one: one, other: other, at: api.store.clock.now()))
            }
        }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let paging = try TextPaging(request)
        let list = ListDuplicates(after: try Self.place(paging), limit: paging.limit)
        let pairs = try await api.store.inVenue(venue) { try await $0.withContacts(try await $0.all(list)) }
        return paging.resources(pairs) { "\($0.duplicate.confidence) \($0.duplicate.id?.rawValue ?? 0)" }.answer()
            .response
    }

    /// As all is now, whatever the last search for duplicates found.
    private func find(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        try request.requireParameters(among: [])
        let id = try context.identifier("contact", of: Contact.self)
        let pairs = try await api.store.inVenue(venue) { transaction in
            guard let contact = try await transaction.first(FindContact(id: id)) else { throw Problem.notFound }
            return try await transaction.withContacts(
                try await transaction.all(
                    FindDuplicatesOfContact(contact: contact.mergedInto ?? contact.id, limit: Paging.defaultLimit)))
        }
        return PageOfResources(data: pairs, nextCursor: nil).answer().response
    }

    private func dismiss(
        _ request: Request, _ context: ServiceContext,
        _ dismiss: (VenueTransaction) async throws -> Identifier<ContactDuplicate>?
    ) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        guard try await api.store.inVenue(venue, dismiss) != nil else { throw Problem.notFound }
        return Response(status: .noContent)
    }

    private static func place(_ paging: TextPaging) throws -> DuplicatePlace? {
        guard !paging.after.isEmpty else { return nil }
        let parts = paging.after.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let confidence = Int64(parts[0]), let id = Int64(parts[1]),
            (0...100).contains(confidence)
        else { throw Problem.invalidCursor }
        return DuplicatePlace(confidence: confidence, id: Identifier(rawValue: id))
    }
}

/// A pair with both contacts, to be compared side by side.
private struct DuplicatePair: Representable {
    let duplicate: ContactDuplicate
    let contacts: [Contact]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", duplicate.id)
            writer.member("confidence", duplicate.confidence as Int64?)
            writer.key("reasons")
            writer.array { writer in
                for reason in duplicate.reasons {
                    writer.object { writer in
                        writer.member("code", reason.rawValue)
                        writer.member("text", reason.text)
                    }
                }
            }
            writer.member("found_at", duplicate.foundAt)
            writer.key("contacts")
            writer.array { writer in for contact in contacts { contact.write(to: &writer) } }
        }
    }
}

extension VenueTransaction {
    /// Adds the contacts to pairs, in one statement.
    fileprivate func withContacts(_ duplicates: [ContactDuplicate]) async throws -> [DuplicatePair] {
        let contacts = try await all(FindContacts(ids: duplicates.flatMap { [$0.first, $0.second] }))
        let byID = Dictionary(contacts.map { ($0.id, $0) }) { first, _ in first }
        return duplicates.map { pair in
            DuplicatePair(duplicate: pair, contacts: [pair.first, pair.second].compactMap { byID[$0] })
        }
    }
}
