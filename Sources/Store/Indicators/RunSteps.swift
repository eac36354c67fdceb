import Domain
import Postgres

/// Takes the venue's turn to compute, which is given back when the transaction ends; no row while another run has it.
struct TakeTurn: VenueStatement {
    static let sql = "SELECT id FROM indicator_turns WHERE id = 1 FOR UPDATE SKIP LOCKED"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// The parts of a run that are right for an instant each, by the column that says which.
enum ComputedPart: String, Sendable {
    case histories = "history"
    case previousSpendTier = "spend_tier_previous"
    case currentSpendTier = "spend_tier_current"
    case social
}

/// Writes down the instant that some parts are right for, of all contacts.
struct DateIndicators: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE indicator_epochs SET
            history_computed_for = CASE WHEN 'history' = ANY ($1) THEN GREATEST(history_computed_for, $2)
                ELSE history_computed_for END,
            spend_tier_previous_computed_for = CASE WHEN 'spend_tier_previous' = ANY ($1)
                THEN GREATEST(spend_tier_previous_computed_for, $2) ELSE spend_tier_previous_computed_for END,
            spend_tier_current_computed_for = CASE WHEN 'spend_tier_current' = ANY ($1)
                THEN GREATEST(spend_tier_current_computed_for, $2) ELSE spend_tier_current_computed_for END,
            social_computed_for = CASE WHEN 'social' = ANY ($1) THEN GREATEST(social_computed_for, $2)
                ELSE social_computed_for END
        WHERE id = 1
        """
    let computed: Set<ComputedPart>
    let asOf: Instant

    var parameters: [Value] { [.texts(computed.map(\.rawValue)), asOf.value] }
}

/// The number of contacts.
struct CountContacts: VenueStatement {
    static let sql = "SELECT count(*) FROM contacts"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Int { Int(try row.next() as Int64) }
}

/// The last of the next `size` contacts after one; no row when there is none.
struct SliceEnd: VenueStatement {
    static let sql = """
        SELECT max(id) FROM (SELECT id FROM contacts WHERE id > $1 ORDER BY id LIMIT $2) slice HAVING count(*) > 0
        """
    let after: Identifier<Contact>
    let size: Int

    var parameters: [Value] { [after.value, .int64(Int64(size))] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}

/// The contacts to check next, after those of the last time, and from the beginning when all have been.
struct NextToReconcile: VenueStatement {
    static let sql = """
        WITH state AS MATERIALIZED (
            SELECT reconciled_up_to FROM indicator_epochs WHERE id = 1
        ), next_ones AS MATERIALIZED (
            SELECT c.id FROM contacts c, state s WHERE c.id > s.reconciled_up_to
                AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.id)
            ORDER BY c.id LIMIT $1
        ), advanced AS (
            UPDATE indicator_epochs SET reconciled_up_to = CASE
                WHEN (SELECT count(*) FROM next_ones) < $1 THEN 0 ELSE COALESCE((SELECT max(id) FROM next_ones), 0) END
            WHERE id = 1
        )
        SELECT id FROM next_ones ORDER BY id
        """
    let limit: Int

    var parameters: [Value] { [.int64(Int64(limit))] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}
