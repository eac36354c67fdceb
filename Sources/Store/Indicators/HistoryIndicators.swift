import Domain
import Postgres

/// The columns of the indicators that follow from a contact's own history.
enum HistoryColumns {
    static let names = [
        "assiduity", "assiduity_level", "child_product", "child_product_level", "member", "member_level", "recency",
        "recency_level", "sales_channel", "sales_channel_type", "sales_channel_level", "subscriber", "subscriber_level",
        "seniority", "seniority_level", "young", "young_level", "booking_lead", "booking_lead_level", "genre_affinity",
        "genre_affinity_genre", "genre_affinity_level",
    ]

    static let all = names.joined(separator: ", ")

    /// The same columns, of one table of a statement.
    static func of(_ table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }
}

/// Computes the indicators of some contacts' own histories as of an instant, and stores what changed.
///
/// One statement for a touched contact, a nightly run and a season change: they differ in the contacts and the instant.
/// A row of a later epoch is left alone unless its lock is held (`isHeld`).
struct ComputeHistoryIndicators: VenueStatement {
    typealias Output = Void
    static let sql =
        historyLines + historyRules + historyLevels + """

            INSERT INTO contact_indicators AS i (contact_id, epoch, \(HistoryColumns.all), history_computed_for)
            SELECT contact_id, $4::bigint, \(HistoryColumns.all), $1 FROM computed ORDER BY contact_id
            ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO UPDATE SET
                epoch = excluded.epoch, history_computed_for = excluded.history_computed_for,
                (\(HistoryColumns.all)) = ROW (\(HistoryColumns.of("excluded")))
            WHERE i.epoch < excluded.epoch OR ($5::boolean AND (
                i.history_computed_for IS NULL
                OR (\(HistoryColumns.of("i"))) IS DISTINCT FROM (\(HistoryColumns.of("excluded")))))
            """
    let asOf: Instant
    let timeZone: String
    let contacts: [Identifier<Contact>]
    let epoch: Int64
    /// Whether this transaction holds the contacts' rows, and so knows the latest.
    let isHeld: Bool

    var parameters: [Value] {
        [asOf.value, .text(timeZone), .int64s(contacts.map(\.rawValue)), .int64(epoch), .bool(isHeld)]
    }
}

/// The indicators of some contacts' own histories as they were at an instant: nothing is stored.
///
/// Marks, merges and what a source corrected in place are those of now: it is what should have been known then.
struct HistoryIndicatorsThen: VenueStatement {
    static let sql =
        historyLines + historyRules + historyLevels + """

            SELECT contact_id, $1::timestamptz, \(HistoryColumns.all) FROM computed ORDER BY contact_id
            """
    let asOf: Instant
    let timeZone: String
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [asOf.value, .text(timeZone), .int64s(contacts.map(\.rawValue))] }
    static func decode(_ row: inout Row) throws -> (contact: Identifier<Contact>, indicators: [Indicator]) {
        (contact: try row.next(), indicators: try Indicator.ofHistory(&row))
    }
}
