package import Domain
package import Postgres

/// Begins a reconciliation at the first page, and says when the next one is; one asked for from here on makes another.
package struct BeginCheck: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET check_page = 1, check_orders = 0, check_different_orders = 0, check_different_tickets = 0,
            check_different_amount = 0, next_check_at = CASE WHEN next_check_at = $2 THEN $3 ELSE next_check_at END
        WHERE id = $1 AND check_page IS NULL
        """
    let id: Identifier<TicketingConnection>
    let due: Instant
    let next: Instant

    package init(id: Identifier<TicketingConnection>, due: Instant, next: Instant) {
        self.id = id
        self.due = due
        self.next = next
    }

    package var parameters: [Value] { [id.value, due.value, next.value] }
}

/// Adds what a page was found to differ in, and goes on to the next; no row when the page was another one.
package struct TurnCheckPage: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET check_page = check_page + 1, check_orders = check_orders + $3,
            check_different_orders = check_different_orders + $4, check_different_tickets = check_different_tickets + $5,
            check_different_amount = check_different_amount + $6, \(noMoreTrouble)
        WHERE id = $1 AND check_page = $2
        """
    let id: Identifier<TicketingConnection>
    let page: Int64
    let orders: Int64
    let differences: Differences

    package init(id: Identifier<TicketingConnection>, page: Int64, orders: Int64, differences: Differences) {
        self.id = id
        self.page = page
        self.orders = orders
        self.differences = differences
    }

    package var parameters: [Value] {
        [
            id.value, .int64(page), .int64(orders), .int64(differences.orders), .int64(differences.tickets),
            .int64(differences.amount),
        ]
    }
}

/// Publishes what a reconciliation found.
package struct FinishCheck: VenueStatement {
    package static let sql = """
        UPDATE ticketing_connections
        SET checked_at = $2, checked_orders = check_orders, different_orders = check_different_orders,
            different_tickets = check_different_tickets, different_amount = check_different_amount, check_page = NULL
        WHERE id = $1
        RETURNING checked_at, check_orders, check_different_orders, check_different_tickets, check_different_amount
        """
    let id: Identifier<TicketingConnection>
    let at: Instant

    package init(id: Identifier<TicketingConnection>, at: Instant) {
        self.id = id
        self.at = at
    }

    package var parameters: [Value] { [id.value, at.value] }
    package static func decode(_ row: inout Row) throws -> Reconciliation {
        var found = Reconciliation(finishedAt: try row.next(), orders: try row.next(), differences: Differences())
        found.differences.orders = try row.next()
        found.differences.tickets = try row.next()
        found.differences.amount = try row.next()
        return found
    }
}
