import Domain
import Postgres

/// The revenue of every contact in one season, and its band inside its population; rules 4 and 5.
///
/// `column` and `season` are ours, never input. Contacts without revenue have no level; equal revenues share one.
/// Rows are written in the order of ids, as every writer of them does: no two wait in a ring.
private func spendTierSQL(column: String, season: String) -> String {
    """
    WITH instant AS MATERIALIZED (
        SELECT ($1::timestamptz AT TIME ZONE $2)::date AS today
    ), measured AS MATERIALIZED (
        \(season)
    ), performance_seasons AS MATERIALIZED (
        SELECT p.id AS performance_id, COALESCE(p.season_id, s.id) AS season_id
        FROM performances p
        LEFT JOIN seasons s ON (p.starts_at AT TIME ZONE $2)::date >= s.starts_on
            AND (p.starts_at AT TIME ZONE $2)::date < s.ends_on
    ), season_lines AS MATERIALIZED (
        SELECT COALESCE(r.contact_id, o.buyer_id) AS contact_id, l.amount,
            l.family = 'subscription' AND COALESCE(t.gives_subscriber, true) AS is_subscription
        FROM order_lines l
        JOIN orders o ON o.id = l.order_id
        LEFT JOIN contact_members r ON r.member_id = o.buyer_id
        LEFT JOIN products t ON t.id = l.product_id
        LEFT JOIN performance_seasons ps ON ps.performance_id = l.performance_id
        LEFT JOIN seasons os ON (o.ordered_at AT TIME ZONE $2)::date >= os.starts_on
            AND (o.ordered_at AT TIME ZONE $2)::date < os.ends_on
        JOIN measured m ON m.id = COALESCE(ps.season_id, l.season_id, t.season_id, os.id)
        WHERE l.status = 'sold'
    ), revenues AS (
        SELECT contact_id, sum(amount)::bigint AS revenue, bool_or(is_subscription) AS is_subscriber
        FROM season_lines GROUP BY contact_id
    ), banded AS (
        SELECT r.contact_id, r.revenue,
            CASE WHEN c.kind = 'structure' THEN 'collectivity' WHEN r.is_subscriber THEN 'subscriber'
                ELSE 'other' END AS population
        FROM revenues r JOIN contacts c ON c.id = r.contact_id
    ), ranked AS (
        SELECT contact_id, cume_dist() OVER band AS cumulated, rank() OVER band AS place,
            count(*) OVER (PARTITION BY population) AS people
        FROM banded WHERE revenue > 0
        WINDOW band AS (PARTITION BY population ORDER BY revenue)
    ), computed AS MATERIALIZED (
        SELECT c.id AS contact_id, COALESCE(b.revenue, 0) AS revenue,
            CASE WHEN r.contact_id IS NULL THEN NULL WHEN r.cumulated <= 0.5 THEN 1
                WHEN (r.place - 1) * 5 >= r.people * 4 THEN 3 ELSE 2 END AS level
        FROM contacts c
        LEFT JOIN banded b ON b.contact_id = c.id
        LEFT JOIN ranked r ON r.contact_id = c.id
    )
    INSERT INTO contact_indicators AS i (contact_id, epoch, \(column), \(column)_level, \(column)_computed_for)
    SELECT contact_id, 0, revenue, level, $1 FROM computed ORDER BY contact_id
    ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO UPDATE SET
        \(column) = excluded.\(column), \(column)_level = excluded.\(column)_level,
        \(column)_computed_for = excluded.\(column)_computed_for
    WHERE i.\(column)_computed_for IS NULL OR i.\(column)_computed_for <= excluded.\(column)_computed_for
    """
}

/// Stores every contact's spend tier of the season that ended last.
struct ComputePreviousSpendTier: VenueStatement {
    typealias Output = Void
    static let sql = spendTierSQL(
        column: "spend_tier_previous",
        season: "SELECT s.id FROM seasons s, instant WHERE s.ends_on <= today ORDER BY s.ends_on DESC LIMIT 1")
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone)] }
}

/// Stores every contact's spend tier of the season that holds the instant's date.
struct ComputeCurrentSpendTier: VenueStatement {
    typealias Output = Void
    static let sql = spendTierSQL(
        column: "spend_tier_current",
        season: "SELECT s.id FROM seasons s, instant WHERE s.starts_on <= today AND today < s.ends_on")
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone)] }
}
