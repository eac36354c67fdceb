import Domain
import Postgres

/// Draws the sessions these events begin, prolong, join or, on shared devices, divide.
///
/// What is known of a session is a piece of the device's timeline, as is an event; pieces closer than thirty minutes are one
/// session. Only where an event falls inside a session of a shared device are that session's actions looked at again, since a
/// purchase may divide it. Sessions keep their id as long as they keep their beginning; actions of those that do not are moved.
struct DrawSessions: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            SELECT batch, item, \(ConsolidatedBatches.device) AS device, application_id, occurred_at, action, path
            FROM events WHERE batch = ANY ($1) AND received_at >= $2 AND received_at <= $3
        ), spans AS MATERIALIZED (
            SELECT device, min(occurred_at) - interval '30 minutes' AS from_at, max(occurred_at) + interval '30 minutes' AS to_at
            FROM arrived GROUP BY device
        ), affected AS MATERIALIZED (
            SELECT s.* FROM spans n JOIN sessions s
                ON s.device = n.device AND s.ended_at >= n.from_at AND s.started_at <= n.to_at
        ), reopened AS MATERIALIZED (
            SELECT DISTINCT s.id, s.device
            FROM arrived a CROSS JOIN LATERAL (
                SELECT id, device FROM sessions s
                WHERE s.device = a.device AND s.ended_at >= a.occurred_at AND s.started_at <= a.occurred_at
            ) s
            WHERE starts_with(a.device, 'shared:')
        ), pieces AS MATERIALIZED (
            SELECT device, occurred_at AS from_at, occurred_at AS to_at, batch, item, application_id, path, 1 AS actions,
                (action = 'page_view')::int AS page_views,
                starts_with(device, 'shared:') AND action = 'order_placed' AS is_closed
            FROM arrived
            UNION ALL
            SELECT r.device, a.occurred_at, a.occurred_at, a.batch, a.item, a.application_id, a.path, 1,
                (a.action = 'page_view')::int, a.action = 'order_placed'
            FROM reopened r JOIN visitor_actions a ON a.session_id = r.id AND a.part = 0
            UNION ALL
            SELECT device, started_at, ended_at, first_batch, first_item, application_id, entry_path, actions, page_views,
                is_closed
            FROM affected WHERE id NOT IN (SELECT id FROM reopened)
        ), preceded AS (
            SELECT *, max(to_at) OVER earlier AS previous_at, max(to_at) FILTER (WHERE is_closed) OVER earlier AS closed_at
            FROM pieces
            WINDOW earlier AS (
                PARTITION BY device ORDER BY from_at, batch, item ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), numbered AS (
            SELECT *, count(*) FILTER (
                WHERE previous_at IS NULL OR from_at - previous_at > interval '30 minutes'
                    OR closed_at = previous_at AND from_at > previous_at
            ) OVER (PARTITION BY device ORDER BY from_at, batch, item) AS number
            FROM preceded
        ), drawn AS MATERIALIZED (
            SELECT device, min(from_at) AS started_at, max(to_at) AS ended_at, sum(actions) AS actions,
                sum(page_views) AS page_views,
                COALESCE(max(to_at) FILTER (WHERE is_closed) = max(to_at), false) AS is_closed,
                (array_agg(application_id ORDER BY from_at, batch, item))[1] AS application_id,
                (array_agg(path ORDER BY from_at, batch, item))[1] AS entry_path,
                (array_agg(batch ORDER BY from_at, batch, item))[1] AS first_batch,
                (array_agg(item ORDER BY from_at, batch, item))[1] AS first_item,
                CASE WHEN starts_with(device, 'shared:')
                    THEN device || '@' || (EXTRACT(epoch FROM min(from_at)) * 1000000)::bigint ELSE device END AS visitor_key
            FROM numbered GROUP BY device, number
        ), known_visitors AS MATERIALIZED (
            SELECT v.id, v.key FROM visitors v WHERE v.key IN (SELECT visitor_key FROM drawn)
        ), new_visitors AS MATERIALIZED (
            INSERT INTO visitors (key)
            SELECT DISTINCT visitor_key FROM drawn WHERE visitor_key NOT IN (SELECT key FROM known_visitors)
            RETURNING id, key
        ), named AS MATERIALIZED (
            SELECT id, key FROM known_visitors UNION ALL SELECT id, key FROM new_visitors
        ), placed AS MATERIALIZED (
            INSERT INTO sessions AS s (
                device, visitor_id, application_id, started_at, ended_at, first_batch, first_item, actions, page_views, is_closed,
                entry_path, channel_group, source, medium, campaign)
            SELECT d.device, v.id, d.application_id, d.started_at, d.ended_at, d.first_batch, d.first_item, d.actions,
                d.page_views, d.is_closed, d.entry_path, COALESCE(t.channel_group, 'Direct'), t.source, t.medium, t.campaign
            FROM drawn d
                JOIN named v ON v.key = d.visitor_key
                LEFT JOIN LATERAL (
                    SELECT channel_group, source, medium, campaign FROM touches t
                    WHERE t.device = d.device AND t.occurred_at >= d.started_at AND t.occurred_at <= d.ended_at
                    ORDER BY t.occurred_at, t.batch, t.item LIMIT 1
                ) t ON true
            ON CONFLICT ON CONSTRAINT sessions_device_started_at_key DO UPDATE
            SET visitor_id = EXCLUDED.visitor_id, application_id = EXCLUDED.application_id, ended_at = EXCLUDED.ended_at,
                first_batch = EXCLUDED.first_batch, first_item = EXCLUDED.first_item, actions = EXCLUDED.actions, page_views = EXCLUDED.page_views, is_closed = EXCLUDED.is_closed,
                entry_path = EXCLUDED.entry_path, channel_group = EXCLUDED.channel_group, source = EXCLUDED.source,
                medium = EXCLUDED.medium, campaign = EXCLUDED.campaign
            RETURNING id, device, visitor_id, started_at, ended_at
        ), moved AS (
            UPDATE visitor_actions a SET session_id = p.id
            FROM affected f JOIN placed p
                ON p.device = f.device AND p.id <> f.id AND p.started_at <= f.ended_at AND p.ended_at >= f.started_at
            WHERE a.session_id = f.id AND a.occurred_at >= p.started_at AND a.occurred_at <= p.ended_at
        ), forgotten AS (
            DELETE FROM visitors v USING affected f
            WHERE v.id = f.visitor_id AND v.id NOT IN (SELECT visitor_id FROM placed)
        )
        DELETE FROM sessions s USING affected f WHERE s.id = f.id AND s.id NOT IN (SELECT id FROM placed)
        """
    let batches: ConsolidatedBatches

    var parameters: [Value] { batches.parameters }
}
