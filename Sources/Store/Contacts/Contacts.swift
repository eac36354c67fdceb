package import Domain
package import Postgres

/// Creates a contact.
package struct CreateContact: VenueStatement {
    package static let sql = """
        INSERT INTO contacts (
            external_id, kind, first_name, last_name, email, birth_date, language, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        RETURNING id, external_id, kind, first_name, last_name, email, birth_date, language, created_at, updated_at
        """
    let details: ContactDetails
    let at: Instant

    package init(details: ContactDetails, at: Instant) {
        self.details = details
        self.at = at
    }

    package var parameters: [Value] { details.values + [at.value] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// Replaces what is known of a contact; no row when there is no such contact.
package struct ReplaceContact: VenueStatement {
    package static let sql = """
        UPDATE contacts SET external_id = $1, kind = $2, first_name = $3, last_name = $4, email = $5, birth_date = $6,
            language = $7, updated_at = $8
        WHERE id = $9
        RETURNING id, external_id, kind, first_name, last_name, email, birth_date, language, created_at, updated_at
        """
    let id: Identifier<Contact>
    let details: ContactDetails
    let at: Instant

    package init(id: Identifier<Contact>, details: ContactDetails, at: Instant) {
        self.id = id
        self.details = details
        self.at = at
    }

    package var parameters: [Value] { details.values + [at.value, id.value] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// One contact by its id.
package struct FindContact: VenueStatement {
    package static let sql = """
        SELECT id, external_id, kind, first_name, last_name, email, birth_date, language, created_at, updated_at
        FROM contacts WHERE id = $1
        """
    let id: Identifier<Contact>

    package init(id: Identifier<Contact>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

/// A page of contacts, or the one with an external id.
package struct ListContacts: VenueStatement {
    package static let sql = """
        SELECT id, external_id, kind, first_name, last_name, email, birth_date, language, created_at, updated_at
        FROM contacts WHERE id > $1 AND ($2::text IS NULL OR external_id = $2) ORDER BY id LIMIT $3
        """
    let page: Page<Contact>
    let externalID: String?

    package init(page: Page<Contact>, externalID: String? = nil) {
        self.page = page
        self.externalID = externalID
    }

    package var parameters: [Value] { [page.after.value, .text(externalID), page.rows] }
    package static func decode(_ row: inout Row) throws -> Contact { try Contact(&row) }
}

extension ContactDetails {
    fileprivate var values: [Value] {
        [
            .text(externalID), kind.value, .text(firstName), .text(lastName), .text(email),
            .optional(birthDate, \.value), .optional(language, \.value),
        ]
    }
}

extension Contact {
    fileprivate init(_ row: inout Row) throws {
        let id: Identifier<Contact> = try row.next()
        var details = ContactDetails()
        details.externalID = try row.nextIfPresent()
        details.kind = try row.next()
        details.firstName = try row.nextIfPresent()
        details.lastName = try row.nextIfPresent()
        details.email = try row.nextIfPresent()
        details.birthDate = try row.nextIfPresent()
        details.language = try row.nextIfPresent()
        self.init(id: id, details: details, createdAt: try row.next(), updatedAt: try row.next())
    }
}
