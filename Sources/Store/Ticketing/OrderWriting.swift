package import Domain

extension VenueTransaction {
    /// Writes an order with its lines and marks the contacts it touches.
    package func create(_ order: NewOrder, at instant: Instant) async throws -> Order {
        guard let id = try await first(CreateOrder(order, at: instant)) else {
            throw StoreFailure.fault("an insert returned no row")
        }
        for line in order.lines { try await run(CreateOrderLine(order: id, line: line, at: instant)) }
        try await run(MarkContactsOfOrder(order: id, at: instant))
        return try await found(order: id)
    }

    /// Changes what became of a line and marks the contacts of its order; nil when there is no such line.
    package func change(
        line: Identifier<OrderLine>, of order: Identifier<Order>, to status: LineStatus, at instant: Instant
    ) async throws -> Order? {
        guard try await first(HoldOrderLine(order: order, line: line)) != nil else { return nil }
        let change = LineStatusChange(line: line, status: status, at: instant)
        try await run(KeepOvertakenLine(change: change))
        try await run(ChangeLineStatus(change: change))
        try await run(MarkContactsOfOrder(order: order, at: instant))
        return try await found(order: order)
    }

    /// An order with its lines, nil when there is none.
    package func order(_ id: Identifier<Order>) async throws -> Order? {
        guard let head = try await first(FindOrder(id: id)) else { return nil }
        return try await withLines([head]).first
    }

    /// Adds the lines to each of these orders, in one statement.
    package func withLines(_ heads: [OrderHead]) async throws -> [Order] {
        let lines = Dictionary(grouping: try await all(LinesOfOrders(orders: heads.map(\.id))), by: \.order)
        return heads.map { head in head.with(lines: lines[head.id, default: []].map(\.line)) }
    }

    private func found(order: Identifier<Order>) async throws -> Order {
        guard let order = try await self.order(order) else { throw StoreFailure.fault("an order just written is gone") }
        return order
    }
}
