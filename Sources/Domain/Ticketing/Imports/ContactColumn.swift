/// The columns of a file of contacts: one line a contact.
package enum ContactColumn: Int, ImportColumn {
    case externalID, sourceUpdatedAt, kind, title, firstName, lastName, structureName, jobTitle, email, otherEmails
    case phone, birthDate, language, street, postcode, city, country, roles

    package static let names = [
        "external_id", "source_updated_at", "kind", "title", "first_name", "last_name", "structure_name", "job_title",
        "email", "other_emails", "phone", "birth_date", "language", "street", "postcode", "city", "country", "roles",
    ]

    package static let required: [ContactColumn] = [.externalID]
}
