/// A record of a person or of a structure, as one venue knows it.
package struct Contact: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case individual, structure
    }

    package let id: Identifier<Contact>
    package let details: ContactDetails
    package let createdAt: Instant
    package let updatedAt: Instant

    package init(id: Identifier<Contact>, details: ContactDetails, createdAt: Instant, updatedAt: Instant) {
        self.id = id
        self.details = details
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What can be said of a contact.
package struct ContactDetails: Sendable {
    /// The identity another system gives it; unique in the venue.
    package var externalID: String?
    package var kind: Contact.Kind = .individual
    package var firstName: String?
    package var lastName: String?
    package var email: String?
    package var birthDate: LocalDate?
    package var language: Locale?

    package init() {}
}
