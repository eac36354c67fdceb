package import Domain
package import Postgres

/// How long what was collected is kept: whole months, 25 at most.
package enum CollectionRetention {
    /// The first instant of the oldest month that is kept.
    ///
    /// With the month that has begun that makes 25.
    static let oldestMonth = "date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') - interval '24 months'"
    /// What was refused is kept seven days.
    package static func refusals(at now: Instant) -> Instant { now.advanced(bySeconds: -7 * 86_400) }
}

extension Migrator {
    /// Makes the partitions of this month and the three after it where they are missing, and drops those that are too old.
    ///
    /// As the owner of the schemas. A second time finds nothing to do.
    package func keepPartitions(of venue: VenueID, at now: Instant) async throws {
        try await translatingFailures {
            for table in PartitionedTable.allCases {
                try await patiently(after: Self.lockStates) {
                    try await owner.withTransaction(Session.ownerOpening(schema: venue.schema)) { transaction in
                        _ = try await transaction.connection.script("SET LOCAL lock_timeout = '300ms'")
                        _ = try await transaction.first(AddMonthPartitions(table: table, at: now))
                        _ = try await transaction.first(DropMonthPartitions(table: table, at: now))
                    }
                }
            }
        }
    }
}

/// The tables that have a partition a month, and the time they go by.
enum PartitionedTable: String, CaseIterable {
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
struct AddMonthPartitions: Statement {
    static let sql =
        "SELECT sicstine.add_month_partitions($2, $3, ($1::timestamptz AT TIME ZONE 'UTC')::date, 4)"
    let table: PartitionedTable
    let at: Instant

    var parameters: [Value] { [at.value, .text(table.rawValue), .text(table.moment)] }
    static func decode(_ row: inout Row) throws -> Int { try row.next() }
}

/// Drops the partitions of the months that are not kept any more; returns how many.
struct DropMonthPartitions: Statement {
    static let sql = "SELECT sicstine.drop_month_partitions($2, (\(CollectionRetention.oldestMonth))::date)"
    let table: PartitionedTable
    let at: Instant

    var parameters: [Value] { [at.value, .text(table.rawValue)] }
    static func decode(_ row: inout Row) throws -> Int { try row.next() }
}

/// Deletes what was derived from events of months not kept any more, and their ids, a bounded number of each.
///
/// Returns how many rows of the table with most of them: as many as the bound means that there are more. A batch's number holds
/// the moment it was received.
package struct PurgeDerived: VenueStatement {
    package static let sql = """
        WITH oldest AS MATERIALIZED (
            SELECT month AT TIME ZONE 'UTC' AS moment, (EXTRACT(epoch FROM month AT TIME ZONE 'UTC') * 1000000)::bigint << 11 AS batch
            FROM (SELECT \(CollectionRetention.oldestMonth) AS month) months
        ), actions AS (
            DELETE FROM visitor_actions WHERE (batch, item, part) IN (
                SELECT a.batch, a.item, a.part FROM visitor_actions a, oldest o WHERE a.batch < o.batch LIMIT $2)
            RETURNING 1
        ), arrivals AS (
            DELETE FROM touches WHERE (batch, item) IN (
                SELECT t.batch, t.item FROM touches t, oldest o WHERE t.batch < o.batch LIMIT $2)
            RETURNING 1
        ), links AS (
            DELETE FROM share_links WHERE token IN (
                SELECT l.token FROM share_links l, oldest o WHERE l.batch < o.batch LIMIT $2)
            RETURNING 1
        ), closed AS (
            DELETE FROM baskets WHERE id IN (
                SELECT b.id FROM baskets b, oldest o WHERE b.changed_at < o.moment LIMIT $2)
            RETURNING 1
        ), ended AS (
            DELETE FROM sessions WHERE id IN (
                SELECT s.id FROM sessions s, oldest o WHERE s.started_at < o.moment AND s.ended_at < o.moment LIMIT $2)
            RETURNING 1
        ), forgotten AS (
            DELETE FROM visitors WHERE id IN (
                SELECT v.id FROM visitors v WHERE NOT EXISTS (SELECT FROM sessions s WHERE s.visitor_id = v.id) LIMIT $2)
            RETURNING 1
        ), keys AS (
            DELETE FROM event_keys WHERE message_id IN (
                SELECT k.message_id FROM event_keys k, oldest o WHERE k.received_at < o.moment LIMIT $2)
            RETURNING 1
        )
        SELECT GREATEST(
            (SELECT count(*) FROM actions), (SELECT count(*) FROM arrivals), (SELECT count(*) FROM links),
            (SELECT count(*) FROM closed), (SELECT count(*) FROM ended), (SELECT count(*) FROM forgotten),
            (SELECT count(*) FROM keys))
        """
    let at: Instant
    let limit: Int

    package init(at: Instant, limit: Int) {
        self.at = at
        self.limit = limit
    }

    package var parameters: [Value] { [at.value, .int64(Int64(limit))] }
    package static func decode(_ row: inout Row) throws -> Int { try row.next() }
}

/// The same for exempt statistics.
package struct PurgeAudience: VenueStatement {
    package static let sql = """
        WITH oldest AS MATERIALIZED (
            SELECT (\(CollectionRetention.oldestMonth)) AT TIME ZONE 'UTC' AS moment
        ), visits AS (
            DELETE FROM audience_visits WHERE (audience_id, visit_began_at) IN (
                SELECT v.audience_id, v.visit_began_at FROM audience_visits v, oldest o
                WHERE v.visit_began_at < o.moment AND v.visit_ended_at < o.moment LIMIT $2)
            RETURNING 1
        ), keys AS (
            DELETE FROM audience_keys WHERE view_id IN (
                SELECT k.view_id FROM audience_keys k, oldest o WHERE k.viewed_at < o.moment LIMIT $2)
            RETURNING 1
        )
        SELECT GREATEST((SELECT count(*) FROM visits), (SELECT count(*) FROM keys))
        """
    let at: Instant
    let limit: Int

    package init(at: Instant, limit: Int) {
        self.at = at
        self.limit = limit
    }

    package var parameters: [Value] { [at.value, .int64(Int64(limit))] }
    package static func decode(_ row: inout Row) throws -> Int { try row.next() }
}
