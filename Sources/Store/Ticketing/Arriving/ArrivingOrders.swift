import Domain
import Postgres

/// Keeps everybody else off the known orders of a part until this transaction ends; answers how many orders there are, and how
/// many of them are known.
///
/// In the order of ids, as every writer of orders: no two wait in a ring, unless both add orders that the other names too; one of
/// them is then told to send again.
struct HoldArrivingOrders: VenueStatement {
    static let sql = """
        WITH named AS MATERIALIZED (
            SELECT DISTINCT source, order_id FROM arriving_lines WHERE batch_id = $1 AND part = $2
        ), held AS MATERIALIZED (
            SELECT o.id FROM orders o WHERE (o.external_id, o.source) IN (SELECT order_id, source FROM named)
            ORDER BY o.id FOR NO KEY UPDATE
        )
        SELECT (SELECT count(*) FROM named), (SELECT count(*) FROM held)
        """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
    static func decode(_ row: inout Row) throws -> (orders: Int64, known: Int64) {
        (orders: try row.next(), known: try row.next())
    }
}

/// The orders of a part, beside the ids of what they name.
private let placedOrders = """
    WITH heads AS MATERIALIZED (
        SELECT DISTINCT ON (order_id) source, order_id, ordered_at, contact_id, payer_id, channel, sales_channel_id,
            source_updated_at, is_dated
        FROM arriving_lines WHERE batch_id = $1 AND part = $2 ORDER BY order_id, line
    ), placed AS MATERIALIZED (
        SELECT h.source, h.order_id, h.ordered_at, b.id AS buyer_id, p.id AS payer_id,
            COALESCE(s.type, h.channel, 'OTHERS') AS channel, s.id AS sales_channel_id, h.source_updated_at, h.is_dated
        FROM heads h
        JOIN contacts b ON b.external_id = h.contact_id AND b.source = h.source
        LEFT JOIN contacts p ON p.external_id = h.payer_id AND p.source = h.source
        LEFT JOIN sales_channels s ON s.external_id = h.sales_channel_id AND s.source = h.source
    )
    """

/// Adds the orders not yet known, and answers them.
struct AddArrivingOrders: VenueStatement {
    static let sql =
        placedOrders + """
            , news AS MATERIALIZED (
                SELECT p.* FROM placed p LEFT JOIN orders o ON o.external_id = p.order_id AND o.source = p.source
                WHERE o.id IS NULL
            )
            INSERT INTO orders (
                source, external_id, source_updated_at, ordered_at, buyer_id, payer_id, channel, sales_channel_id)
            SELECT source, order_id, source_updated_at, ordered_at, buyer_id, payer_id, channel, sales_channel_id
            FROM news ORDER BY order_id
            ON CONFLICT ON CONSTRAINT orders_external_id_key DO NOTHING
            RETURNING external_id, id
            """
    let part: ArrivingPart

    var parameters: [Value] { part.values }
    static func decode(_ row: inout Row) throws -> (externalID: String, id: Identifier<Order>) {
        (externalID: try row.next(), id: try row.next())
    }
}

/// Brings the known orders up to a word as new as the one they have, and marks the buyers and payers they had; answers the
/// external ids of those that changed.
///
/// A word that only confirms what is known makes it as new as itself, if it is dated.
struct CorrectArrivingOrders: VenueStatement {
    static let sql =
        placedOrders + """
            , correcting AS MATERIALIZED (
                SELECT o.id, o.buyer_id AS former_buyer_id, o.payer_id AS former_payer_id, p.*,
                    (o.ordered_at, o.buyer_id, o.payer_id, o.channel, o.sales_channel_id)
                    IS DISTINCT FROM (p.ordered_at, p.buyer_id, p.payer_id, p.channel, p.sales_channel_id) AS is_other
                FROM placed p JOIN orders o ON o.external_id = p.order_id AND o.source = p.source
                WHERE o.source_updated_at <= p.source_updated_at
            ), former AS MATERIALIZED (
                SELECT former_buyer_id AS contact_id FROM correcting WHERE former_buyer_id <> buyer_id
                UNION
                SELECT former_payer_id FROM correcting
                WHERE former_payer_id IS DISTINCT FROM payer_id AND former_payer_id IS NOT NULL
            ), marked AS (
                INSERT INTO indicator_marks (contact_id, marked_at) SELECT contact_id, $3::timestamptz FROM former
            ), corrected AS (
                UPDATE orders o SET ordered_at = c.ordered_at, buyer_id = c.buyer_id, payer_id = c.payer_id,
                    channel = c.channel, sales_channel_id = c.sales_channel_id, source_updated_at = c.source_updated_at
                FROM correcting c
                WHERE o.id = c.id AND (c.is_other OR (c.is_dated AND o.source_updated_at < c.source_updated_at))
            )
            SELECT order_id FROM correcting WHERE is_other
            """
    let part: ArrivingPart
    let at: Instant

    var parameters: [Value] { part.values + [at.value] }
    static func decode(_ row: inout Row) throws -> String { try row.next() }
}
