package import Domain
package import Postgres

/// What is asked of the latest arrivals of an application.
package struct ArrivalWindow: Sendable {
    /// How many events are counted, how many views, and how many refusals altogether: there can be more.
    package static let most: Int64 = 100_000

    package let application: Identifier<Application>
    package let since: Instant

    package init(application: Identifier<Application>, since: Instant) {
        self.application = application
        self.since = since
    }

    /// The lowest number a group can have that holds an event received since then: a group has the number of its first event, and
    /// gathers for much less than a minute.
    fileprivate var firstBatch: Int64 { CollectedBatch.firstNumber(of: .events, at: since.advanced(bySeconds: -60)) }

    /// Exempt statistics know the minute only.
    fileprivate var firstViewedAt: Instant { Instant(microseconds: since.microseconds / 60_000_000 * 60_000_000) }
    fileprivate var firstViewBatch: Int64 {
        CollectedBatch.firstNumber(of: .audience, at: since.advanced(bySeconds: -60))
    }
}

/// The latest events accepted from an application, the newest first, as groups are.
package struct RecentEvents: VenueStatement {
    /// What is shown of one.
    package struct Found: Sendable {
        package let receivedAt: Instant
        package let kind: EventKind
        package let action: EventAction
        package let name: String?
        package let messageID: String
        package let path: String?
    }

    package static let sql = """
        SELECT received_at, kind, action, name, message_id, path FROM events
        WHERE application_id = $1 AND received_at >= $2 AND batch >= $3
        ORDER BY batch DESC, item DESC LIMIT $4
        """
    let window: ArrivalWindow
    let limit: Int

    package init(_ window: ArrivalWindow, limit: Int) {
        self.window = window
        self.limit = limit
    }

    package var parameters: [Value] {
        [window.application.value, window.since.value, .int64(window.firstBatch), .int64(Int64(limit))]
    }
    package static func decode(_ row: inout Row) throws -> Found {
        Found(
            receivedAt: try row.next(), kind: try row.next(), action: try row.next(), name: try row.nextIfPresent(),
            messageID: try row.next(), path: try row.nextIfPresent())
    }
}

/// The latest page views of exempt statistics from an application, the newest first.
package struct RecentAudienceViews: VenueStatement {
    /// All that may be shown of one.
    package struct Found: Sendable {
        package let viewedAt: Instant
        package let path: String
    }

    package static let sql = """
        SELECT viewed_at, page_path FROM audience_views
        WHERE application_id = $1 AND viewed_at >= $2 AND view_batch >= $3
        ORDER BY view_batch DESC, view_item DESC LIMIT $4
        """
    let window: ArrivalWindow
    let limit: Int

    package init(_ window: ArrivalWindow, limit: Int) {
        self.window = window
        self.limit = limit
    }

    package var parameters: [Value] {
        [window.application.value, window.firstViewedAt.value, .int64(window.firstViewBatch), .int64(Int64(limit))]
    }
    package static func decode(_ row: inout Row) throws -> Found {
        Found(viewedAt: try row.next(), path: try row.next())
    }
}

/// The latest items refused to an application, the newest first; `test` leaves those of the test mode, or all others.
///
/// With an end, even one there is none of, PostgreSQL takes a period it knows nothing of for a short one: it goes by the
/// time, not back through all the items there are.
package struct RecentRefusals: VenueStatement {
    package static let sql = """
        WITH recent AS MATERIALIZED (
            SELECT id, refused_at FROM refused_items
            WHERE application_id = $1 AND refused_at >= $2 AND refused_at < 'infinity' AND (reason = 'test_mode') = $3
        ), latest AS MATERIALIZED (
            SELECT id FROM recent ORDER BY refused_at DESC, id DESC LIMIT $4
        )
        SELECT \(KeptRefusal.columns)
        FROM latest JOIN refused_items USING (id) ORDER BY refused_at DESC, id DESC
        """
    let window: ArrivalWindow
    let test: Bool
    let limit: Int

    package init(_ window: ArrivalWindow, test: Bool, limit: Int) {
        self.window = window
        self.test = test
        self.limit = limit
    }

    package var parameters: [Value] {
        [window.application.value, window.since.value, .bool(test), .int64(Int64(limit))]
    }
    package static func decode(_ row: inout Row) throws -> KeptRefusal { try KeptRefusal(&row) }
}

/// How much was stored from an application: events, and views of exempt statistics, of each up to one more than are counted.
package struct CountStoredArrivals: VenueStatement {
    package static let sql = """
        SELECT
            (SELECT count(*) FROM (
                SELECT FROM events WHERE application_id = $1 AND received_at >= $2 AND batch >= $3 LIMIT $6
            ) stored),
            (SELECT count(*) FROM (
                SELECT FROM audience_views WHERE application_id = $1 AND viewed_at >= $4 AND view_batch >= $5 LIMIT $6
            ) counted)
        """
    let window: ArrivalWindow

    package init(_ window: ArrivalWindow) {
        self.window = window
    }

    package var parameters: [Value] {
        [
            window.application.value, window.since.value, .int64(window.firstBatch), window.firstViewedAt.value,
            .int64(window.firstViewBatch), .int64(ArrivalWindow.most + 1),
        ]
    }
    package static func decode(_ row: inout Row) throws -> (events: Int64, views: Int64) {
        (try row.next(), try row.next())
    }
}

/// How much was refused to an application, by reason; no more altogether than are counted.
package struct CountRefusals: VenueStatement {
    package struct Counted: Sendable {
        package let reason: RejectReason
        package let items: Int64
        /// Whether there was more, of whatever reason.
        package let isInPart: Bool
    }

    package static let sql = """
        WITH recent AS MATERIALIZED (
            SELECT reason FROM refused_items
            WHERE application_id = $1 AND refused_at >= $2 AND refused_at < 'infinity' LIMIT $3 + 1
        )
        SELECT reason, count(*), (SELECT count(*) FROM recent) > $3
        FROM (SELECT reason FROM recent LIMIT $3) counted GROUP BY reason ORDER BY reason
        """
    let window: ArrivalWindow

    package init(_ window: ArrivalWindow) {
        self.window = window
    }

    package var parameters: [Value] {
        [window.application.value, window.since.value, .int64(ArrivalWindow.most)]
    }
    package static func decode(_ row: inout Row) throws -> Counted {
        Counted(reason: try row.next(), items: try row.next(), isInPart: try row.next())
    }
}
