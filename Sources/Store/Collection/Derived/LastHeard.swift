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
    fileprivate var ofEvents: [Value] { values(of: .events, from: since.advanced(bySeconds: -3_660)) }
    fileprivate var ofViews: [Value] { values(of: .audience, from: since.advanced(bySeconds: -60)) }

    private func values(of stream: CollectedStream, from moment: Instant) -> [Value] {
        [
            .int64s(applications.map(\.rawValue)), since.value,
            .int64(CollectedBatch.firstNumber(of: stream, at: moment)),
        ]
    }

    /// The latest of each application, in one way back through all of them: each step goes on from where another was heard
    /// of, and the way ends where all have been, or with the window.
    fileprivate static func latest(in table: String, at moment: String, by batch: String, _ item: String) -> String {
        func next(_ condition: String) -> String {
            """
            SELECT application_id, \(moment) AS at, \(batch) AS batch, \(item) AS item FROM \(table)
            WHERE application_id = ANY ($1::bigint[]) AND \(moment) >= $2 AND \(batch) >= $3 AND \(condition)
            ORDER BY \(batch) DESC, \(item) DESC LIMIT 1
            """
        }
        let further = """
            (\(batch), \(item)) < (h.batch, h.item) AND application_id <> ALL (h.found) \
            AND cardinality(h.found) < cardinality($1)
            """
        return """
            WITH RECURSIVE heard AS (
                SELECT first.*, ARRAY[first.application_id] AS found FROM (\(next("true"))) first
                UNION ALL
                SELECT another.*, h.found || another.application_id
                FROM heard h CROSS JOIN LATERAL (\(next(further))) another
            )
            SELECT application_id, at FROM heard
            """
    }
}

/// When an event of each application came last; none of one of which none came.
package struct LastEvents: VenueStatement {
    package static let sql = HearingWindow.latest(in: "events", at: "received_at", by: "batch", "item")
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
    package static let sql = HearingWindow.latest(
        in: "audience_views", at: "viewed_at", by: "view_batch", "view_item")
    let window: HearingWindow

    package init(_ window: HearingWindow) {
        self.window = window
    }

    package var parameters: [Value] { window.ofViews }
    package static func decode(_ row: inout Row) throws -> (application: Identifier<Application>, at: Instant) {
        (try row.next(), try row.next())
    }
}
