import Domain
import Postgres

/// What an operator says became of a line.
struct LineStatusChange {
    let line: Identifier<OrderLine>
    let status: LineStatus
    let at: Instant
}

/// Keeps everybody else off an order until this transaction ends; no row when it has no such line.
struct HoldOrderLine: VenueStatement {
    static let sql = """
        SELECT o.id FROM orders o
        WHERE o.id = $1 AND EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id AND l.id = $2)
        FOR NO KEY UPDATE OF o
        """
    let order: Identifier<Order>
    let line: Identifier<OrderLine>

    var parameters: [Value] { [order.value, line.value] }
    static func decode(_ row: inout Row) throws -> Identifier<Order> { try row.next() }
}

/// Keeps what is known of a line that a change overtakes.
struct KeepOvertakenLine: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH overtaken AS MATERIALIZED (
            SELECT l.* FROM order_lines l WHERE l.id = $1 AND l.status <> $2
        )
        INSERT INTO order_line_versions (line_id, source_updated_at, \(LineWord.columns))
        SELECT id, source_updated_at, \(LineWord.columns) FROM overtaken
        ON CONFLICT ON CONSTRAINT order_line_versions_pkey DO NOTHING
        """
    let change: LineStatusChange

    var parameters: [Value] { [change.line.value, change.status.value] }
}

/// Changes what became of a line, from the change's instant on: the newest word, however far ahead its source's clock is.
struct ChangeLineStatus: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE order_lines SET status = $2, status_at = $3,
            source_updated_at = GREATEST($3, source_updated_at + interval '1 microsecond')
        WHERE id = $1 AND status <> $2
        """
    let change: LineStatusChange

    var parameters: [Value] { [change.line.value, change.status.value, change.at.value] }
}
