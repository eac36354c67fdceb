import Domain
import Postgres

/// Draws the baskets these events open, change or close, as `DrawSessions` draws sessions.
///
/// An order closes; so do 24 hours without a change, or 30 minutes on a shared device. Where an order or a change falls inside a
/// basket, or before the order that closed it, that basket's actions are looked at again. A checkout without a basket is
/// one too, with no addition: what belongs to it may yet come.
struct DrawBaskets: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            SELECT batch, item, \(ConsolidatedBatches.device) AS device, occurred_at, action, order_ref
            FROM events
            WHERE batch = ANY ($1) AND received_at >= $2 AND received_at <= $3
                AND action IN ('basket_add', 'basket_remove', 'checkout_start', 'payment_info', 'order_placed')
        ), spans AS MATERIALIZED (
            SELECT device, min(occurred_at) - interval '24 hours' AS from_at, max(occurred_at) + interval '24 hours' AS to_at
            FROM arrived GROUP BY device
        ), affected AS MATERIALIZED (
            SELECT b.* FROM spans n JOIN baskets b
                ON b.device = n.device AND b.changed_at >= n.from_at AND b.opened_at <= n.to_at
        ), reopened AS MATERIALIZED (
            SELECT DISTINCT b.id, b.device
            FROM arrived a CROSS JOIN LATERAL (
                SELECT id, device FROM baskets b
                WHERE b.device = a.device AND b.changed_at >= a.occurred_at AND b.opened_at <= a.occurred_at
            ) b
        ), pieces AS MATERIALIZED (
            SELECT device, occurred_at AS from_at, occurred_at AS to_at, batch, item, (action = 'basket_add')::int AS additions,
                action = 'order_placed' AS is_closed, order_ref
            FROM arrived
            UNION ALL
            SELECT r.device, a.occurred_at, a.occurred_at, a.batch, a.item,
                (a.action = 'basket_add')::int, a.action = 'order_placed', a.order_ref
            FROM reopened r JOIN visitor_actions a ON a.basket_id = r.id AND a.part = 0
            UNION ALL
            SELECT device, opened_at, changed_at, 0, 0, additions, is_closed, order_ref
            FROM affected WHERE id NOT IN (SELECT id FROM reopened)
        ), preceded AS (
            SELECT *, max(to_at) OVER earlier AS previous_at, max(to_at) FILTER (WHERE is_closed) OVER earlier AS closed_at,
                CASE WHEN starts_with(device, 'shared:') THEN interval '30 minutes' ELSE interval '24 hours' END AS patience
            FROM pieces
            WINDOW earlier AS (
                PARTITION BY device ORDER BY from_at, batch, item ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), numbered AS (
            SELECT *, count(*) FILTER (
                WHERE previous_at IS NULL OR from_at - previous_at > patience OR closed_at = previous_at AND from_at > previous_at
            ) OVER (PARTITION BY device ORDER BY from_at, batch, item) AS number
            FROM preceded
        ), drawn AS MATERIALIZED (
            SELECT device, min(from_at) AS opened_at, max(to_at) AS changed_at,
                COALESCE(max(to_at) FILTER (WHERE is_closed) = max(to_at), false) AS is_closed, max(patience) AS patience,
                sum(additions) AS additions,
                (array_agg(order_ref ORDER BY from_at, batch, item) FILTER (WHERE is_closed AND order_ref IS NOT NULL))[1]
                    AS order_ref
            FROM numbered GROUP BY device, number
        ), placed AS MATERIALIZED (
            INSERT INTO baskets (device, opened_at, changed_at, patience, additions, is_closed, order_ref)
            SELECT device, opened_at, changed_at, patience, additions, is_closed, order_ref FROM drawn
            ON CONFLICT ON CONSTRAINT baskets_device_opened_at_key DO UPDATE
            SET changed_at = EXCLUDED.changed_at, patience = EXCLUDED.patience, additions = EXCLUDED.additions,
                is_closed = EXCLUDED.is_closed, order_ref = EXCLUDED.order_ref
            RETURNING id, device, opened_at, changed_at
        ), moved AS (
            UPDATE visitor_actions a SET basket_id = p.id
            FROM affected f JOIN placed p
                ON p.device = f.device AND p.id <> f.id AND p.opened_at <= f.changed_at AND p.changed_at >= f.opened_at
            WHERE a.basket_id = f.id AND a.occurred_at >= p.opened_at AND a.occurred_at <= p.changed_at
        )
        DELETE FROM baskets b USING affected f WHERE b.id = f.id AND b.id NOT IN (SELECT id FROM placed)
        """
    let batches: ConsolidatedBatches

    var parameters: [Value] { batches.parameters }
}
