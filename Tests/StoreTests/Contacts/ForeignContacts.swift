import Domain
import StoreTestSupport
import Testing

@testable import Store

/// One of everything about contacts, in one venue.
struct ForeignContacts {
    private let twin: Contact
    private let absorbed: Contact
    private let merge: ContactMerge

    init(in venue: Venue, _ database: TestDatabase) async throws {
        var details = ContactDetails()
        details.firstName = "Anne"
        details.lastName = "Martin"
        details.email = "anne@example.org"
        twin = try await database.contact(details, in: venue)
        _ = try await database.contact(details, in: venue)
        absorbed = try await database.contact(in: venue)
        merge = try await database.merge(absorbed, into: twin, taking: nil, in: venue)
        let (contact, at) = (twin.id, database.clock.now)
        try await database.store.inVenue(venue) { transaction in
            _ = try await transaction.first(AddContactNote(contact: contact, author: "A", text: "T", at: at))
            _ = try await transaction.run(ProposeDuplicates(at: at))
        }
        try await database.run("UPDATE contacts SET external_id = 'twin' WHERE id = \(twin.id)", in: venue)
        try await database.order(by: twin, [.seat(nil)], in: venue)
    }

    /// Tells `check` how many rows each reading statement has, and returns the statements' names.
    func look(_ transaction: VenueTransaction, _ check: (String, Int) -> Void) async throws -> [String] {
        var names: [String] = []
        func read<S: VenueStatement>(_ statement: S) async throws {
            names.append("\(S.self)")
            check("\(S.self)", try await transaction.all(statement).count)
        }
        try await read(FindContacts(ids: [twin.id]))
        try await read(ListRecordsOfContact(contact: twin.id))
        try await read(FindContactsByExternalID(text: "twi", limit: 10))
        try await read(FindContactsByTerms(text: "anne martin", closeness: .words, limit: 10))
        try await read(FindSimilarContacts(text: "anna martin", limit: 10))
        try await read(ListContactNotes(contact: twin.id, page: Page(after: nil, limit: 10)))
        try await read(FindMemberships(contacts: [absorbed.id]))
        try await read(FindMerge(id: merge.id))
        try await read(FindMergeOfAbsorbed(contact: absorbed.id))
        try await read(ListMergesOfContact(contact: twin.id, page: Page(after: nil, limit: 10)))
        try await read(ListDuplicates(after: nil, limit: 10))
        try await read(FindDuplicatesOfContact(contact: twin.id, limit: 10))
        try await read(FindOrderSummary(contact: twin.id))
        try await read(ListNewestOrders(contact: twin.id, limit: 10))
        return names
    }
}
