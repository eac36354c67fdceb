package import Domain
package import Postgres

/// How far back applications are listened for.
package struct HearingWindow: Sendable {
    /// An application that sent nothing for longer is looked for among its balises alone.
    package static let days: Int64 = 7

    let applications: [Identifier<Application>]
    private let since: Instant

    package init(applications: [Identifier<Application>], at now: Instant) {
        self.applications = applications
        since = now.advanced(bySeconds: -Self.days * 86_400)
    }

    /// Groups have the number of the moment they began, to the hour at least; of exempt statistics, to the minute.
    fileprivate var ofEvents: [Value] { values(from: since.advanced(bySeconds: -3_660).microseconds << 11) }
    fileprivate var ofViews: [Value] { values(from: (since.microseconds / 60_000_000 - 1) << 36) }

    private func values(from batch: Int64) -> [Value] {
        [.int64s(applications.map(\.rawValue)), since.value, .int64(batch)]
    }
}

/// When an event of each application came last; none of one of which none came.
package struct LastEvents: VenueStatement {
    package static let sql = """
        SELECT w.id, e.received_at
        FROM unnest($1::bigint[]) AS w (id) CROSS JOIN LATERAL (
            SELECT received_at FROM events WHERE application_id = w.id AND received_at >= $2 AND batch >= $3
            ORDER BY batch DESC, item DESC LIMIT 1
        ) e
        """
    let window: HearingWindow

    package init(_ window: HearingWindow) {
        self.window = window
    }

    package var parameters: [Value] { window.ofEvents }
    package static func decode(_ row: inout Row) throws -> (application: Identifier<Application>, at: Instant) {
        (try row.next(), try row.next())
    }
}

/// The minute of the last page view of exempt statistics of each application; none of one of which none came.
package struct LastAudienceViews: VenueStatement {
    package static let sql = """
        SELECT w.id, v.viewed_at
        FROM unnest($1::bigint[]) AS w (id) CROSS JOIN LATERAL (
            SELECT viewed_at FROM audience_views WHERE application_id = w.id AND viewed_at >= $2 AND view_batch >= $3
            ORDER BY view_batch DESC, view_item DESC LIMIT 1
        ) v
        """
    let window: HearingWindow

    package init(_ window: HearingWindow) {
        self.window = window
    }

    package var parameters: [Value] { window.ofViews }
    package static func decode(_ row: inout Row) throws -> (application: Identifier<Application>, at: Instant) {
        (try row.next(), try row.next())
    }
}
