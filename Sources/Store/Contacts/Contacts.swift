package import Domain
package import Postgres

/// Creates a contact of the venue's own.
package struct CreateContact: VenueStatement {
    package static let sql = """
        WITH patch AS MATERIALIZED (
            SELECT \(ContactPatch.object(field: "p.field", value: "p.value")) AS members
            FROM unnest($1::text[], $2::text[]) AS p (field, value)
        ), written AS (
            INSERT INTO contacts (external_id, source, source_updated_at, created_at, updated_at, \(ContactPatch.columns))
            SELECT $3, 'venue', $4, $4, $4, \(ContactPatch.columns(of: "r"))
            FROM patch CROSS JOIN LATERAL jsonb_populate_record(NULL::contacts, patch.members) r
            RETURNING *
        ), marked AS (
            -- Without a birth date, nothing of it differs from a contact that has no indicators yet.
            INSERT INTO indicator_marks (contact_id, marked_at, reason)
            SELECT id, $4, 'contact' FROM written WHERE birth_date IS NOT NULL
        )
        SELECT \(Contact.columns) FROM written c LEFT JOIN contact_members m ON m.member_id = c.id
        """
    let details: ContactDetails
    let at: Instant

    package init(details: ContactDetails, at: Instant) {
        self.details = details
        self.at = at
    }

    package var parameters: [Value] { ContactPatch.values(details) + [.text(details.externalID), at.value] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// Replaces what is known of a contact, which is a word of its source said now, and marks it; no row when there is no such contact.
package struct ReplaceContact: VenueStatement {
    package static let sql = """
        WITH patch AS MATERIALIZED (
            SELECT \(ContactPatch.object(field: "p.field", value: "p.value")) AS members
            FROM unnest($1::text[], $2::text[]) AS p (field, value)
        ), written AS (
            UPDATE contacts c SET external_id = $3, source_updated_at = GREATEST(c.source_updated_at, $4), updated_at = $4,
                \(ContactPatch.assignments(from: "r"))
            FROM patch CROSS JOIN LATERAL jsonb_populate_record(NULL::contacts, patch.members) r
            WHERE c.id = $5
            RETURNING c.*
        ), marked AS (
            INSERT INTO indicator_marks (contact_id, marked_at, reason) SELECT id, $4, 'contact' FROM written
        )
        SELECT \(Contact.columns) FROM written c LEFT JOIN contact_members m ON m.member_id = c.id
        """
    let id: Identifier<Contact>
    let details: ContactDetails
    let at: Instant

    package init(id: Identifier<Contact>, details: ContactDetails, at: Instant) {
        self.id = id
        self.details = details
        self.at = at
    }

    package var parameters: [Value] {
        ContactPatch.values(details) + [.text(details.externalID), at.value, id.value]
    }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// One contact by its id.
package struct FindContact: VenueStatement {
    package static let sql = """
        SELECT \(Contact.columns) FROM contacts c LEFT JOIN contact_members m ON m.member_id = c.id WHERE c.id = $1
        """
    let id: Identifier<Contact>

    package init(id: Identifier<Contact>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// A page of contacts, of all or of one source, or those with an external id.
package struct ListContacts: VenueStatement {
    package static let sql = """
        SELECT \(Contact.columns) FROM contacts c LEFT JOIN contact_members m ON m.member_id = c.id
        WHERE c.id > $1 AND ($2::text IS NULL OR c.external_id = $2) AND ($3::text IS NULL OR c.source = $3)
        ORDER BY c.id LIMIT $4
        """
    let page: Page<Contact>
    let externalID: String?
    let source: Source?

    package init(page: Page<Contact>, externalID: String? = nil, source: Source? = nil) {
        self.page = page
        self.externalID = externalID
        self.source = source
    }

    package var parameters: [Value] {
        [page.after.value, .text(externalID), .optional(source, \.value), page.rows]
    }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// The records that are one contact: itself, and those merged into it, in the order of ids; none of a record merged itself.
package struct ListRecordsOfContact: VenueStatement {
    package static let sql = """
        SELECT \(Contact.columns)
        FROM (SELECT $1::bigint AS id UNION ALL SELECT member_id FROM contact_members WHERE contact_id = $1) r
            JOIN contacts c ON c.id = r.id LEFT JOIN contact_members m ON m.member_id = c.id
        WHERE c.id <> $1 OR m.contact_id IS NULL
        ORDER BY c.id
        """
    let contact: Identifier<Contact>

    package init(contact: Identifier<Contact>) {
        self.contact = contact
    }

    package var parameters: [Value] { [contact.value] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}
