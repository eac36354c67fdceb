package import Domain
package import Postgres

/// Which orders of the ticketing are looked for among events.
package struct CoverageQuery: Sendable {
    /// The first and the last day of the orders, by the venue's calendar.
    package let first: LocalDate
    package let last: LocalDate
    package let timeZone: String
    /// Nil for what any of them told.
    package let application: Identifier<Application>?
    /// The moment that tells the days whose events are kept.
    package let now: Instant

    package init(
        first: LocalDate, last: LocalDate, timeZone: String, application: Identifier<Application>?, at now: Instant
    ) {
        self.first = first
        self.last = last
        self.timeZone = timeZone
        self.application = application
        self.now = now
    }
}

/// How many orders of the ticketing there are, and how many of them an event told.
package struct OrderCoverage: Sendable {
    package var ordersOfRecord: Int64 = 0
    package var ordersSeen: Int64 = 0
    /// Whether the events of the time are kept; else nobody can say how many were told.
    package var isKnown = true

    package init() {}

    fileprivate init(seen: Int64, _ row: inout Row) throws {
        ordersSeen = seen
        ordersOfRecord = try row.next()
        isKnown = try row.next()
    }

    /// The share that was seen; nil of none, and where it cannot be known.
    package var ratio: Double? {
        ordersOfRecord == 0 || !isKnown ? nil : Double(ordersSeen) / Double(ordersOfRecord)
    }
}

/// The coverage of each day that has an order, and how many of the orders each application told.
///
/// The orders are those made on the internet in these days. Of an application that told none there is nothing.
package struct CountCoverage: VenueStatement {
    package enum Counted: Sendable {
        case ofDay(LocalDate, OrderCoverage)
        case toldBy(Identifier<Application>, orders: Int64)
    }

    package static let sql = """
        WITH of_record AS MATERIALIZED (
            SELECT id, external_id, (ordered_at AT TIME ZONE $4::text)::date AS day FROM orders
            WHERE channel = 'INTERNET' AND ordered_at >= ($2::date::timestamp AT TIME ZONE $4)
                AND ordered_at < (($3::date + 1)::timestamp AT TIME ZONE $4)
        )
        SELECT a.application_id, count(DISTINCT o.id) FILTER (WHERE a.order_ref IS NOT NULL), o.day, count(DISTINCT o.id),
            o.day::timestamp AT TIME ZONE $4 >= \(CollectionRetention.oldestMonth)::timestamp AT TIME ZONE 'UTC'
        FROM of_record o LEFT JOIN visitor_actions a
            ON a.order_ref = o.external_id AND a.action = 'order_placed' AND ($5::bigint IS NULL OR a.application_id = $5)
        GROUP BY GROUPING SETS ((o.day), (a.application_id))
        HAVING o.day IS NOT NULL OR a.application_id IS NOT NULL
        """
    let query: CoverageQuery

    package init(_ query: CoverageQuery) {
        self.query = query
    }

    package var parameters: [Value] {
        [
            query.now.value, query.first.value, query.last.value, .text(query.timeZone),
            .optional(query.application, \.value),
        ]
    }
    package static func decode(_ row: inout Row) throws -> Counted {
        let application: Identifier<Application>? = try row.nextIfPresent()
        let told: Int64 = try row.next()
        if let application { return .toldBy(application, orders: told) }
        return .ofDay(try row.next(), try OrderCoverage(seen: told, &row))
    }
}
