import Domain
import Postgres

/// The indicators of some contacts' own histories, as of an instant, in `computed`.
func histories(of choice: any ContactChoice.Type) -> String {
    historyLines(of: choice) + historyRules(of: choice) + historyLevels
}

/// Computes them and stores what changed.
///
/// A row of a later epoch is left alone unless its lock is held (`$6`); a row that is held gets the epoch, so that a run which knows
/// less leaves it alone.
func computingHistories(of choice: any ContactChoice.Type) -> String {
    histories(of: choice)
        + storing(
            .history, among: choice.stored,
            marks: [
                ("epoch", "$5::bigint"), ("history_computed_for", "$1"),
                ("first_computed_for", "COALESCE(f.first_computed_for, $1)"), ("ended_for", "NULL::timestamptz"),
            ],
            isUnfinished: { row in
                "\(row).history_computed_for IS NULL OR \(row).first_computed_for IS NULL OR \(row).ended_for IS NOT NULL OR $6::boolean AND \(row).epoch < $5"
            },
            isWritten: "i.epoch < excluded.epoch OR $6", wasComputed: "f.history_computed_for IS NOT NULL")
}

/// Computes the indicators of some contacts' own histories as of an instant, and stores what changed.
///
/// One statement for a touched contact, a nightly run and a season change: they differ in the contacts and the instant.
struct ComputeHistories<Choice: ContactChoice>: VenueStatement {
    static var sql: String { Choice.computing }
    let asOf: Instant
    let timeZone: String
    let choice: Choice
    let epoch: Int64
    /// Whether this transaction holds the contacts' rows, and so knows the latest.
    let isHeld: Bool

    var parameters: [Value] {
        [asOf.value, .text(timeZone)] + choice.parameters + [.int64(epoch), .bool(isHeld)]
    }
    static func decode(_ row: inout Row) throws -> DifferenceRow { try DifferenceRow(&row) }
}

/// The indicators of some contacts' own histories as they were at an instant: nothing is stored.
///
/// Marks, merges and what a source corrected in place are those of now: it is what should have been known then.
struct HistoryIndicatorsThen: VenueStatement {
    static let sql =
        histories(of: TheseContacts.self) + """

            SELECT contact_id, \(IndicatorColumns.shownOfHistory.all) FROM computed ORDER BY contact_id
            """
    let asOf: Instant
    let timeZone: String
    let contacts: [Identifier<Contact>]

    var parameters: [Value] {
        [asOf.value, .text(timeZone)] + TheseContacts(contacts, for: .recompute).parameters
    }
    static func decode(_ row: inout Row) throws -> (contact: Identifier<Contact>, indicators: [Indicator]) {
        (
            contact: try row.next(),
            indicators: try Indicator.read(IndicatorColumns.history.keys, &row, IndicatorInstants(nil))
        )
    }
}
