import Domain
import Store
import StrictJSON

/// Reads what is said of a contact out of a request.
struct ContactFields {
    let details: ContactDetails
    /// The members that are there, be it with `null`.
    let said: Set<ContactField>

    private static let longestPhone = 40
    private static let mostEmails = 20
    private static let mostRoles = 30

    init(_ fields: JSONObjectReader) {
        said = Set(ContactField.allCases.filter { fields.value($0.rawValue) != nil })
        var details = ContactDetails()
        details.kind = fields.optionalEnum("kind", as: Contact.Kind.self) ?? .individual
        details.title = fields.optionalLabel("title")
        details.firstName = fields.optionalLabel("first_name")
        details.lastName = fields.optionalLabel("last_name")
        details.structureName = fields.optionalLabel("structure_name")
        details.jobTitle = fields.optionalLabel("job_title")
        details.email = fields.optionalCustom("email", expecting: "an e-mail address", Self.email)
        let others = fields.optionalCustoms(
            "other_emails", max: Self.mostEmails, expecting: "an e-mail address without spaces", Self.plainEmail)
        details.otherEmails = Set(others ?? []).sorted()
        details.phone = fields.optionalString("phone", minBytes: 1, maxBytes: Self.longestPhone)
        details.address.street = fields.optionalLabel("street")
        details.address.postcode = fields.optionalLabel("postcode")
        details.address.city = fields.optionalLabel("city")
        details.address.country = fields.optionalCustom(
            "country", expecting: "a country's two capital letters (ISO 3166-1), such as FR", Self.country)
        let roles = fields.optionalCustoms(
            "roles", max: Self.mostRoles,
            expecting: "a label of 1 to 40 lower-case letters, digits, `_` or `-` that begins with a letter",
            ContactRole.init)
        details.roles = Set(roles ?? []).sorted()
        details.birthDate = fields.optionalDate("birth_date")
        details.language = fields.optionalEnum("language", as: Locale.self)
        self.details = details
    }

    private static func email(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts.contains("") && text.utf8.count <= 254 ? text : nil
    }

    /// One of several, kept in the form they are compared by.
    private static func plainEmail(_ text: String) -> String? {
        let lowered = text.lowercased()
        let isPlain = lowered.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.value >= 32 && !(127...159).contains($0.value)
        }
        return isPlain ? email(lowered) : nil
    }

    private static func country(_ text: String) -> String? {
        text.utf8.count == 2 && text.utf8.allSatisfy { (65...90).contains($0) } ? text : nil
    }
}

extension ContactTelling: SourceItem {
    static let collection = "contacts"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> ContactTelling? {
        let told = ContactFields(fields)
        return ContactTelling(
            externalID: externalID, details: told.details, said: told.said, sourceUpdatedAt: fields.sourceUpdatedAt())
    }

    static func write(
        _ items: [ContactTelling], from source: Source, at instant: Instant, in transaction: VenueTransaction
    ) async throws -> [UpsertResult] {
        try await transaction.write(items, from: source, at: instant)
    }
}

extension Contact: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("source", source.rawValue)
            writer.member("external_id", details.externalID)
            writer.member("source_updated_at", sourceUpdatedAt)
            writer.member("merged_into", mergedInto)
            details.write(to: &writer)
            writer.member("created_at", createdAt)
            writer.member("updated_at", updatedAt)
        }
    }
}

extension ContactDetails {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("kind", kind.rawValue)
        writer.member("title", title)
        writer.member("first_name", firstName)
        writer.member("last_name", lastName)
        writer.member("structure_name", structureName)
        writer.member("job_title", jobTitle)
        writer.member("email", email)
        writer.key("other_emails")
        writer.array { writer in for email in otherEmails { writer.string(email) } }
        writer.member("phone", phone)
        writer.member("street", address.street)
        writer.member("postcode", address.postcode)
        writer.member("city", address.city)
        writer.member("country", address.country)
        writer.key("roles")
        writer.array { writer in for role in roles { writer.string(role.rawValue) } }
        writer.member("birth_date", birthDate)
        writer.member("language", language?.rawValue)
    }
}
