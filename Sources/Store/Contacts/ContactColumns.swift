import Domain
import Postgres

// How a record of a contact is read and written: one list of columns for all statements.

extension Contact {
    /// Of `contacts c LEFT JOIN contact_members m ON m.member_id = c.id`.
    static let columns = """
        c.id, c.source, NULLIF(c.source_updated_at, '-infinity'), m.contact_id, c.created_at, c.updated_at, c.external_id,
        c.kind, c.title, c.first_name, c.last_name, c.structure_name, c.job_title, c.email, c.other_emails, c.phone,
        c.street, c.postcode, c.city, c.country, c.roles, c.birth_date, c.language
        """

    init(_ row: inout Row) throws {
        let id: Identifier<Contact> = try row.next()
        let source: Source = try row.next()
        let sourceUpdatedAt: Instant? = try row.nextIfPresent()
        let mergedInto: Identifier<Contact>? = try row.nextIfPresent()
        let (createdAt, updatedAt): (Instant, Instant) = (try row.next(), try row.next())
        self.init(
            id: id, source: source, sourceUpdatedAt: sourceUpdatedAt, details: try ContactDetails(&row),
            mergedInto: mergedInto, createdAt: createdAt, updatedAt: updatedAt)
    }
}

extension ContactDetails {
    fileprivate init(_ row: inout Row) throws {
        self.init()
        externalID = try row.nextIfPresent()
        kind = try row.next()
        title = try row.nextIfPresent()
        firstName = try row.nextIfPresent()
        lastName = try row.nextIfPresent()
        structureName = try row.nextIfPresent()
        jobTitle = try row.nextIfPresent()
        email = try row.nextIfPresent()
        otherEmails = try row.next()
        phone = try row.nextIfPresent()
        address.street = try row.nextIfPresent()
        address.postcode = try row.nextIfPresent()
        address.city = try row.nextIfPresent()
        address.country = try row.nextIfPresent()
        roles = try row.next(as: [String].self).compactMap(ContactRole.init)
        birthDate = try row.nextIfPresent()
        language = try row.nextIfPresent()
    }

    /// A member as text; several values have a line feed between them.
    func text(of field: ContactField) -> String? {
        switch field {
        case .kind: kind.rawValue
        case .title: title
        case .firstName: firstName
        case .lastName: lastName
        case .structureName: structureName
        case .jobTitle: jobTitle
        case .email: email
        case .otherEmails: otherEmails.joined(separator: "\n")
        case .phone: phone
        case .street: address.street
        case .postcode: address.postcode
        case .city: address.city
        case .country: address.country
        case .roles: roles.map(\.rawValue).joined(separator: "\n")
        case .birthDate: birthDate?.iso8601
        case .language: language?.rawValue
        }
    }
}

/// What is said of contacts on its way into the database: a JSON object each, which `jsonb_populate_record` lays over a row, so
/// that members that are not said stay as they are.
enum ContactPatch {
    /// The columns of `contacts` that a patch may hold.
    static let columns = ContactField.allCases.map(\.rawValue).joined(separator: ", ")

    /// Those columns of a row.
    static func columns(of row: String) -> String {
        ContactField.allCases.map { "\(row).\($0.rawValue)" }.joined(separator: ", ")
    }

    /// For `UPDATE`: each of those columns as in a row.
    static func assignments(from row: String) -> String {
        ContactField.allCases.map { "\($0.rawValue) = \(row).\($0.rawValue)" }.joined(separator: ", ")
    }

    /// An aggregate over a field and its value as text.
    static func object(field: String, value: String) -> String {
        """
        jsonb_object_agg(\(field), CASE WHEN \(field) IN ('other_emails', 'roles')
            THEN to_jsonb(string_to_array(\(value), E'\\n')) ELSE to_jsonb(\(value)) END)
        """
    }

    /// All that there is to say of a contact, as two columns.
    static func values(_ details: ContactDetails) -> [Value] {
        [
            .texts(ContactField.allCases.map(\.rawValue)),
            .optionalTexts(ContactField.allCases.map { details.text(of: $0) }),
        ]
    }
}
