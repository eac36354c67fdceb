import Domain
import Postgres

/// The lines of a page of orders as they are now, what they name by its source's own ids.
///
/// An order without a line is there without cells.
struct ExportOrders: VenueStatement {
    private static func value(_ column: OrderColumn) -> String {
        switch column {
        case .orderID: "o.external_id"
        case .lineID: "l.external_id"
        case .orderedAt: ExportedValue.moment("o.ordered_at")
        case .contactID: "b.external_id"
        case .contactEmail: "b.email"
        case .contactFirstName: "b.first_name"
        case .contactLastName: "b.last_name"
        case .contactKind: "b.kind"
        case .payerID: "p.external_id"
        case .holderID: "h.external_id"
        case .channel: "o.channel"
        case .status: "l.status"
        case .family: "l.family"
        case .showID: "s.external_id"
        case .showName: "CASE WHEN s.external_id IS NOT NULL THEN s.name END"
        case .genre: "CASE WHEN s.external_id IS NOT NULL THEN s.genre END"
        case .performanceID: "f.external_id"
        case .performanceAt:
            "CASE WHEN f.external_id IS NOT NULL THEN \(ExportedValue.moment("f.starts_at")) END"
        case .season: "e.name"
        case .product: "COALESCE(l.product, s.name)"
        case .quantity: "l.quantity::text"
        case .amount: "to_char(l.amount / 100.0, 'FM999999999999990.00')"
        case .currency: "v.currency"
        // Of the whole order, as its lines must agree on it; when a line's own state began is in `status_at`.
        case .sourceUpdatedAt: ExportedValue.telling("v.updated_at")
        case .statusAt: ExportedValue.telling("v.status_at")
        case .salesChannelID: "k.external_id"
        case .productID: "r.external_id"
        case .tariffID: "t.external_id"
        case .audienceCategoryID: "u.external_id"
        case .validFrom: "l.valid_from::text"
        case .validTo: "l.valid_to::text"
        case .replaces: "l.replaces"
        case .subscriptionOrder: "l.subscription_order"
        case .subscriptionLine: "l.subscription_line"
        }
    }

    /// One that the same source told of; others have no id in its files.
    private static func told(_ table: String, _ name: String, _ id: String) -> String {
        "LEFT JOIN \(table) \(name) ON \(name).id = \(id) AND \(name).source = $2"
    }

    static let sql = """
        WITH page AS MATERIALIZED (
            SELECT id FROM orders WHERE source = $2 AND id > $3 ORDER BY id LIMIT $4
        )
        SELECT o.id, CASE WHEN l.id IS NULL THEN '{}' ELSE \(ExportedValue.cells(OrderColumn.allCases.map(value))) END
        FROM page g JOIN orders o ON o.id = g.id
        LEFT JOIN order_lines l ON l.order_id = o.id
        LEFT JOIN LATERAL (
            SELECT $5::text AS currency, GREATEST(o.source_updated_at, (
                    SELECT max(x.source_updated_at) FROM order_lines x WHERE x.order_id = o.id)) AS updated_at,
                COALESCE(l.status_at, CASE WHEN l.source_updated_at = l.first_updated_at AND l.status IN ('sold', 'reserved')
                    THEN '-infinity' ELSE l.source_updated_at END) AS status_at
        ) v ON true
        \(told("contacts", "b", "o.buyer_id"))
        \(told("contacts", "p", "o.payer_id"))
        \(told("contacts", "h", "l.holder_id"))
        \(told("performances", "f", "l.performance_id"))
        \(told("shows", "s", "f.show_id"))
        LEFT JOIN seasons e ON e.id = l.season_id
        \(told("sales_channels", "k", "o.sales_channel_id"))
        \(told("products", "r", "l.product_id"))
        \(told("tariffs", "t", "l.tariff_id"))
        \(told("audience_categories", "u", "l.audience_category_id"))
        ORDER BY o.id, l.id
        """
    let page: ExportPage

    var parameters: [Value] { page.values + [.text(page.currency)] }
    static func decode(_ row: inout Row) throws -> ExportedRow {
        ExportedRow(place: ExportPlace(type: 0, id: try row.next()), cells: try row.next())
    }
}
