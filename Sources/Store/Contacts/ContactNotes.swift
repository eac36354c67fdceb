package import Domain
package import Postgres

/// Adds a note; no row when there is no such contact.
package struct AddContactNote: VenueStatement {
    package static let sql = """
        WITH known AS MATERIALIZED (SELECT id FROM contacts WHERE id = $1)
        INSERT INTO contact_notes (contact_id, author, text, written_at) SELECT id, $2, $3, $4 FROM known
        RETURNING id, contact_id, author, text, written_at
        """
    let contact: Identifier<Contact>
    let author: String
    let text: String
    let at: Instant

    package init(contact: Identifier<Contact>, author: String, text: String, at: Instant) {
        self.contact = contact
        self.author = author
        self.text = text
        self.at = at
    }

    package var parameters: [Value] { [contact.value, .text(author), .text(text), at.value] }
    package static func decode(_ row: inout Row) throws -> ContactNote { try ContactNote(&row) }
}

/// A page of the notes about a contact and the records merged into it.
package struct ListContactNotes: VenueStatement {
    package static let sql = """
        SELECT n.id, n.contact_id, n.author, n.text, n.written_at FROM contact_notes n
        WHERE n.id > $2 AND (
            n.contact_id = $1 OR n.contact_id IN (SELECT member_id FROM contact_members WHERE contact_id = $1))
        ORDER BY n.id LIMIT $3
        """
    let contact: Identifier<Contact>
    let page: Page<ContactNote>

    package init(contact: Identifier<Contact>, page: Page<ContactNote>) {
        self.contact = contact
        self.page = page
    }

    package var parameters: [Value] { [contact.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> ContactNote { try ContactNote(&row) }
}

/// Deletes a note of a contact, or of a record merged into it.
package struct DeleteContactNote: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        DELETE FROM contact_notes WHERE id = $2 AND (
            contact_id = $1 OR contact_id IN (SELECT member_id FROM contact_members WHERE contact_id = $1))
        """
    let contact: Identifier<Contact>
    let id: Identifier<ContactNote>

    package init(contact: Identifier<Contact>, id: Identifier<ContactNote>) {
        self.contact = contact
        self.id = id
    }

    package var parameters: [Value] { [contact.value, id.value] }
}

extension ContactNote {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), contact: try row.next(), author: try row.next(), text: try row.next(),
            writtenAt: try row.next())
    }
}
