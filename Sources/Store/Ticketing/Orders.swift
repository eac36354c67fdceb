package import Domain
package import Postgres

/// Writes an order; its lines follow with `CreateOrderLine`, in the same transaction.
package struct CreateOrder: VenueStatement {
    package static let sql = """
        INSERT INTO orders (external_id, ordered_at, buyer_id, payer_id, channel) VALUES ($1, $2, $3, $4, $5)
        RETURNING id
        """
    let order: NewOrder

    package init(_ order: NewOrder) {
        self.order = order
    }

    package var parameters: [Value] {
        [
            .text(order.externalID), order.orderedAt.value, order.buyer.value, .optional(order.payer, \.value),
            order.channel.value,
        ]
    }
    package static func decode(_ row: inout Row) throws -> Identifier<Order> { try row.next() }
}

/// Writes one line of an order.
package struct CreateOrderLine: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        INSERT INTO order_lines (
            order_id, external_id, status, family, performance_id, season_id, product, quantity, amount, holder_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """
    let order: Identifier<Order>
    let line: NewOrderLine

    package init(order: Identifier<Order>, line: NewOrderLine) {
        self.order = order
        self.line = line
    }

    package var parameters: [Value] {
        [
            order.value, .text(line.externalID), line.status.value, line.family.value,
            .optional(line.performance, \.value), .optional(line.season, \.value), .text(line.product),
            .int64(line.quantity), .int64(line.amount), .optional(line.holder, \.value),
        ]
    }
}

/// Changes what became of a line; no row when the order has no such line.
package struct ChangeLineStatus: VenueStatement {
    package static let sql = """
        UPDATE order_lines SET status = $3 WHERE id = $2 AND order_id = $1
        RETURNING id
        """
    let order: Identifier<Order>
    let line: Identifier<OrderLine>
    let status: LineStatus

    package init(order: Identifier<Order>, line: Identifier<OrderLine>, status: LineStatus) {
        self.order = order
        self.line = line
        self.status = status
    }

    package var parameters: [Value] { [order.value, line.value, status.value] }
    package static func decode(_ row: inout Row) throws -> Identifier<OrderLine> { try row.next() }
}

/// An order without its lines.
package struct OrderHead: Sendable {
    package let id: Identifier<Order>
    package let externalID: String?
    package let orderedAt: Instant
    package let buyer: Identifier<Contact>
    package let payer: Identifier<Contact>?
    package let channel: ChannelType

    fileprivate init(_ row: inout Row) throws {
        id = try row.next()
        externalID = try row.nextIfPresent()
        orderedAt = try row.next()
        buyer = try row.next()
        payer = try row.nextIfPresent()
        channel = try row.next()
    }

    package func with(lines: [OrderLine]) -> Order {
        Order(
            id: id, externalID: externalID, orderedAt: orderedAt, buyer: buyer, payer: payer, channel: channel,
            lines: lines)
    }
}

/// One order by its id.
package struct FindOrder: VenueStatement {
    package static let sql = """
        SELECT id, external_id, ordered_at, buyer_id, payer_id, channel FROM orders WHERE id = $1
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
        SELECT id, external_id, ordered_at, buyer_id, payer_id, channel FROM orders
        WHERE id > $1 AND ($2::bigint IS NULL OR buyer_id = $2) ORDER BY id LIMIT $3
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
    package struct Entry: Sendable {
        package let order: Identifier<Order>
        package let line: OrderLine
    }

    package static let sql = """
        SELECT order_id, id, external_id, status, family, performance_id, season_id, product, quantity, amount, holder_id
        FROM order_lines WHERE order_id = ANY ($1) ORDER BY order_id, id
        """
    let orders: [Identifier<Order>]

    package init(orders: [Identifier<Order>]) {
        self.orders = orders
    }

    package var parameters: [Value] { [.int64s(orders.map(\.rawValue))] }
    package static func decode(_ row: inout Row) throws -> Entry {
        let order: Identifier<Order> = try row.next()
        let id: Identifier<OrderLine> = try row.next()
        var line = NewOrderLine()
        line.externalID = try row.nextIfPresent()
        line.status = try row.next()
        line.family = try row.next()
        line.performance = try row.nextIfPresent()
        line.season = try row.nextIfPresent()
        line.product = try row.nextIfPresent()
        line.quantity = try row.next()
        line.amount = try row.next()
        line.holder = try row.nextIfPresent()
        return Entry(order: order, line: OrderLine(id: id, details: line))
    }
}
