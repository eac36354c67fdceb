package import Domain
package import Postgres

/// Marks the contacts of an order in all their roles: buyer, payer, holders.
package struct MarkContactsOfOrder: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH touched AS MATERIALIZED (
            SELECT buyer_id AS contact_id FROM orders WHERE id = $1
            UNION
            SELECT payer_id FROM orders WHERE id = $1 AND payer_id IS NOT NULL
            UNION
            SELECT holder_id FROM order_lines WHERE order_id = $1 AND holder_id IS NOT NULL
        )
        INSERT INTO indicator_marks (contact_id, marked_at) SELECT contact_id, $2 FROM touched
        """
    let order: Identifier<Order>
    let at: Instant

    package init(order: Identifier<Order>, at: Instant) {
        self.order = order
        self.at = at
    }

    package var parameters: [Value] { [order.value, at.value] }
}

/// Marks every contact: the seasons themselves have changed.
package struct MarkAllContacts: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH touched AS MATERIALIZED (SELECT id FROM contacts)
        INSERT INTO indicator_marks (contact_id, marked_at, reason) SELECT id, $1, 'seasons' FROM touched
        """
    let at: Instant

    package init(at: Instant) {
        self.at = at
    }

    package var parameters: [Value] { [at.value] }
}

/// Marks contacts for the instants at which something already told of them begins to hold.
///
/// That is what is dated later than `asOf`, as by a clock that is ahead. A day and a little is enough: words are not
/// dated further ahead, and orders that are, are seen by the daily run.
struct MarkForLater: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH records AS MATERIALIZED (
            SELECT id AS record_id FROM unnest($2::bigint[]) c (id)
            UNION ALL
            SELECT member_id FROM contact_members WHERE contact_id = ANY ($2)
        ), beginnings AS MATERIALIZED (
            SELECT o.buyer_id AS contact_id, o.ordered_at AS since FROM records r JOIN orders o ON o.buyer_id = r.record_id
            UNION
            SELECT o.payer_id, o.ordered_at FROM records r JOIN orders o ON o.payer_id = r.record_id
            UNION
            SELECT l.buyer_id, l.since FROM records r JOIN told_lines l ON l.buyer_id = r.record_id
            UNION
            SELECT l.holder_id, l.since FROM records r JOIN told_lines l ON l.holder_id = r.record_id
        )
        INSERT INTO indicator_marks (contact_id, marked_at, due_at, reason)
        SELECT contact_id, $1::timestamptz, since, 'beginning' FROM beginnings
        WHERE since > $1::timestamptz AND since <= $1::timestamptz + interval '26 hours'
        """
    let asOf: Instant
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [asOf.value, .int64s(contacts.map(\.rawValue))] }
}

/// Takes a batch of marks that are due and that no other worker holds, each as the contact its record is a member of; they are
/// gone when the transaction commits.
struct TakeMarks: VenueStatement {
    static let sql = """
        WITH taken AS MATERIALIZED (
            SELECT k.id, COALESCE(m.contact_id, k.contact_id) AS contact_id, k.reason
            FROM (
                SELECT id, contact_id, reason FROM indicator_marks WHERE due_at IS NULL OR due_at <= $2 ORDER BY id LIMIT $1
                FOR UPDATE SKIP LOCKED
            ) k
            LEFT JOIN contact_members m ON m.member_id = k.contact_id
        )
        DELETE FROM indicator_marks k USING taken t WHERE k.id = t.id
        RETURNING t.contact_id, t.reason
        """
    let limit: Int
    let at: Instant

    var parameters: [Value] { [.int64(Int64(limit)), at.value] }
    static func decode(_ row: inout Row) throws -> (contact: Identifier<Contact>, reason: LevelChangeReason) {
        (contact: try row.next(), reason: try row.next())
    }
}

/// Whether any mark is due.
package struct AnyMarks: VenueStatement {
    package static let sql = "SELECT EXISTS (SELECT FROM indicator_marks WHERE due_at IS NULL OR due_at <= $1)"
    let at: Instant

    package init(at: Instant) {
        self.at = at
    }

    package var parameters: [Value] { [at.value] }
    package static func decode(_ row: inout Row) throws -> Bool { try row.next() }
}

/// Keeps the epoch as it is until this transaction ends; any number of refreshes may do so at once.
///
/// A lock on the table and not on its row: tables have a queue, so that refreshes without end cannot keep a full run waiting.
struct HoldEpoch: VenueStatement {
    typealias Output = Void
    static let sql = "LOCK TABLE indicator_epochs IN SHARE MODE"

    var parameters: [Value] { [] }
}

/// The epoch now, and the instant of the last run.
struct ReadEpoch: VenueStatement {
    static let sql = "SELECT epoch, history_computed_for FROM indicator_epochs WHERE id = 1"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> (epoch: Int64, computedFor: Instant?) {
        (epoch: try row.next(), computedFor: try row.nextIfPresent())
    }
}

/// The next epoch, once every refresh that holds the present one has ended.
struct RaiseEpoch: VenueStatement {
    static let sql = "UPDATE indicator_epochs SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch, history_computed_for"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> (epoch: Int64, computedFor: Instant?) {
        (epoch: try row.next(), computedFor: try row.nextIfPresent())
    }
}

/// Gives each of these contacts a row of indicators if it has none, and keeps everybody else off those rows until this
/// transaction ends; and off those of the records merged into them.
///
/// In one pass, in the order of ids, as every writer of these rows: no two wait in a ring.
struct HoldIndicatorRows: VenueStatement {
    typealias Output = Void
    // A condition that is never true: the row is locked and stays as it is.
    static let sql = """
        WITH held AS MATERIALIZED (
            SELECT id FROM contacts WHERE id = ANY ($1)
            UNION
            SELECT i.contact_id FROM contact_members m JOIN contact_indicators i ON i.contact_id = m.member_id
            WHERE m.contact_id = ANY ($1)
        )
        INSERT INTO contact_indicators AS i (contact_id) SELECT id FROM held ORDER BY id
        ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO UPDATE SET epoch = i.epoch WHERE false
        """
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue))] }
}

/// Ends the rows of the records that are merged into these contacts: they are nobody's any more.
///
/// A row that somebody else holds is left: the merge was made since these were held, and its own marks are still to come. Who waited
/// here would wait out of the order of ids.
struct EndMergedRows: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH merged AS MATERIALIZED (
            SELECT i.contact_id FROM contact_members m JOIN contact_indicators i ON i.contact_id = m.member_id
            WHERE m.contact_id = ANY ($1) AND i.ended_for IS NULL
            FOR NO KEY UPDATE OF i SKIP LOCKED
        )
        UPDATE contact_indicators i SET ended_for = $2, epoch = $3 FROM merged m WHERE i.contact_id = m.contact_id
        """
    let contacts: [Identifier<Contact>]
    let asOf: Instant
    let epoch: Int64

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue)), asOf.value, .int64(epoch)] }
}
