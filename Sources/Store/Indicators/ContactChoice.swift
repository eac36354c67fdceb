import Domain
import Postgres

/// Which contacts a computation is of: the tables `chosen`, each with the reason it is computed for, what it is and its birth
/// date, and what `owned` reads; from `$3` and `$4`.
///
/// A contact that is marked is not looked at for repair: what it lacks is about to be computed. A record that is merged, perhaps a
/// moment ago, is no contact.
protocol ContactChoice: Sendable {
    static var tables: String { get }
    /// The rows of a table that name one of them, or a record merged into them, in a column: with its `contact_id`.
    static func owned(_ table: String, by column: String) -> String
    /// Whether their lines are looked up once and kept, or joined anew wherever they are read.
    static var told: String { get }
    /// Those of `told`, as t, of which another word is known.
    static var reworded: String { get }
    /// What is stored of them.
    static var stored: String { get }
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
            SELECT c.contact_id, c.reason, p.kind, p.birth_date
            FROM unnest($3::bigint[], $4::text[]) c (contact_id, reason) JOIN contacts p ON p.id = c.contact_id
            WHERE NOT EXISTS (SELECT FROM marked k WHERE k.contact_id = c.contact_id)
                AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.contact_id)
        ), records AS MATERIALIZED (
            SELECT contact_id, contact_id AS record_id FROM chosen
            UNION ALL
            SELECT c.contact_id, m.member_id FROM chosen c JOIN contact_members m ON m.contact_id = c.contact_id
        )
        """
    static let stored = "contact_indicators"
    static func owned(_ table: String, by column: String) -> String {
        "(SELECT r.contact_id, x.* FROM records r JOIN \(table) x ON x.\(column) = r.record_id)"
    }

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

/// Every contact after one id and up to another, for which whole tables are read and joined by hashes.
struct ContactSlice: ContactChoice {
    static let computing = computingHistories(of: ContactSlice.self)
    static let told = "NOT MATERIALIZED"
    // From the few words there are, not from all lines.
    static let reworded =
        owned(
            """
            (SELECT l.* FROM (SELECT DISTINCT line_id FROM order_line_versions) v
                CROSS JOIN LATERAL (SELECT * FROM told_lines t WHERE t.line_id = v.line_id OFFSET 0) l)
            """, by: "buyer_id") + " t"
    static let tables = """
        \(marked), chosen AS MATERIALIZED (
            SELECT c.id AS contact_id, ($4::text[])[1] AS reason, c.kind, c.birth_date FROM contacts c
            WHERE \(holds("c.id"))
                AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.id)
                AND NOT EXISTS (SELECT FROM marked k WHERE k.contact_id = c.id)
        )
        """
    static let stored = "(SELECT * FROM contact_indicators i WHERE \(holds("i.contact_id")))"
    static func owned(_ table: String, by column: String) -> String {
        """
        (SELECT COALESCE(m.contact_id, x.\(column)) AS contact_id, x.*
            FROM \(table) x LEFT JOIN contact_members m ON m.member_id = x.\(column)
            WHERE x.\(column) IS NOT NULL AND \(holds("COALESCE(m.contact_id, x.\(column))")))
        """
    }
    private static func holds(_ contact: String) -> String {
        "\(contact) > ($3::bigint[])[1] AND \(contact) <= ($3::bigint[])[2]"
    }

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
