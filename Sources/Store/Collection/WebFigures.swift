package import Domain
package import Postgres

/// Which visits are counted, and how they are told apart.
package struct WebFigureQuery: Sendable {
    /// What a row of figures stands for.
    package enum Grouping: String, CaseIterable, Sendable {
        case day, application
        case channelGroup = "channel_group"
        case show
    }

    /// The first and the last day visits began on, by the venue's calendar.
    package let first: LocalDate
    package let last: LocalDate
    package let timeZone: String
    package let application: Identifier<Application>?
    package let grouping: Grouping

    package init(
        first: LocalDate, last: LocalDate, timeZone: String, application: Identifier<Application>?, grouping: Grouping
    ) {
        self.first = first
        self.last = last
        self.timeZone = timeZone
        self.application = application
        self.grouping = grouping
    }

    fileprivate var period: [Value] {
        [first.value, last.value, .text(timeZone), .optional(application, \.value)]
    }
    fileprivate var values: [Value] { period + [.text(grouping.rawValue)] }

    /// Whether a session began on these days, and in the application.
    fileprivate static let begins = """
        started_at >= ($1::date::timestamp AT TIME ZONE $3::text)
                AND started_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
                AND ($4::bigint IS NULL OR application_id = $4)
        """

    /// The sessions that tell each order that `acted` tells, the one that carried it first: the rule of the view
    /// `session_orders`.
    fileprivate static let tellings = """
        told AS MATERIALIZED (
            SELECT DISTINCT order_ref FROM acted WHERE action = 'order_placed' AND order_ref IS NOT NULL
        ), tellings AS (
            SELECT t.order_ref, a.show_ref, s.started_at, s.application_id, s.channel_group, a.session_id,
                first_value(a.session_id) OVER (
                    PARTITION BY t.order_ref ORDER BY s.page_views > 0 DESC, a.occurred_at, a.batch, a.item) AS carrier
            FROM told t
                JOIN visitor_actions a ON a.order_ref = t.order_ref AND a.action = 'order_placed'
                JOIN sessions s ON s.id = a.session_id
        )
        """
}

/// Figures of one group, or of all together.
package struct FigureRow<Figures: Sendable>: Sendable {
    /// Nil for the figures of all.
    package let group: String?
    package let figures: Figures
}

/// What people who agreed to be recognised did: every figure of the visits that began on these days.
package struct ConsentedFigures: Sendable {
    package var visits: Int64 = 0
    package var visitors: Int64 = 0
    package var pageViews: Int64 = 0
    package var showViews: Int64 = 0
    package var basketAdds: Int64 = 0
    package var ticketsAdded: Int64 = 0
    package var visitorsAdding: Int64 = 0
    package var orders: Int64 = 0

    package init() {}

    fileprivate init(_ row: inout Row) throws {
        visits = try row.next()
        visitors = try row.next()
        pageViews = try row.next()
        showViews = try row.next()
        basketAdds = try row.next()
        ticketsAdded = try row.next()
        visitorsAdding = try row.next()
        orders = try row.next()
    }
}

/// Counts the visits of people who agreed: a row of all, then one a group, the largest first; by show, the row of all alone.
///
/// A visit is a session with a page view, and counts where and when it began, with everything that was done in it. What
/// servers tell by themselves counts for its orders alone. An order counts once, with the session that carried it by the
/// rule of the view `session_orders`.
package struct CountConsented: VenueStatement {
    /// The most groups there are rows of.
    package static let most = 1_000

    /// The group of a session.
    private static let place = """
        CASE $5::text WHEN 'day' THEN to_char(started_at AT TIME ZONE $3::text, 'YYYY-MM-DD')
                    WHEN 'application' THEN application_id::text WHEN 'channel_group' THEN channel_group ELSE '' END
        """

    package static let sql = """
        WITH begun AS MATERIALIZED (
            SELECT id, visitor_id, page_views, \(place) AS place
            FROM sessions
            WHERE \(WebFigureQuery.begins)
        ), acted AS MATERIALIZED (
            SELECT b.id, a.action, a.part, a.quantity, a.order_ref
            FROM begun b JOIN visitor_actions a ON a.session_id = b.id
            WHERE a.action IN ('show_view', 'basket_add', 'order_placed')
                AND a.session_id BETWEEN (SELECT min(id) FROM begun) AND (SELECT max(id) FROM begun)
        ), sums AS MATERIALIZED (
            SELECT id, count(*) FILTER (WHERE part = 0 AND action = 'show_view') AS show_views,
                count(*) FILTER (WHERE part = 0 AND action = 'basket_add') AS adds,
                sum(quantity) FILTER (WHERE action = 'basket_add') AS tickets
            FROM acted GROUP BY id
        ), counted AS (
            SELECT grouping(place) AS is_all, coalesce(place, '') AS place, count(*) AS visits,
                count(DISTINCT visitor_id) AS visitors, sum(page_views) AS page_views, sum(show_views) AS show_views,
                sum(adds) AS adds, sum(tickets) AS tickets, count(DISTINCT visitor_id) FILTER (WHERE adds > 0) AS adding
            FROM begun LEFT JOIN sums USING (id) WHERE page_views > 0 GROUP BY GROUPING SETS ((place), ())
        ), \(WebFigureQuery.tellings), ordered AS (
            SELECT grouping(place) AS is_all, coalesce(place, '') AS place, count(DISTINCT order_ref) AS orders
            FROM (
                SELECT order_ref, \(place) AS place FROM tellings WHERE session_id = carrier AND \(WebFigureQuery.begins)
            ) carried
            GROUP BY GROUPING SETS ((place), ())
        )
        SELECT nullif(place, ''), coalesce(visits, 0), coalesce(visitors, 0), coalesce(page_views, 0)::bigint,
            coalesce(show_views, 0)::bigint, coalesce(adds, 0)::bigint, coalesce(tickets, 0)::bigint, coalesce(adding, 0),
            coalesce(orders, 0)
        FROM counted FULL JOIN ordered USING (is_all, place)
        WHERE is_all = 1 OR place <> ''
        ORDER BY is_all DESC, 2 DESC, orders DESC NULLS LAST, place LIMIT $6
        """
    let query: WebFigureQuery

    package init(_ query: WebFigureQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.values + [.int64(Int64(Self.most) + 1)] }
    package static func decode(_ row: inout Row) throws -> FigureRow<ConsentedFigures> {
        FigureRow(group: try row.nextIfPresent(), figures: try ConsentedFigures(&row))
    }
}

/// Counts the visits of people who agreed by show, the most visited first: each with every show it had to do with.
///
/// An order counts with every show that the session which carried it told of it.
package struct CountConsentedByShow: VenueStatement {
    package static let sql = """
        WITH begun AS MATERIALIZED (
            SELECT id, visitor_id, page_views > 0 AS is_visit FROM sessions
            WHERE \(WebFigureQuery.begins)
        ), acted AS MATERIALIZED (
            SELECT a.show_ref, b.id, b.visitor_id, b.is_visit, a.action, a.order_ref, sum(a.quantity) AS quantity
            FROM begun b JOIN visitor_actions a ON a.session_id = b.id
            WHERE a.show_ref IS NOT NULL AND (b.is_visit OR a.action = 'order_placed')
                AND a.session_id BETWEEN (SELECT min(id) FROM begun) AND (SELECT max(id) FROM begun)
            GROUP BY a.show_ref, b.id, b.visitor_id, b.is_visit, a.batch, a.item, a.action, a.order_ref
        ), visited AS (
            SELECT show_ref, count(DISTINCT id) AS visits, count(DISTINCT visitor_id) AS visitors,
                count(*) FILTER (WHERE action = 'page_view') AS page_views,
                count(*) FILTER (WHERE action = 'show_view') AS show_views,
                count(*) FILTER (WHERE action = 'basket_add') AS adds,
                sum(quantity) FILTER (WHERE action = 'basket_add') AS tickets,
                count(DISTINCT visitor_id) FILTER (WHERE action = 'basket_add') AS adding
            FROM acted WHERE is_visit GROUP BY show_ref
        ), \(WebFigureQuery.tellings), ordered AS (
            SELECT show_ref, count(DISTINCT order_ref) AS orders FROM tellings
            WHERE session_id = carrier AND show_ref IS NOT NULL AND \(WebFigureQuery.begins)
            GROUP BY show_ref
        )
        SELECT show_ref, coalesce(visits, 0), coalesce(visitors, 0), coalesce(page_views, 0), coalesce(show_views, 0),
            coalesce(adds, 0), coalesce(tickets, 0)::bigint, coalesce(adding, 0), coalesce(orders, 0)
        FROM visited FULL JOIN ordered USING (show_ref)
        ORDER BY 2 DESC, orders DESC NULLS LAST, show_ref LIMIT $5
        """
    let query: WebFigureQuery

    package init(_ query: WebFigureQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.period + [.int64(Int64(CountConsented.most))] }
    package static func decode(_ row: inout Row) throws -> FigureRow<ConsentedFigures> {
        FigureRow(group: try row.nextIfPresent(), figures: try ConsentedFigures(&row))
    }
}

/// What exempt statistics say: anonymous, and never to be added to the others, who may be the same people.
package struct ExemptFigures: Sendable {
    package var visits: Int64
    package var pageViews: Int64

    package init(visits: Int64 = 0, pageViews: Int64 = 0) {
        self.visits = visits
        self.pageViews = pageViews
    }
}

/// Counts the visits of exempt statistics; a row a group, where they know it, and one of all.
package struct CountExempt: VenueStatement {
    package static let sql = """
        WITH visited AS MATERIALIZED (
            SELECT views,
                CASE $5::text WHEN 'day' THEN to_char(visit_began_at AT TIME ZONE $3::text, 'YYYY-MM-DD')
                    WHEN 'application' THEN application_id::text END AS place
            FROM audience_visits
            WHERE visit_began_at >= ($1::date::timestamp AT TIME ZONE $3)
                AND visit_began_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
                AND ($4::bigint IS NULL OR application_id = $4)
        )
        SELECT place, count(*), coalesce(sum(views), 0)::bigint
        FROM visited GROUP BY GROUPING SETS ((place), ())
        HAVING grouping(place) = 1 OR place IS NOT NULL
        """
    let query: WebFigureQuery

    package init(_ query: WebFigureQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.values }
    package static func decode(_ row: inout Row) throws -> FigureRow<ExemptFigures> {
        FigureRow(
            group: try row.nextIfPresent(),
            figures: ExemptFigures(visits: try row.next(), pageViews: try row.next()))
    }
}
