/// A person as a system tells of them.
package struct ToldContact: Sendable, Equatable {
    package var externalID: String
    /// When the system last changed it; nil where it only mentions the person: then it fills in what nobody told better.
    package var sourceUpdatedAt: Instant?
    package var kind = Contact.Kind.individual
    package var firstName: String?
    package var lastName: String?
    package var email: String?
    package var phone: String?
    package var language: Locale?

    package init(externalID: String) {
        self.externalID = externalID
    }
}
