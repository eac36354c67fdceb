package import Domain
package import Postgres

/// What is under way goes on; else it is due at its time, a comparison once everything has been read.
private func isDue(forCheck isCheck: String, at instant: String) -> String {
    """
    CASE WHEN \(isCheck) THEN read_until IS NOT NULL AND (check_page IS NOT NULL OR next_check_at <= \(instant))
        ELSE page IS NOT NULL OR next_pull_at <= \(instant) END
    """
}

/// A page was read and written: whatever was amiss before is over.
let noMoreTrouble = "failure = NULL, failure_detail = NULL, failed_at = NULL, failures = 0, not_before = '-infinity'"

/// The connections whose system is to be asked now: for its changes, or for all it has.
package struct DueConnections: VenueStatement {
    package static let sql = """
        SELECT id FROM ticketing_connections
        WHERE NOT is_paused AND not_before <= $1 AND \(isDue(forCheck: "$2", at: "$1"))
        ORDER BY id
        """
    let at: Instant
    let isCheck: Bool

    package init(at: Instant, forCheck isCheck: Bool = false) {
        self.at = at
        self.isCheck = isCheck
    }

    package var parameters: [Value] { [at.value, .bool(isCheck)] }
    package static func decode(_ row: inout Row) throws -> Identifier<TicketingConnection> { try row.next() }
}

/// What a worker needs of a connection; no row when it is paused, gone or not due.
package struct TakeConnection: VenueStatement {
    package static let sql = """
        SELECT sealed_credential, next_check_at, check_page, \(TicketingConnection.columns)
        FROM ticketing_connections
        WHERE id = $1 AND NOT is_paused AND not_before <= $2 AND \(isDue(forCheck: "$3", at: "$2"))
        """
    let id: Identifier<TicketingConnection>
    let at: Instant
    let isCheck: Bool

    package init(id: Identifier<TicketingConnection>, at: Instant, forCheck isCheck: Bool = false) {
        self.id = id
        self.at = at
        self.isCheck = isCheck
    }

    package var parameters: [Value] { [id.value, at.value, .bool(isCheck)] }
    package static func decode(_ row: inout Row) throws -> TakenConnection {
        TakenConnection(
            sealed: SealedCredential(bytes: try row.next()), nextCheckAt: try row.next(),
            checkPage: try row.nextIfPresent(), connection: try TicketingConnection(&row))
    }
}

/// A connection in a worker's hands.
package struct TakenConnection: Sendable {
    package let sealed: SealedCredential
    package let nextCheckAt: Instant
    package let checkPage: Int64?
    package let connection: TicketingConnection
}

/// Begins a pull at its first page, and says when the next one is.
///
/// The due time that was found is used up now: whatever is heard from here on makes another pull.
package struct BeginPull: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET page = 1, page_generated_at = NULL, orders_to_read = NULL, orders_read = 0,
            next_pull_at = CASE WHEN next_pull_at = $2 THEN $3 ELSE next_pull_at END
        WHERE id = $1 AND page IS NULL
        """
    let id: Identifier<TicketingConnection>
    let due: Instant
    let next: Instant

    package init(id: Identifier<TicketingConnection>, due: Instant, next: Instant) {
        self.id = id
        self.due = due
        self.next = next
    }

    package var parameters: [Value] { [id.value, due.value, next.value] }
}

/// Goes on to the next page, if the page is still the one that was read; no row otherwise.
package struct TurnPage: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET page = page + 1, page_generated_at = coalesce(page_generated_at, $3), orders_to_read = $4,
            orders_read = orders_read + $5, orders_written = orders_written + $6, orders_refused = orders_refused + $7,
            orders_skipped = orders_skipped + $8, last_refusal = coalesce($9, last_refusal), \(noMoreTrouble)
        WHERE id = $1 AND page = $2
        """
    let id: Identifier<TicketingConnection>
    let page: Int64
    let generatedAt: Instant?
    let total: Int64
    let counts: ConnectionCounts

    package init(
        id: Identifier<TicketingConnection>, page: Int64, generatedAt: Instant?, total: Int64, counts: ConnectionCounts
    ) {
        self.id = id
        self.page = page
        self.generatedAt = generatedAt
        self.total = total
        self.counts = counts
    }

    package var parameters: [Value] {
        [
            id.value, .int64(page), .optional(generatedAt, \.value), .int64(total),
            .int64(counts.written + counts.refused + counts.skipped), .int64(counts.written), .int64(counts.refused),
            .int64(counts.skipped), .text(counts.lastRefusal),
        ]
    }
}

/// Ends a pull whose last page was read.
///
/// What changed while it ran was announced meanwhile: then the next one is due already, and comes five seconds later. `overlap`
/// seconds are read again, for what a system dates before it is there to be read.
package struct FinishPull: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET read_until = greatest(read_until, page_generated_at - $3 * interval '1 second'), page = NULL,
            loaded_at = coalesce(loaded_at, $2), pulled_at = $2,
            next_pull_at = greatest(next_pull_at, $2 + interval '5 seconds')
        WHERE id = $1
        """
    let id: Identifier<TicketingConnection>
    let at: Instant
    let overlap: Int64

    package init(id: Identifier<TicketingConnection>, at: Instant, overlap: Int64) {
        self.id = id
        self.at = at
        self.overlap = overlap
    }

    package var parameters: [Value] { [id.value, at.value, .int64(overlap)] }
}

/// Notes why the system was not read, and leaves it alone for a while; not where it was given another credential meanwhile.
package struct NoteConnectionFailure: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET failure = $2, failure_detail = $3, failed_at = $4, failures = failures + 1, not_before = $5
        WHERE id = $1 AND sealed_credential = $6
        """
    let id: Identifier<TicketingConnection>
    let failure: ConnectionFailure
    let detail: String?
    let at: Instant
    let notBefore: Instant
    let sealed: SealedCredential

    package init(
        id: Identifier<TicketingConnection>, failure: ConnectionFailure, detail: String?, at: Instant,
        notBefore: Instant, asking sealed: SealedCredential
    ) {
        self.id = id
        self.sealed = sealed
        self.failure = failure
        self.detail = detail
        self.at = at
        self.notBefore = notBefore
    }

    package var parameters: [Value] {
        [id.value, failure.value, .text(detail), at.value, notBefore.value, .bytes(sealed.bytes)]
    }
}
