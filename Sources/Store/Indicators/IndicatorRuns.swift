package import Domain
package import Postgres

/// A full computation of a venue's indicators, asked for and then done.
package struct IndicatorRun: Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case queued
        case done
        /// Withdrawn by the operator before it was done.
        case cancelled
    }

    package let id: Identifier<IndicatorRun>
    package let status: Status
    package let requestedAt: Instant
    package let finishedAt: Instant?
    /// The instant the figures are right for.
    package let computedFor: Instant?
    package let contacts: Int64

    fileprivate init(_ row: inout Row) throws {
        id = try row.next()
        status = try row.next()
        requestedAt = try row.next()
        finishedAt = try row.nextIfPresent()
        computedFor = try row.nextIfPresent()
        contacts = try row.next()
    }
}

/// Asks for a full run.
package struct RequestIndicatorRun: VenueStatement {
    package static let sql = """
        INSERT INTO indicator_runs (status, requested_at) VALUES ('queued', $1)
        RETURNING id, status, requested_at, finished_at, computed_for, contacts
        """
    let at: Instant

    package init(at: Instant) {
        self.at = at
    }

    package var parameters: [Value] { [at.value] }
    package static func decode(_ row: inout Row) throws -> IndicatorRun { try IndicatorRun(&row) }
}

/// One run by its id.
package struct FindIndicatorRun: VenueStatement {
    package static let sql = """
        SELECT id, status, requested_at, finished_at, computed_for, contacts FROM indicator_runs WHERE id = $1
        """
    let id: Identifier<IndicatorRun>

    package init(id: Identifier<IndicatorRun>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> IndicatorRun { try IndicatorRun(&row) }
}

/// The runs not yet done.
package struct QueuedIndicatorRuns: VenueStatement {
    package static let sql = "SELECT id FROM indicator_runs WHERE status = 'queued' ORDER BY id"

    package init() {}

    package var parameters: [Value] { [] }
    package static func decode(_ row: inout Row) throws -> Identifier<IndicatorRun> { try row.next() }
}

/// Takes a run not yet done for this transaction; no row when it is done or another worker has it.
struct TakeIndicatorRun: VenueStatement {
    static let sql = "SELECT id FROM indicator_runs WHERE id = $1 AND status = 'queued' FOR UPDATE SKIP LOCKED"
    let id: Identifier<IndicatorRun>

    var parameters: [Value] { [id.value] }
    static func decode(_ row: inout Row) throws -> Identifier<IndicatorRun> { try row.next() }
}

/// Ends a run.
struct FinishIndicatorRun: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE indicator_runs SET status = 'done', finished_at = $2, computed_for = $3, contacts = $4
        WHERE id = $1 AND status = 'queued'
        """
    let id: Identifier<IndicatorRun>
    let at: Instant
    let computedFor: Instant
    let contacts: Int

    var parameters: [Value] { [id.value, at.value, computedFor.value, .int64(Int64(contacts))] }
}

/// Withdraws a run that is in the hands of the transaction.
struct CancelIndicatorRun: VenueStatement {
    typealias Output = Void
    static let sql =
        "UPDATE indicator_runs SET status = 'cancelled', finished_at = $2 WHERE id = $1 AND status = 'queued'"
    let id: Identifier<IndicatorRun>
    let at: Instant

    var parameters: [Value] { [id.value, at.value] }
}

/// The ids of the next contacts, for work done slice by slice.
struct NextContacts: VenueStatement {
    static let sql = "SELECT id FROM contacts WHERE id > $1 ORDER BY id LIMIT $2"
    let after: Identifier<Contact>
    let limit: Int

    var parameters: [Value] { [after.value, .int64(Int64(limit))] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}
