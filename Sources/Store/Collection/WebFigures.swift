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
/// A visit counts where and when it began, with everything that was done in it.
package struct CountConsented: VenueStatement {
    /// The most groups there are rows of.
    package static let most = 1_000

    package static let sql = """
        WITH visited AS MATERIALIZED (
            SELECT id, visitor_id, page_views,
                CASE $5::text WHEN 'day' THEN to_char(started_at AT TIME ZONE $3::text, 'YYYY-MM-DD')
                    WHEN 'application' THEN application_id::text WHEN 'channel_group' THEN channel_group ELSE '' END AS place
            FROM sessions
            WHERE started_at >= ($1::date::timestamp AT TIME ZONE $3)
                AND started_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
                AND ($4::bigint IS NULL OR application_id = $4)
        ), acted AS MATERIALIZED (
            SELECT v.id, v.place, a.action, a.part, a.quantity, a.order_ref
            FROM visited v JOIN visitor_actions a ON a.session_id = v.id
            WHERE a.action IN ('show_view', 'basket_add', 'order_placed')
                AND a.session_id BETWEEN (SELECT min(id) FROM visited) AND (SELECT max(id) FROM visited)
        ), sums AS MATERIALIZED (
            SELECT id, count(*) FILTER (WHERE part = 0 AND action = 'show_view') AS show_views,
                count(*) FILTER (WHERE part = 0 AND action = 'basket_add') AS adds,
                sum(quantity) FILTER (WHERE action = 'basket_add') AS tickets
            FROM acted GROUP BY id
        ), counted AS (
            SELECT grouping(place) AS is_all, coalesce(place, '') AS place, count(*) AS visits,
                count(DISTINCT visitor_id) AS visitors, sum(page_views) AS page_views, sum(show_views) AS show_views,
                sum(adds) AS adds, sum(tickets) AS tickets, count(DISTINCT visitor_id) FILTER (WHERE adds > 0) AS adding
            FROM visited LEFT JOIN sums USING (id) GROUP BY GROUPING SETS ((place), ())
        ), ordered AS (
            SELECT grouping(place) AS is_all, coalesce(place, '') AS place, count(DISTINCT order_ref) AS orders
            FROM acted WHERE action = 'order_placed' GROUP BY GROUPING SETS ((place), ())
        )
        SELECT nullif(place, ''), visits, visitors, coalesce(page_views, 0)::bigint, coalesce(show_views, 0)::bigint,
            coalesce(adds, 0)::bigint, coalesce(tickets, 0)::bigint, adding, coalesce(orders, 0)
        FROM counted LEFT JOIN ordered USING (is_all, place)
        WHERE is_all = 1 OR place <> ''
        ORDER BY is_all DESC, visits DESC, place LIMIT $6
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
package struct CountConsentedByShow: VenueStatement {
    package static let sql = """
        WITH visited AS MATERIALIZED (
            SELECT id, visitor_id FROM sessions
            WHERE started_at >= ($1::date::timestamp AT TIME ZONE $3::text)
                AND started_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
                AND ($4::bigint IS NULL OR application_id = $4)
        ), done AS (
            SELECT a.show_ref, v.id, v.visitor_id, a.action, a.order_ref, sum(a.quantity) AS quantity
            FROM visited v JOIN visitor_actions a ON a.session_id = v.id
            WHERE a.show_ref IS NOT NULL
                AND a.session_id BETWEEN (SELECT min(id) FROM visited) AND (SELECT max(id) FROM visited)
            GROUP BY a.show_ref, v.id, v.visitor_id, a.batch, a.item, a.action, a.order_ref
        )
        SELECT show_ref, count(DISTINCT id), count(DISTINCT visitor_id), count(*) FILTER (WHERE action = 'page_view'),
            count(*) FILTER (WHERE action = 'show_view'), count(*) FILTER (WHERE action = 'basket_add'),
            coalesce(sum(quantity) FILTER (WHERE action = 'basket_add'), 0)::bigint,
            count(DISTINCT visitor_id) FILTER (WHERE action = 'basket_add'),
            count(DISTINCT order_ref) FILTER (WHERE action = 'order_placed')
        FROM done GROUP BY show_ref ORDER BY 2 DESC, 1 LIMIT $5
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
