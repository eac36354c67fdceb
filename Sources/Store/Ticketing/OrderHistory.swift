package import Domain
package import Postgres

/// A line beside the order it is of.
package struct LineOfOrder: Sendable {
    package let order: Identifier<Order>
    package let line: OrderLine

    /// Of `l`, a line.
    static let columns = "l.order_id, l.id, l.external_id, l.status_at, \(of("l"))"
    /// Of `l`, a line, and `s`, what it was at some time.
    fileprivate static let columnsThen = "l.order_id, l.id, l.external_id, s.status_at, \(of("s"))"

    private static func of(_ table: String) -> String {
        let names = [
            "status", "family", "performance_id", "season_id", "product", "quantity", "amount", "holder_id",
            "product_id", "tariff_id", "audience_category_id", "valid_from", "valid_to", "replaces",
            "subscription_order", "subscription_line",
        ]
        return (names.map { "\(table).\($0)" } + ["NULLIF(\(table).source_updated_at, '-infinity')"])
            .joined(separator: ", ")
    }

    init(_ row: inout Row) throws {
        order = try row.next()
        let id: Identifier<OrderLine> = try row.next()
        var details = NewOrderLine()
        details.externalID = try row.nextIfPresent()
        var particulars = LineParticulars()
        particulars.statusAt = try row.nextIfPresent()
        details.status = try row.next()
        details.family = try row.next()
        details.performance = try row.nextIfPresent()
        details.season = try row.nextIfPresent()
        details.product = try row.nextIfPresent()
        details.quantity = try row.next()
        details.amount = try row.next()
        details.holder = try row.nextIfPresent()
        particulars.product = try row.nextIfPresent()
        particulars.tariff = try row.nextIfPresent()
        particulars.audienceCategory = try row.nextIfPresent()
        particulars.validFrom = try row.nextIfPresent()
        particulars.validTo = try row.nextIfPresent()
        particulars.replaces = try row.nextIfPresent()
        particulars.subscriptionOrder = try row.nextIfPresent()
        particulars.subscriptionLine = try row.nextIfPresent()
        particulars.sourceUpdatedAt = try row.nextIfPresent()
        line = OrderLine(id: id, details: details, particulars: particulars)
    }
}

/// The lines of an order as they were at an instant; those that began later are left out.
package struct LinesOfOrderThen: VenueStatement {
    package static let sql = """
        SELECT \(LineOfOrder.columnsThen) FROM line_states s JOIN order_lines l ON l.id = s.line_id
        WHERE s.order_id = $1 AND s.since <= $2 AND (s.until IS NULL OR s.until > $2) ORDER BY l.id
        """
    let order: Identifier<Order>
    let at: Instant

    package init(order: Identifier<Order>, at: Instant) {
        self.order = order
        self.at = at
    }

    package var parameters: [Value] { [order.value, at.value] }
    package static func decode(_ row: inout Row) throws -> LineOfOrder { try LineOfOrder(&row) }
}

extension VenueTransaction {
    /// An order with its lines as they were at an instant, nil when there is none.
    ///
    /// Its own members are those it has now: they are corrected in place.
    package func order(_ id: Identifier<Order>, asOf instant: Instant) async throws -> Order? {
        guard let head = try await first(FindOrder(id: id)) else { return nil }
        return head.with(lines: try await all(LinesOfOrderThen(order: id, at: instant)).map(\.line))
    }
}
