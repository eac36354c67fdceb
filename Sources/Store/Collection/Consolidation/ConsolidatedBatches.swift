import Domain
package import Postgres

/// The events a consolidation is about, and what it must know of the venue's applications.
struct ConsolidatedBatches: Sendable {
    var batches: [Int64]
    /// All of them were received within these.
    var first: Instant
    var last: Instant
    /// Those used by one person after another.
    let sharedApplications: [Identifier<Application>]
    /// Hosts of the venue's own pages.
    let ownHosts: [String]

    /// What an event came from, `$4` being the shared applications.
    ///
    /// A browser, an app, a server's word of a person, or, apart from all others, what stands in a foyer. So a device is shared
    /// or it is not, whatever else bears its name.
    static let device = """
        CASE WHEN application_id = ANY ($4) THEN 'shared:' || application_id::text || ':' || COALESCE(anonymous_id, user_id) \
        WHEN anonymous_id IS NULL THEN 'user:' || user_id \
        WHEN starts_with(anonymous_id, 'shared:') OR starts_with(anonymous_id, 'user:') THEN ':' || anonymous_id \
        ELSE anonymous_id END
        """

    /// `$1` to `$4` of the statements that draw and add: batches, both ends of the time they were received in, and the shared
    /// applications.
    var parameters: [Value] {
        [.int64s(batches), first.value, last.value, .int64s(sharedApplications.map(\.rawValue))]
    }
}

/// Waits until nobody else consolidates this venue, and keeps others out until the transaction ends.
struct HoldConsolidation: VenueStatement {
    typealias Output = Void
    static let sql = "SELECT id FROM consolidations WHERE id = 1 FOR UPDATE"

    var parameters: [Value] { [] }
}

/// Takes groups of events not consolidated yet, the oldest first, until they hold `events` or more; or one group alone.
struct TakeEventMarks: VenueStatement {
    struct Taken: Sendable {
        let batch: Int64
        let events: Int
        let first: Instant
        let last: Instant
    }

    static let sql = """
        WITH oldest AS MATERIALIZED (
            SELECT batch, events FROM event_marks WHERE failed_at IS NULL AND ($2::bigint IS NULL OR batch = $2)
            ORDER BY batch LIMIT 5000
        ), counted AS MATERIALIZED (
            SELECT batch, sum(events) OVER (ORDER BY batch) - events AS events_before FROM oldest
        )
        DELETE FROM event_marks m USING counted c WHERE m.batch = c.batch AND c.events_before < $1
        RETURNING m.batch, m.events, m.first_received_at, m.last_received_at
        """
    let events: Int
    let only: Int64?

    var parameters: [Value] { [.int64(Int64(events)), .optional(only) { .int64($0) }] }
    static func decode(_ row: inout Row) throws -> Taken {
        Taken(batch: try row.next(), events: try row.next(), first: try row.next(), last: try row.next())
    }
}

/// Whether anything waits to be consolidated.
package struct AnyCollectionMarks: VenueStatement {
    package static let sql = """
        SELECT EXISTS (SELECT FROM event_marks WHERE failed_at IS NULL) OR EXISTS (SELECT FROM audience_marks)
        """

    package init() {}

    package var parameters: [Value] { [] }
    package static func decode(_ row: inout Row) throws -> Bool { try row.next() }
}

/// Sets a group aside: it cannot be consolidated, and those after it are not to wait.
struct SetEventMarkAside: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE event_marks SET failed_at = $2 WHERE batch = $1"
    let batch: Int64
    let at: Instant

    var parameters: [Value] { [.int64(batch), at.value] }
}

/// The oldest group that waits.
struct OldestEventMark: VenueStatement {
    static let sql = "SELECT batch FROM event_marks WHERE failed_at IS NULL ORDER BY batch LIMIT 1"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}
