/// A member of what is said of a contact, by its name in the API and in the database.
package enum ContactField: String, CaseIterable, Sendable {
    case kind
    case title
    case firstName = "first_name"
    case lastName = "last_name"
    case structureName = "structure_name"
    case jobTitle = "job_title"
    case email
    case otherEmails = "other_emails"
    case phone
    case street
    case postcode
    case city
    case country
    case roles
    case birthDate = "birth_date"
    case language

    /// Those of an address, which is one thing: half of one and half of another is nobody's.
    package static let ofAddress: [ContactField] = [.street, .postcode, .city, .country]
}
