package import Domain
package import Postgres

/// A line as it is known.
package struct KnownLine: Sendable {
    /// Its order, by its external id.
    package let order: String
    /// As its source would tell it.
    package let line: ArrivingLine
    /// When its source last changed it; nil where nobody said.
    package let toldAt: Instant?

    package var isActive: Bool { line.status == .sold || line.status == .reserved }
}

/// The lines of some orders of a source, as they are known.
package struct KnownLines: VenueStatement {
    package static let sql = """
        SELECT o.external_id, nullif(l.source_updated_at, '-infinity'), l.external_id, l.status, l.family, p.external_id,
            e.name, l.product, pr.external_id, t.external_id, a.external_id, l.valid_from, l.valid_to, l.replaces,
            l.subscription_order, l.subscription_line, l.quantity, l.amount, h.external_id
        FROM orders o
            JOIN order_lines l ON l.order_id = o.id
            LEFT JOIN performances p ON p.id = l.performance_id
            LEFT JOIN seasons e ON e.id = l.season_id
            LEFT JOIN products pr ON pr.id = l.product_id
            LEFT JOIN tariffs t ON t.id = l.tariff_id
            LEFT JOIN audience_categories a ON a.id = l.audience_category_id
            LEFT JOIN contacts h ON h.id = l.holder_id
        WHERE o.source = $1 AND o.external_id = ANY ($2) AND l.external_id IS NOT NULL
        ORDER BY o.external_id, l.external_id
        """
    let source: Source
    let orders: [String]

    package init(of orders: [String], source: Source) {
        self.orders = orders
        self.source = source
    }

    package var parameters: [Value] { [.text(source.rawValue), .texts(orders)] }
    package static func decode(_ row: inout Row) throws -> KnownLine {
        let order: String = try row.next()
        let toldAt: Instant? = try row.nextIfPresent()
        var line = ArrivingLine(externalID: try row.next(), amount: 0)
        line.status = try row.next()
        line.family = try row.next()
        line.performance = try row.nextIfPresent()
        line.season = try row.nextIfPresent()
        line.productName = try row.nextIfPresent()
        line.product = try row.nextIfPresent()
        line.tariff = try row.nextIfPresent()
        line.audienceCategory = try row.nextIfPresent()
        line.validFrom = try row.nextIfPresent()
        line.validTo = try row.nextIfPresent()
        line.replaces = try row.nextIfPresent()
        line.subscriptionOrder = try row.nextIfPresent()
        line.subscriptionLine = try row.nextIfPresent()
        line.quantity = try row.next()
        line.amount = try row.next()
        line.holder = try row.nextIfPresent()
        return KnownLine(order: order, line: line, toldAt: toldAt)
    }
}
