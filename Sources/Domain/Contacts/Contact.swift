/// A record of a person or of a structure, as one source tells of it.
///
/// Somebody may decide that several are one contact (`ContactMerge`); each stays as it is told.
package struct Contact: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case individual, structure
    }

    package let id: Identifier<Contact>
    package let source: Source
    /// When the source last changed what it tells; nil while nobody but an order has named it.
    package let sourceUpdatedAt: Instant?
    package let details: ContactDetails
    /// The contact it was merged into.
    package let mergedInto: Identifier<Contact>?
    package let createdAt: Instant
    package let updatedAt: Instant

    package init(
        id: Identifier<Contact>, source: Source, sourceUpdatedAt: Instant?, details: ContactDetails,
        mergedInto: Identifier<Contact>?, createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.source = source
        self.sourceUpdatedAt = sourceUpdatedAt
        self.details = details
        self.mergedInto = mergedInto
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What can be said of a contact.
package struct ContactDetails: Sendable, Equatable {
    /// The identity its source gives it; unique in the source.
    package var externalID: String?
    package var kind: Contact.Kind = .individual
    /// How it is addressed, such as Mme or M.
    package var title: String?
    package var firstName: String?
    /// The name it is filed under: a person's family name, the whole name of a structure.
    package var lastName: String?
    /// The structure a person acts for.
    package var structureName: String?
    package var jobTitle: String?
    package var email: String?
    /// Further addresses, in lower case, sorted and without doubles.
    package var otherEmails: [String] = []
    package var phone: String?
    package var address = PostalAddress()
    /// Sorted and without doubles.
    package var roles: [ContactRole] = []
    package var birthDate: LocalDate?
    package var language: Locale?

    package init() {}
}

/// Where letters go.
package struct PostalAddress: Sendable, Equatable {
    package var street: String?
    package var postcode: String?
    package var city: String?
    /// ISO 3166-1, two letters.
    package var country: String?

    package init() {}
}

/// What a venue has to do with a contact: `public`, `relay`, `teacher`, `press`, `partner`, or a label of the venue's own.
package struct ContactRole: Hashable, Comparable, Sendable {
    package let rawValue: String

    private static let longest = 40

    /// Nil unless it is 1 to 40 lower-case letters, digits, `_` or `-`, and begins with a letter.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...Self.longest).contains(bytes.count), let first = bytes.first, Self.letters.contains(first),
            bytes.allSatisfy({ Self.letters.contains($0) || Self.others.contains($0) })
        else { return nil }
        rawValue = text
    }

    package static func < (left: ContactRole, right: ContactRole) -> Bool { left.rawValue < right.rawValue }

    private static let letters = Set("abcdefghijklmnopqrstuvwxyz".utf8)
    private static let others = Set("0123456789_-".utf8)
}
