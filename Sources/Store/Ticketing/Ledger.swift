package import Domain
package import Postgres

/// Every change of an order's lines, the oldest first.
package struct ListLedgerOfOrder: VenueStatement {
    package static let sql = """
        SELECT line_id, occurred_at, kind, sold_quantity, sold_amount, reserved_quantity, reserved_amount, status,
            performance_id
        FROM ledger_entries WHERE order_id = $1 ORDER BY occurred_at, line_id
        """
    let order: Identifier<Order>

    package init(order: Identifier<Order>) {
        self.order = order
    }

    package var parameters: [Value] { [order.value] }
    package static func decode(_ row: inout Row) throws -> LedgerEntry {
        LedgerEntry(
            line: try row.next(), occurredAt: try row.next(), kind: try row.next(), change: try LedgerSums(&row),
            status: try row.next(), performance: try row.nextIfPresent())
    }
}

/// The changes of a venue's lines on some local days, one row for each day and kind.
package struct ListLedgerDays: VenueStatement {
    package static let sql = """
        WITH placed AS MATERIALIZED (
            SELECT (occurred_at AT TIME ZONE $3::text)::date AS day, e.* FROM ledger_entries e
            WHERE e.occurred_at >= ($1::date::timestamp AT TIME ZONE $3)
                AND e.occurred_at < (($2::date + 1)::timestamp AT TIME ZONE $3)
        )
        SELECT day, kind, count(*), sum(sold_quantity)::bigint, sum(sold_amount)::bigint, sum(reserved_quantity)::bigint,
            sum(reserved_amount)::bigint, COALESCE(sum(sold_quantity) FILTER (WHERE sold_quantity > 0), 0)::bigint,
            COALESCE(sum(sold_amount) FILTER (WHERE sold_amount > 0), 0)::bigint
        FROM placed GROUP BY day, kind ORDER BY day, kind
        """
    let first: LocalDate
    let last: LocalDate
    let timeZone: String

    /// Days of the venue's calendar, both included.
    package init(first: LocalDate, last: LocalDate, timeZone: String) {
        self.first = first
        self.last = last
        self.timeZone = timeZone
    }

    package var parameters: [Value] { [first.value, last.value, .text(timeZone)] }
    package static func decode(_ row: inout Row) throws -> LedgerDay {
        LedgerDay(
            day: try row.next(), kind: try row.next(), entries: try row.next(), change: try LedgerSums(&row),
            gross: (quantity: try row.next(), amount: try row.next()))
    }
}

extension LedgerSums {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            soldQuantity: try row.next(), soldAmount: try row.next(), reservedQuantity: try row.next(),
            reservedAmount: try row.next())
    }
}
