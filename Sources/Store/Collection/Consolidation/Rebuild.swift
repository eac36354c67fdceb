import Domain
import Postgres

/// Drops everything derived from people's events.
struct DropDerived: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH a AS (DELETE FROM visitor_actions), t AS (DELETE FROM touches), b AS (DELETE FROM baskets),
            l AS (DELETE FROM share_links), s AS (DELETE FROM sessions), h AS (UPDATE balises SET last_event_at = NULL)
        DELETE FROM visitors
        """

    var parameters: [Value] { [] }
}

/// Drops everything derived from exempt statistics.
struct DropAudienceVisits: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM audience_visits"

    var parameters: [Value] { [] }
}

/// Marks every event there is for consolidation.
struct MarkAllEvents: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH groups AS MATERIALIZED (
            SELECT batch, count(*) AS events, min(received_at) AS first_received_at, max(received_at) AS last_received_at
            FROM events GROUP BY batch
        )
        INSERT INTO event_marks (batch, events, first_received_at, last_received_at)
        SELECT batch, events, first_received_at, last_received_at FROM groups
        ON CONFLICT ON CONSTRAINT event_marks_pkey DO UPDATE SET failed_at = NULL
        """

    var parameters: [Value] { [] }
}

/// Marks every exempt page view there is for consolidation.
struct MarkAllAudienceViews: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH groups AS MATERIALIZED (
            SELECT view_batch, count(*) AS views, min(viewed_at) AS first_viewed_at, max(viewed_at) AS last_viewed_at
            FROM audience_views GROUP BY view_batch
        )
        INSERT INTO audience_marks (view_batch, views, first_viewed_at, last_viewed_at)
        SELECT view_batch, views, first_viewed_at, last_viewed_at FROM groups
        ON CONFLICT ON CONSTRAINT audience_marks_pkey DO NOTHING
        """

    var parameters: [Value] { [] }
}
