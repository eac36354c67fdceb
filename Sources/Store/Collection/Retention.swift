package import Domain
import Postgres

/// How long what was collected is kept: whole months, 25 at most.
package enum CollectionRetention {
    /// The first day of the oldest month that is kept, `$1` being now.
    ///
    /// With the month that has begun that makes 25.
    static let oldestMonth = "(date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') - interval '24 months')::date"
    /// What was refused is kept seven days.
    package static func refusals(at now: Instant) -> Instant { now.advanced(bySeconds: -7 * 86_400) }
}

extension Migrator {
    /// Makes the partitions of this month and the three after it where they are missing.
    ///
    /// As the owner of the schemas, like the two below. A second time finds nothing to do.
    package func addMonths(for venue: VenueID, at now: Instant) async throws {
        for table in PartitionedTable.allCases { _ = try await run(AddMonths(table: table, at: now), in: venue) }
    }

    /// The months that are not kept any more and still there, the oldest first.
    package func expiredMonths(of table: PartitionedTable, in venue: VenueID, at now: Instant) async throws -> [Month] {
        try await run(ExpiredMonths(table: table, at: now), in: venue)
    }

    /// Drops the months that are not kept any more; what was derived from them should be gone before.
    package func dropExpiredMonths(of table: PartitionedTable, in venue: VenueID, at now: Instant) async throws {
        _ = try await run(DropMonths(table: table, at: now), in: venue)
    }

    private func run<S: Statement>(_ statement: S, in venue: VenueID) async throws -> [S.Output] {
        try await translatingFailures {
            try await patiently(after: Self.lockStates) {
                try await owner.withTransaction(Session.ownerOpening(schema: venue.schema)) { transaction in
                    _ = try await transaction.connection.script("SET LOCAL lock_timeout = '300ms'")
                    return try await transaction.all(statement)
                }
            }
        }
    }
}

/// A stretch of time that has a partition.
package struct Month: Sendable, Equatable {
    package let beginsAt: Instant
    package let endsAt: Instant

    /// Its hours: what was collected in one is little enough for a transaction.
    package var hours: [Month] {
        stride(from: beginsAt.microseconds, to: endsAt.microseconds, by: 3_600_000_000).map { begin in
            Month(beginsAt: Instant(microseconds: begin), endsAt: Instant(microseconds: begin + 3_600_000_000))
        }
    }
}

/// The tables that have a partition a month, and the time they go by.
package enum PartitionedTable: String, CaseIterable, Sendable {
    case events
    case audienceViews = "audience_views"

    var moment: String {
        switch self {
        case .events: "received_at"
        case .audienceViews: "viewed_at"
        }
    }
}

/// Makes the partitions of a month and the three after it; returns how many were missing.
struct AddMonths: Statement {
    static let sql =
        "SELECT sicstine.add_month_partitions($2, $3, ($1::timestamptz AT TIME ZONE 'UTC')::date, 4)"
    let table: PartitionedTable
    let at: Instant

    var parameters: [Value] { [at.value, .text(table.rawValue), .text(table.moment)] }
    static func decode(_ row: inout Row) throws -> Int { try row.next() }
}

/// The months of a table that are not kept any more.
struct ExpiredMonths: Statement {
    static let sql = """
        SELECT begins_at, ends_at FROM sicstine.months_before($2, \(CollectionRetention.oldestMonth))
        """
    let table: PartitionedTable
    let at: Instant

    var parameters: [Value] { [at.value, .text(table.rawValue)] }
    static func decode(_ row: inout Row) throws -> Month { Month(beginsAt: try row.next(), endsAt: try row.next()) }
}

/// Drops those; returns how many.
struct DropMonths: Statement {
    static let sql = "SELECT sicstine.drop_months_before($2, \(CollectionRetention.oldestMonth))"
    let table: PartitionedTable
    let at: Instant

    var parameters: [Value] { [at.value, .text(table.rawValue)] }
    static func decode(_ row: inout Row) throws -> Int { try row.next() }
}

extension Store {
    /// Deletes what was derived from an hour of a table, and the ids of its rows.
    ///
    /// What later rows belong to as well stays. A second time finds nothing.
    package func purge(_ hour: Month, of table: PartitionedTable, in venue: Venue) async throws {
        try await inVenue(venue) { transaction in
            // A consolidation under way may be about to use what seems to be nobody's.
            try await transaction.run(HoldConsolidation())
            switch table {
            case .events: try await transaction.run(PurgeDerived(hour: hour))
            case .audienceViews: try await transaction.run(PurgeAudience(hour: hour))
            }
        }
    }
}

/// Deletes the actions of the groups of an hour, and sessions, baskets and visitors that are left without any.
struct PurgeDerived: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH actions AS (
            DELETE FROM visitor_actions WHERE batch >= $1 AND batch < $2 RETURNING session_id, basket_id
        ), arrivals AS (
            DELETE FROM touches WHERE batch >= $1 AND batch < $2
        ), links AS (
            DELETE FROM share_links WHERE batch >= $1 AND batch < $2
        ), aside AS (
            DELETE FROM event_marks WHERE batch >= $1 AND batch < $2
        ), closed AS (
            DELETE FROM baskets b
            WHERE b.id IN (SELECT basket_id FROM actions)
                AND NOT EXISTS (SELECT FROM visitor_actions a WHERE a.basket_id = b.id AND a.batch >= $2)
        ), ended AS (
            DELETE FROM sessions s
            WHERE s.id IN (SELECT session_id FROM actions)
                AND NOT EXISTS (SELECT FROM visitor_actions a WHERE a.session_id = s.id AND a.batch >= $2)
            RETURNING id, visitor_id
        ), forgotten AS (
            DELETE FROM visitors v
            WHERE v.id IN (SELECT visitor_id FROM ended)
                AND NOT EXISTS (
                    SELECT FROM sessions s WHERE s.visitor_id = v.id AND s.id NOT IN (SELECT id FROM ended))
        )
        DELETE FROM event_keys WHERE received_at >= $3 AND received_at < $4
        """
    let hour: Month

    var parameters: [Value] {
        [
            .int64(CollectedBatch.firstNumber(of: .events, at: hour.beginsAt)),
            .int64(CollectedBatch.firstNumber(of: .events, at: hour.endsAt)), hour.beginsAt.value, hour.endsAt.value,
        ]
    }
}

/// Deletes the visits of exempt statistics that began in an hour, and the ids of its views.
struct PurgeAudience: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH visits AS (
            DELETE FROM audience_visits WHERE visit_began_at >= $1 AND visit_began_at < $2
        )
        DELETE FROM audience_keys WHERE viewed_at >= $1 AND viewed_at < $2
        """
    let hour: Month

    var parameters: [Value] { [hour.beginsAt.value, hour.endsAt.value] }
}
