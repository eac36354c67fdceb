import Domain
import Postgres

/// Writes down what visitors did in these events: a row an event, or one an item.
///
/// Sessions and baskets are drawn already.
struct AddActions: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            SELECT batch, item, \(ConsolidatedBatches.device) AS device, application_id, occurred_at, action, path,
                user_id, order_ref, items
            FROM events WHERE batch = ANY ($1) AND received_at >= $2 AND received_at <= $3
        ), placed AS MATERIALIZED (
            SELECT a.*, s.id AS session_id, b.id AS basket_id
            FROM arrived a
                JOIN LATERAL (
                    SELECT id FROM sessions s WHERE s.device = a.device AND s.ended_at >= a.occurred_at
                    ORDER BY s.ended_at LIMIT 1
                ) s ON true
                LEFT JOIN LATERAL (
                    SELECT id FROM baskets b WHERE b.device = a.device AND b.changed_at >= a.occurred_at
                    ORDER BY b.changed_at LIMIT 1
                ) b ON a.action IN ('basket_add', 'basket_remove', 'checkout_start', 'payment_info', 'order_placed')
        )
        INSERT INTO visitor_actions (
            batch, item, part, device, session_id, basket_id, application_id, occurred_at, action, path, show_ref, performance_ref,
            price_category, channel, quantity, amount, user_ref, order_ref)
        SELECT p.batch, p.item, COALESCE(i.part - 1, 0), p.device, p.session_id, p.basket_id, p.application_id, p.occurred_at,
            p.action, p.path, i.show, i.performance, i.price_category, i.channel, i.quantity, i.amount, p.user_id, p.order_ref
        FROM placed p
            LEFT JOIN LATERAL ROWS FROM (json_to_recordset(p.items) AS (
                show text, performance text, price_category text, channel text, quantity bigint, amount bigint))
                WITH ORDINALITY AS i (show, performance, price_category, channel, quantity, amount, part) ON true
        """
    let batches: ConsolidatedBatches

    var parameters: [Value] { batches.parameters }
}

/// Writes down the links these events say were made; of two with one token the first is kept.
struct AddShareLinks: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH shared AS MATERIALIZED (
            SELECT DISTINCT ON (e.share_token) e.share_token, e.batch, e.item, a.device,
                e.occurred_at, a.show_ref, e.order_ref
            FROM events e JOIN visitor_actions a ON a.batch = e.batch AND a.item = e.item AND a.part = 0
            WHERE e.batch = ANY ($1) AND e.received_at >= $2 AND e.received_at <= $3 AND e.action = 'share'
                AND e.share_token IS NOT NULL
            ORDER BY e.share_token, e.occurred_at, e.batch, e.item
        )
        INSERT INTO share_links AS l (token, batch, item, device, shared_at, show_ref, order_ref)
        SELECT share_token, batch, item, device, occurred_at, show_ref, order_ref FROM shared
        ON CONFLICT ON CONSTRAINT share_links_pkey DO UPDATE
        SET batch = EXCLUDED.batch, item = EXCLUDED.item, device = EXCLUDED.device, shared_at = EXCLUDED.shared_at,
            show_ref = EXCLUDED.show_ref, order_ref = EXCLUDED.order_ref
        WHERE (EXCLUDED.shared_at, EXCLUDED.batch, EXCLUDED.item) < (l.shared_at, l.batch, l.item)
        """
    let batches: ConsolidatedBatches

    var parameters: [Value] { Array(batches.parameters.prefix(3)) }
}

/// Notes on the balises these events stand for when they were last heard of.
struct HearBalises: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH heard AS MATERIALIZED (
            SELECT application_id, action, max(occurred_at) AS occurred_at
            FROM events WHERE batch = ANY ($1) AND received_at >= $2 AND received_at <= $3
            GROUP BY application_id, action
        )
        UPDATE balises b SET last_event_at = GREATEST(b.last_event_at, h.occurred_at)
        FROM heard h
        WHERE b.application_id = h.application_id AND b.action = h.action
            AND (b.last_event_at IS NULL OR b.last_event_at < h.occurred_at)
        """
    let batches: ConsolidatedBatches

    var parameters: [Value] { Array(batches.parameters.prefix(3)) }
}
