import Domain
import Postgres

// `contact_members` follows from the merges that are not undone: each member with the contact at the end of its chain. Whoever
// writes it holds the contacts at both ends.

/// Gives the members of one contact to another.
struct MoveMembers: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE contact_members SET contact_id = $2 WHERE contact_id = $1"
    let from: Identifier<Contact>
    let to: Identifier<Contact>

    var parameters: [Value] { [from.value, to.value] }
}

/// Makes a contact a member of another.
struct AddMember: VenueStatement {
    typealias Output = Void
    static let sql = "INSERT INTO contact_members (member_id, contact_id) VALUES ($1, $2)"
    let member: Identifier<Contact>
    let contact: Identifier<Contact>

    init(_ member: Identifier<Contact>, of contact: Identifier<Contact>) {
        self.member = member
        self.contact = contact
    }

    var parameters: [Value] { [member.value, contact.value] }
}

/// Makes a member a contact again.
struct RemoveMember: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM contact_members WHERE member_id = $1"
    let member: Identifier<Contact>

    init(_ member: Identifier<Contact>) {
        self.member = member
    }

    var parameters: [Value] { [member.value] }
}

/// Gives a contact back the members that were merged into it, or into one of those.
struct MoveMembersOfSubtree: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH RECURSIVE below AS (
            SELECT absorbed_id AS id FROM contact_merges WHERE survivor_id = $1 AND undone_at IS NULL
            UNION
            SELECT m.absorbed_id FROM below b JOIN contact_merges m ON m.survivor_id = b.id AND m.undone_at IS NULL
        )
        UPDATE contact_members SET contact_id = $1 WHERE member_id IN (SELECT id FROM below)
        """
    let to: Identifier<Contact>

    var parameters: [Value] { [to.value] }
}
