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

    package init(first: LocalDate, last: LocalDate, timeZone: String, application: Identifier<Application>?) {
        self.first = first
        self.last = last
        self.timeZone = timeZone
        self.application = application
    }

    fileprivate var values: [Value] { [first.value, last.value, .text(timeZone), .optional(application, \.value)] }

    /// The orders made on the internet in these days, and each application that told one of them.
    fileprivate static let told = """
        of_record AS MATERIALIZED (
            SELECT id, external_id, (ordered_at AT TIME ZONE $3::text)::date AS day FROM orders
            WHERE channel = 'INTERNET' AND ordered_at >= ($1::date::timestamp AT TIME ZONE $3)
                AND ordered_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
        ), told AS MATERIALIZED (
            SELECT DISTINCT o.id, o.day, a.application_id
            FROM of_record o JOIN visitor_actions a ON a.order_ref = o.external_id
            WHERE a.action = 'order_placed' AND ($4::bigint IS NULL OR a.application_id = $4)
        )
        """
}

/// How many orders of the ticketing there are, and how many of them an event told.
package struct OrderCoverage: Sendable {
    package var ordersOfRecord: Int64 = 0
    package var ordersSeen: Int64 = 0

    package init() {}

    fileprivate init(_ row: inout Row) throws {
        ordersOfRecord = try row.next()
        ordersSeen = try row.next()
    }

    /// The share that was seen; nil of none.
    package var ratio: Double? { ordersOfRecord == 0 ? nil : Double(ordersSeen) / Double(ordersOfRecord) }
}

/// The coverage of each day that has an order.
package struct CountCoverage: VenueStatement {
    package static let sql = """
        WITH \(CoverageQuery.told), seen AS (
            SELECT day, count(DISTINCT id) AS orders FROM told GROUP BY day
        ), days AS (
            SELECT day, count(*) AS orders FROM of_record GROUP BY day
        )
        SELECT d.day, d.orders, coalesce(s.orders, 0) FROM days d LEFT JOIN seen s USING (day) ORDER BY d.day
        """
    let query: CoverageQuery

    package init(_ query: CoverageQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.values }
    package static func decode(_ row: inout Row) throws -> (day: LocalDate, coverage: OrderCoverage) {
        (try row.next(), try OrderCoverage(&row))
    }
}

/// How many of these orders each application told; none of one that told none.
package struct CountToldOrders: VenueStatement {
    package static let sql = """
        WITH \(CoverageQuery.told) SELECT application_id, count(*) FROM told GROUP BY application_id
        """
    let query: CoverageQuery

    package init(_ query: CoverageQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.values }
    package static func decode(_ row: inout Row) throws -> (application: Identifier<Application>, orders: Int64) {
        (try row.next(), try row.next())
    }
}
