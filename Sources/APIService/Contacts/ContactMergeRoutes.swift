package import Domain
package import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/contacts/{contact}/merges`: people's decisions that two contacts are one, and their undoing.
struct ContactMergeRoutes {
    let api: APIService

    private struct Input: Sendable {
        let absorbed: Identifier<Contact>
        let fields: [ContactField]?
    }

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/contacts/:contact/merges") { request, context in
            let survivor = try context.identifier("contact", of: Contact.self)
            return try await api.create(
                request, context, read: { Self.read($1) }, announcing: { [.refreshIndicators(of: $0.id)] },
                create: { transaction, input in
                    let merge = try await transaction.merge(
                        input.absorbed, into: survivor, taking: input.fields, at: api.store.clock.now())
                    return (merge, "contacts/\(survivor)/merges/\(merge.id)")
                })
        }
        group.get("/contacts/:contact/merges") { request, context in
            try await api.list(request, context, place: \.id.rawValue) { transaction, paging in
                let contact = try context.identifier("contact", of: Contact.self)
                guard try await transaction.first(FindContact(id: contact)) != nil else { throw Problem.notFound }
                return try await transaction.all(ListMergesOfContact(contact: contact, page: paging.page()))
            }
        }
        group.get("/contacts/:contact/merges/:merge") { request, context in
            try await api.find(request, context) { transaction in
                let contact = try context.identifier("contact", of: Contact.self)
                let id = try context.identifier("merge", of: ContactMerge.self)
                return try await transaction.first(FindMerge(id: id)).flatMap { merge in
                    [merge.survivor, merge.absorbed].contains(contact) ? merge : nil
                }
            }
        }
        group.post("/contacts/:contact/merges/:merge/undo") { request, context in try await undo(request, context) }
    }

    private func undo(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        let survivor = try context.identifier("contact", of: Contact.self)
        let id = try context.identifier("merge", of: ContactMerge.self)
        let fingerprint = APIService.fingerprint(of: request, body: try await request.bytes(upTo: 0))
        let answer = try await api.store.inVenue(venue) { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                try await transaction.undo(id, of: survivor, at: api.store.clock.now()).answer()
            }
        }
        await api.announce([.refreshIndicators(of: venue.id)])
        return answer.response
    }

    private static func read(_ fields: JSONObjectReader) -> Input? {
        let absorbed = fields.requiredID("absorbed_id", of: Contact.self)
        let chosen = fields.optionalCustoms(
            "fields", max: ContactField.allCases.count,
            expecting: "one of \(ContactField.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))",
            ContactField.init)
        guard let absorbed else { return nil }
        return Input(absorbed: absorbed, fields: chosen)
    }
}

extension ContactMerge: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("survivor_id", survivor)
            writer.member("absorbed_id", absorbed)
            writer.key("fields")
            writer.array { writer in for field in fields { writer.string(field.rawValue) } }
            writer.member("merged_at", mergedAt)
            writer.member("undone_at", undoneAt)
        }
    }
}

extension ContactMergeRefusal: ProblemConvertible {
    /// What a refused merge means to a client.
    package var problem: Problem {
        switch self {
        case .noSuchContact, .noSuchMerge: .notFound
        case .sameContact: Problem(.conflict, "A contact cannot be merged into itself: name another as `absorbed_id`.")
        case .survivorIsMerged(let other):
            Problem(.conflict, "This contact was merged into \(other): merge into that one.")
        case .absorbedIsMerged(let other):
            Problem(
                .conflict, "The contact to absorb was merged into \(other): absorb that one, or undo its merge first.")
        case .undoneBefore: Problem(.conflict, "This merge was undone before: there is nothing left to do.")
        case .survivorWasMerged(let other, let merge):
            Problem(
                .conflict, "This contact was merged into \(other) in its turn: undo that merge, \(merge), first.")
        }
    }
}
