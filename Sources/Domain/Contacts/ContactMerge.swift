/// Somebody's decision that two contacts are one.
///
/// Only people decide so. It can be undone, and then both are what they were.
package struct ContactMerge: Sendable {
    package let id: Identifier<ContactMerge>
    package let survivor: Identifier<Contact>
    package let absorbed: Identifier<Contact>
    /// The members of the survivor it wrote over.
    package let fields: [ContactField]
    package let mergedAt: Instant
    package let undoneAt: Instant?

    package init(
        id: Identifier<ContactMerge>, survivor: Identifier<Contact>, absorbed: Identifier<Contact>,
        fields: [ContactField], mergedAt: Instant, undoneAt: Instant?
    ) {
        self.id = id
        self.survivor = survivor
        self.absorbed = absorbed
        self.fields = fields
        self.mergedAt = mergedAt
        self.undoneAt = undoneAt
    }
}

/// Why two contacts are not merged, or a merge is not undone.
package enum ContactMergeRefusal: Error, Sendable, Equatable {
    case noSuchContact
    case sameContact
    /// The one to be kept is a member of another.
    case survivorIsMerged(into: Identifier<Contact>)
    case absorbedIsMerged(into: Identifier<Contact>)
    case noSuchMerge
    case undoneBefore
    /// The survivor was merged in its turn: that merge has to be undone first.
    case survivorWasMerged(into: Identifier<Contact>, by: Identifier<ContactMerge>)
}
