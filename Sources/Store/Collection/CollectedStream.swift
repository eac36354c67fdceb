import Domain
import Postgres

/// The two ways what is collected is kept, which share nothing: events of people who agreed, and exempt statistics.
///
/// A group of either is stored as a whole transaction sent as one script around its COPYs.
enum CollectedStream: Sendable, Hashable {
    case events, audience

    /// For what was not seen before: straight into the tables.
    ///
    /// An id already there fails the whole group.
    func storing(_ group: GroupMark, _ opening: TransactionOpening) -> String {
        """
        \(opening.script); \(mark(group)); COPY \(keysTable) (\(keyColumns)) FROM STDIN (FORMAT binary); \
        COPY \(table) (\(columns)) FROM STDIN (FORMAT binary); COMMIT
        """
    }

    /// For a group with ids already there: the first to come of each is kept, in the order of ids.
    func storingOnce(_ group: GroupMark, _ opening: TransactionOpening) -> String {
        """
        \(opening.script); \(mark(group)); COPY arriving_\(table) (\(columns)) FROM STDIN (FORMAT binary); \
        \(storingArrived); COMMIT
        """
    }

    private var storingArrived: String {
        switch self {
        case .events: StoreArrivingEvents.sql
        case .audience: StoreArrivingAudienceViews.sql
        }
    }

    private var table: String {
        switch self {
        case .events: "events"
        case .audience: "audience_views"
        }
    }

    private var keysTable: String {
        switch self {
        case .events: "event_keys"
        case .audience: "audience_keys"
        }
    }

    private var keyColumns: String {
        switch self {
        case .events: "message_id, received_at"
        case .audience: "view_id, viewed_at"
        }
    }

    /// In the order rows are written in.
    var columns: String {
        switch self {
        case .events:
            """
            batch, item, message_id, application_id, kind, action, name, anonymous_id, user_id, occurred_at, received_at, sent_at, \
            original_timestamp, path, referrer_host, source, medium, campaign, term, content, campaign_id, click_id, share_token, \
            order_ref, currency, items, payload
            """
        case .audience:
            """
            view_batch, view_item, view_id, viewed_at, application_id, audience_id, page_path, from_host, viewport, page_language
            """
        }
    }

    /// Numbers and times of our own making only: nothing that was sent is in a script.
    private func mark(_ group: GroupMark) -> String {
        let values = "(\(group.batch), \(group.count), '\(group.first.rfc3339)', '\(group.last.rfc3339)')"
        return switch self {
        case .events: "INSERT INTO event_marks (batch, events, first_received_at, last_received_at) VALUES \(values)"
        case .audience:
            "INSERT INTO audience_marks (view_batch, views, first_viewed_at, last_viewed_at) VALUES \(values)"
        }
    }
}

/// What the worker is told of a group: its number, and where in time to look.
struct GroupMark: Sendable {
    let batch: Int64
    let count: Int
    let first: Instant
    let last: Instant
}

/// Moves the events that arrived in this transaction to where they are kept, those already known excepted.
struct StoreArrivingEvents: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            DELETE FROM arriving_events RETURNING *
        ), firsts AS MATERIALIZED (
            SELECT DISTINCT ON (message_id) * FROM arrived ORDER BY message_id, item
        ), new AS MATERIALIZED (
            INSERT INTO event_keys (message_id, received_at) SELECT message_id, received_at FROM firsts
            ON CONFLICT ON CONSTRAINT event_keys_pkey DO NOTHING
            RETURNING message_id
        )
        INSERT INTO events (\(CollectedStream.events.columns))
        SELECT \(CollectedStream.events.columns) FROM firsts WHERE message_id IN (SELECT message_id FROM new)
        """

    var parameters: [Value] { [] }
}

/// The same for exempt statistics.
struct StoreArrivingAudienceViews: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            DELETE FROM arriving_audience_views RETURNING *
        ), firsts AS MATERIALIZED (
            SELECT DISTINCT ON (view_id) * FROM arrived ORDER BY view_id, view_item
        ), new AS MATERIALIZED (
            INSERT INTO audience_keys (view_id, viewed_at) SELECT view_id, viewed_at FROM firsts
            ON CONFLICT ON CONSTRAINT audience_keys_pkey DO NOTHING
            RETURNING view_id
        )
        INSERT INTO audience_views (\(CollectedStream.audience.columns))
        SELECT \(CollectedStream.audience.columns) FROM firsts WHERE view_id IN (SELECT view_id FROM new)
        """

    var parameters: [Value] { [] }
}
