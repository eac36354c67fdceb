/// What a source tells of a contact; of a member that is not among `said` it says nothing.
package struct ContactTelling: Sendable {
    /// Its `externalID` is of no account.
    package var details: ContactDetails
    package var externalID: String
    /// When the source last changed it; nil where it does not say: then the instant of arrival.
    package var sourceUpdatedAt: Instant?
    package var said: Set<ContactField>
    /// Whether it only mentions the contact: it fills in members that are not known, and is neither newer nor older than any word.
    package var fillsIn: Bool

    package init(
        externalID: String, details: ContactDetails, said: Set<ContactField> = Set(ContactField.allCases),
        sourceUpdatedAt: Instant? = nil, fillsIn: Bool = false
    ) {
        self.externalID = externalID
        self.details = details
        self.said = said
        self.sourceUpdatedAt = sourceUpdatedAt
        self.fillsIn = fillsIn
    }
}
