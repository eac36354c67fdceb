/// What somebody wrote about a contact.
package struct ContactNote: Sendable {
    package let id: Identifier<ContactNote>
    /// The record it was written about.
    package let contact: Identifier<Contact>
    package let author: String
    package let text: String
    package let writtenAt: Instant

    package init(
        id: Identifier<ContactNote>, contact: Identifier<Contact>, author: String, text: String, writtenAt: Instant
    ) {
        self.id = id
        self.contact = contact
        self.author = author
        self.text = text
        self.writtenAt = writtenAt
    }
}
