import Domain
import Postgres

/// Which contacts a computation is of: the tables `chosen`, each with the reason it is computed for, and `records`, their own and
/// those merged into them; from `$3` and `$4`.
///
/// A contact that is marked is not looked at for repair: what it lacks is about to be computed. A record that is merged, perhaps a
/// moment ago, is no contact.
protocol ContactChoice: Sendable {
    static var tables: String { get }
    /// Whether their lines are looked up once and kept, or joined anew wherever they are read.
    static var told: String { get }
    /// Those of `told`, as t, of which another word is known.
    static var reworded: String { get }
    /// The statement that computes their histories, written out once: every refresh sends it.
    static var computing: String { get }
    var parameters: [Value] { get }
}

/// Some contacts, which the planner finds one by one.
struct TheseContacts: ContactChoice {
    static let computing = computingHistories(of: TheseContacts.self)
    static let told = "MATERIALIZED"
    static let reworded = "(SELECT * FROM told WHERE has_other_words) t"
    static let tables = """
        \(marked), chosen AS MATERIALIZED (
            SELECT contact_id, reason FROM unnest($3::bigint[], $4::text[]) c (contact_id, reason)
            WHERE NOT EXISTS (SELECT FROM marked k WHERE k.contact_id = c.contact_id)
                AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.contact_id)
        ), records AS MATERIALIZED (
            SELECT contact_id, contact_id AS record_id FROM chosen
            UNION ALL
            SELECT c.contact_id, m.member_id FROM chosen c JOIN contact_members m ON m.contact_id = c.contact_id
        )
        """
    let contacts: [(contact: Identifier<Contact>, reason: LevelChangeReason)]

    init(_ contacts: [(contact: Identifier<Contact>, reason: LevelChangeReason)]) {
        self.contacts = contacts
    }

    init(_ contacts: [Identifier<Contact>], for reason: LevelChangeReason) {
        self.contacts = contacts.map { ($0, reason) }
    }

    var parameters: [Value] {
        [.int64s(contacts.map(\.contact.rawValue)), .texts(contacts.map(\.reason.rawValue))]
    }
}

/// Every contact after one id and up to another, for which all lines are read and joined by hashes.
struct ContactSlice: ContactChoice {
    static let computing = computingHistories(of: ContactSlice.self)
    static let told = "NOT MATERIALIZED"
    // From the few words there are, not from all lines.
    static let reworded = "(SELECT DISTINCT line_id FROM order_line_versions) v JOIN told t ON t.line_id = v.line_id"
    static let tables = """
        \(marked), chosen AS MATERIALIZED (
            SELECT c.id AS contact_id, ($4::text[])[1] AS reason FROM contacts c
            WHERE c.id > ($3::bigint[])[1] AND c.id <= ($3::bigint[])[2]
                AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.id)
                AND NOT EXISTS (SELECT FROM marked k WHERE k.contact_id = c.id)
        ), records AS NOT MATERIALIZED (
            SELECT COALESCE(m.contact_id, c.id) AS contact_id, c.id AS record_id
            FROM contacts c LEFT JOIN contact_members m ON m.member_id = c.id
            WHERE COALESCE(m.contact_id, c.id) > ($3::bigint[])[1] AND COALESCE(m.contact_id, c.id) <= ($3::bigint[])[2]
        )
        """
    let after: Identifier<Contact>
    let upTo: Identifier<Contact>
    let reason: LevelChangeReason

    var parameters: [Value] { [.int64s([after.rawValue, upTo.rawValue]), .texts([reason.rawValue])] }
}

/// The contacts that are not looked at for repair.
private let marked = """
    marked AS MATERIALIZED (
            SELECT COALESCE(m.contact_id, k.contact_id) AS contact_id
            FROM indicator_marks k LEFT JOIN contact_members m ON m.member_id = k.contact_id
            WHERE ($4::text[])[1] = 'repair' AND (k.due_at IS NULL OR k.due_at <= $1)
        )
    """
