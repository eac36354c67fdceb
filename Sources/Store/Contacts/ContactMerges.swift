package import Domain
package import Postgres

extension VenueTransaction {
    /// Merges one contact, with all its records, into another, and marks both.
    ///
    /// `fields` are those of the absorbed contact that are written over the survivor's, where it has them; nil: what the survivor
    /// lacks. Throws `ContactMergeRefusal`.
    package func merge(
        _ absorbed: Identifier<Contact>, into survivor: Identifier<Contact>, taking fields: [ContactField]?,
        at instant: Instant
    ) async throws -> ContactMerge {
        guard absorbed != survivor else { throw ContactMergeRefusal.sameContact }
        let memberships = try await hold([survivor, absorbed])
        if let other = memberships[survivor] { throw ContactMergeRefusal.survivorIsMerged(into: other) }
        if let other = memberships[absorbed] { throw ContactMergeRefusal.absorbedIsMerged(into: other) }
        guard let id = try await first(AddMerge(survivor: survivor, absorbed: absorbed, at: instant)) else {
            throw StoreFailure.fault("an insert returned no row")
        }
        try await run(TakeFields(merge: id, survivor: survivor, absorbed: absorbed, fields: fields, at: instant))
        try await run(WriteTakenFields(merge: id, survivor: survivor))
        try await run(MoveMembers(from: absorbed, to: survivor))
        try await run(AddMember(absorbed, of: survivor))
        try await run(MarkContacts(contacts: [survivor, absorbed], at: instant))
        return try await found(merge: id)
    }

    /// Undoes a merge into a contact, and marks both: each member of the survivor that still is what the merge made it is again
    /// what it was.
    ///
    /// Throws `ContactMergeRefusal`.
    package func undo(
        _ id: Identifier<ContactMerge>, of survivor: Identifier<Contact>, at instant: Instant
    ) async throws -> ContactMerge {
        guard let told = try await first(FindMerge(id: id)), told.survivor == survivor else {
            throw ContactMergeRefusal.noSuchMerge
        }
        let memberships = try await hold([survivor, told.absorbed])
        // Read again, now that nobody else can undo it.
        let merge = try await found(merge: id)
        guard merge.undoneAt == nil else { throw ContactMergeRefusal.undoneBefore }
        if memberships[survivor] != nil, let later = try await first(FindMergeOfAbsorbed(contact: survivor)) {
            throw ContactMergeRefusal.survivorWasMerged(into: later.survivor, by: later.id)
        }
        try await run(RestoreFields(merge: id, survivor: survivor, at: instant))
        try await run(PassOnFormerFields(merge: id))
        try await run(EndMerge(merge: id, at: instant))
        try await run(RemoveMember(merge.absorbed))
        try await run(MoveMembersOfSubtree(to: merge.absorbed))
        try await run(MarkContacts(contacts: [survivor, merge.absorbed], at: instant))
        return try await found(merge: id)
    }

    /// Keeps contacts as they are until this transaction ends, and answers into which others they are merged.
    private func hold(_ contacts: [Identifier<Contact>]) async throws -> [Identifier<Contact>: Identifier<Contact>] {
        guard try await all(HoldContacts(contacts: contacts)).count == contacts.count else {
            throw ContactMergeRefusal.noSuchContact
        }
        // A statement of its own: it sees what was committed before the rows were held.
        let found = try await all(FindMemberships(contacts: contacts))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.member, $0.contact) })
    }

    private func found(merge: Identifier<ContactMerge>) async throws -> ContactMerge {
        guard let merge = try await first(FindMerge(id: merge)) else {
            throw StoreFailure.fault("a merge just written is gone")
        }
        return merge
    }
}

/// Locks contacts in the order in which whoever writes several does it.
struct HoldContacts: VenueStatement {
    static let sql = """
        SELECT id FROM contacts WHERE id = ANY ($1) ORDER BY external_id, source, id FOR NO KEY UPDATE
        """
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue))] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}

/// Those of some contacts that are merged into another, each with that one.
struct FindMemberships: VenueStatement {
    static let sql = "SELECT member_id, contact_id FROM contact_members WHERE member_id = ANY ($1)"
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue))] }
    static func decode(
        _ row: inout Row
    ) throws -> (member: Identifier<Contact>, contact: Identifier<Contact>) {
        (try row.next(), try row.next())
    }
}

/// A merge with the names of the members it wrote over.
private let merges = """
    SELECT m.id, m.survivor_id, m.absorbed_id, ARRAY(
        SELECT f.field FROM contact_merge_fields f WHERE f.merge_id = m.id AND f.field <> 'updated_at'
        ORDER BY f.field COLLATE "C"), m.merged_at, m.undone_at
    FROM contact_merges m
    """

/// One merge by its id.
package struct FindMerge: VenueStatement {
    package static let sql = merges + " WHERE m.id = $1"
    let id: Identifier<ContactMerge>

    package init(id: Identifier<ContactMerge>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> ContactMerge { try ContactMerge(&row) }
}

/// The merge that made a contact a member of another.
struct FindMergeOfAbsorbed: VenueStatement {
    static let sql = merges + " WHERE m.absorbed_id = $1 AND m.undone_at IS NULL"
    let contact: Identifier<Contact>

    var parameters: [Value] { [contact.value] }
    static func decode(_ row: inout Row) throws -> ContactMerge { try ContactMerge(&row) }
}

/// A page of the merges a contact was in, on either side, undone ones too.
package struct ListMergesOfContact: VenueStatement {
    package static let sql =
        merges + " WHERE m.id > $2 AND (m.survivor_id = $1 OR m.absorbed_id = $1) ORDER BY m.id LIMIT $3"
    let contact: Identifier<Contact>
    let page: Page<ContactMerge>

    package init(contact: Identifier<Contact>, page: Page<ContactMerge>) {
        self.contact = contact
        self.page = page
    }

    package var parameters: [Value] { [contact.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> ContactMerge { try ContactMerge(&row) }
}

extension ContactMerge {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), survivor: try row.next(), absorbed: try row.next(),
            fields: try row.next(as: [String].self).compactMap(ContactField.init), mergedAt: try row.next(),
            undoneAt: try row.nextIfPresent())
    }
}

/// Writes down a merge.
struct AddMerge: VenueStatement {
    static let sql = "INSERT INTO contact_merges (survivor_id, absorbed_id, merged_at) VALUES ($1, $2, $3) RETURNING id"
    let survivor: Identifier<Contact>
    let absorbed: Identifier<Contact>
    let at: Instant

    var parameters: [Value] { [survivor.value, absorbed.value, at.value] }
    static func decode(_ row: inout Row) throws -> Identifier<ContactMerge> { try row.next() }
}

/// Ends a merge.
struct EndMerge: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE contact_merges SET undone_at = $2 WHERE id = $1"
    let merge: Identifier<ContactMerge>
    let at: Instant

    var parameters: [Value] { [merge.value, at.value] }
}

/// Marks contacts one by one.
struct MarkContacts: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH touched AS MATERIALIZED (SELECT id FROM unnest($1::bigint[]) AS c (id))
        INSERT INTO indicator_marks (contact_id, marked_at, reason) SELECT id, $2, 'merge' FROM touched
        """
    let contacts: [Identifier<Contact>]
    let at: Instant

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue)), at.value] }
}
