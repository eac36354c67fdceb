/// Two contacts that may be one, for somebody to decide.
package struct ContactDuplicate: Sendable {
    /// Nil when it was found just now and is not kept yet.
    package let id: Identifier<ContactDuplicate>?
    /// The two contacts, the lesser id first.
    package let first: Identifier<Contact>
    package let second: Identifier<Contact>
    /// From 0 to 99.
    package let confidence: Int64
    package let reasons: [DuplicateReason]
    package let foundAt: Instant?

    package init(
        id: Identifier<ContactDuplicate>?, first: Identifier<Contact>, second: Identifier<Contact>, confidence: Int64,
        reasons: [DuplicateReason], foundAt: Instant?
    ) {
        self.id = id
        self.first = first
        self.second = second
        self.confidence = confidence
        self.reasons = reasons
        self.foundAt = foundAt
    }
}

/// Why two records may be of one person; `sicstine.likeness` is the rule.
package enum DuplicateReason: String, CaseIterable, Sendable {
    case sameEmailAndName = "same_email_and_name"
    case sameEmailAndSimilarName = "same_email_and_similar_name"
    case sameEmail = "same_email"
    case sameEmailOtherName = "same_email_other_name"
    case samePhoneAndName = "same_phone_and_name"
    case samePhoneAndSimilarName = "same_phone_and_similar_name"
    case samePhone = "same_phone"
    case samePhoneOtherName = "same_phone_other_name"
    case sameNameAndBirthDate = "same_name_and_birth_date"
    case sameNameAndAddress = "same_name_and_address"
    case sameNameAndPostcode = "same_name_and_postcode"
}
