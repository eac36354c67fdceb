package import Domain
package import Postgres

/// Writes an order of the venue's own ticketing; its lines follow with `CreateOrderLine`, in the same transaction.
package struct CreateOrder: VenueStatement {
    package static let sql = """
        INSERT INTO orders (external_id, ordered_at, buyer_id, payer_id, channel, source_updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        RETURNING id
        """
    let order: NewOrder
    let at: Instant

    package init(_ order: NewOrder, at: Instant) {
        self.order = order
        self.at = at
    }

    package var parameters: [Value] {
        [
            .text(order.externalID), order.orderedAt.value, order.buyer.value, .optional(order.payer, \.value),
            order.channel.value, at.value,
        ]
    }
    package static func decode(_ row: inout Row) throws -> Identifier<Order> { try row.next() }
}

/// Writes one line of an order.
package struct CreateOrderLine: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        INSERT INTO order_lines (
            order_id, external_id, status, family, performance_id, season_id, product, quantity, amount, holder_id,
            source_updated_at, first_updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
        """
    let order: Identifier<Order>
    let line: NewOrderLine
    let at: Instant

    package init(order: Identifier<Order>, line: NewOrderLine, at: Instant) {
        self.order = order
        self.line = line
        self.at = at
    }

    package var parameters: [Value] {
        [
            order.value, .text(line.externalID), line.status.value, line.family.value,
            .optional(line.performance, \.value), .optional(line.season, \.value), .text(line.product),
            .int64(line.quantity), .int64(line.amount), .optional(line.holder, \.value), at.value,
        ]
    }
}

/// An order without its lines.
package struct OrderHead: Sendable {
    package let id: Identifier<Order>
    package let origin: Origin
    package let orderedAt: Instant
    package let buyer: Identifier<Contact>
    package let payer: Identifier<Contact>?
    package let channel: ChannelType
    package let salesChannel: Identifier<SalesChannel>?

    fileprivate static let columns = """
        id, \(Origin.columns), ordered_at, buyer_id, payer_id, channel, sales_channel_id
        """

    fileprivate init(_ row: inout Row) throws {
        id = try row.next()
        origin = try Origin(&row)
        orderedAt = try row.next()
        buyer = try row.next()
        payer = try row.nextIfPresent()
        channel = try row.next()
        salesChannel = try row.nextIfPresent()
    }

    package func with(lines: [OrderLine]) -> Order {
        Order(
            id: id, origin: origin, orderedAt: orderedAt, buyer: buyer, payer: payer, channel: channel,
            salesChannel: salesChannel, lines: lines)
    }
}

/// One order by its id.
package struct FindOrder: VenueStatement {
    package static let sql = """
        SELECT \(OrderHead.columns) FROM orders WHERE id = $1
        """
    let id: Identifier<Order>

    package init(id: Identifier<Order>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> OrderHead { try OrderHead(&row) }
}

/// A page of orders, of all buyers or of one.
package struct ListOrders: VenueStatement {
    package static let sql = """
        SELECT \(OrderHead.columns) FROM orders
        WHERE id > $1 AND ($2::bigint IS NULL OR buyer_id = ANY (ARRAY(
            SELECT $2::bigint UNION ALL SELECT member_id FROM contact_members WHERE contact_id = $2)))
        ORDER BY id LIMIT $3
        """
    let page: Page<Order>
    let buyer: Identifier<Contact>?

    package init(page: Page<Order>, buyer: Identifier<Contact>? = nil) {
        self.page = page
        self.buyer = buyer
    }

    package var parameters: [Value] { [page.after.value, .optional(buyer, \.value), page.rows] }
    package static func decode(_ row: inout Row) throws -> OrderHead { try OrderHead(&row) }
}

/// The lines of some orders.
package struct LinesOfOrders: VenueStatement {
    package static let sql = """
        SELECT \(LineOfOrder.columns) FROM order_lines l WHERE l.order_id = ANY ($1) ORDER BY l.order_id, l.id
        """
    let orders: [Identifier<Order>]

    package init(orders: [Identifier<Order>]) {
        self.orders = orders
    }

    package var parameters: [Value] { [.int64s(orders.map(\.rawValue))] }
    package static func decode(_ row: inout Row) throws -> LineOfOrder { try LineOfOrder(&row) }
}
