import Domain
import Postgres

/// The revenue of every contact in one season, and its band inside its population; rules 4 and 5.
///
/// `column` and `season` are ours, never input. Contacts without revenue have no level; equal revenues share one.
/// Rows are written in the order of ids, as every writer of them does: no two wait in a ring.
private func spendTierSQL(column: String, season: String) -> String {
    """
    WITH instant AS MATERIALIZED (
        SELECT $1::timestamptz AS as_of, ($1::timestamptz AT TIME ZONE $2)::date AS today
    ), measured AS MATERIALIZED (
        SELECT s.id, s.starts_on, s.ends_on FROM seasons s, instant WHERE \(season)
    ), bought AS MATERIALIZED (
        SELECT COALESCE(m.contact_id, w.buyer_id) AS contact_id, (w.ordered_at AT TIME ZONE $2)::date AS ordered_on,
            w.status, w.family, w.performance_id, w.season_id, w.product_id, w.valid_from, w.valid_to, w.amount
        FROM (
            SELECT l.buyer_id, l.ordered_at, l.status, l.family, l.performance_id, l.season_id, l.product_id, l.valid_from,
                l.valid_to, l.amount
            FROM told_lines l, instant WHERE l.since <= as_of
            UNION ALL
            -- The word in force then has been overtaken since.
            SELECT l.buyer_id, l.ordered_at, s.status, s.family, s.performance_id, s.season_id, s.product_id, s.valid_from,
                s.valid_to, s.amount
            FROM instant i, told_lines l
            CROSS JOIN LATERAL (
                SELECT * FROM line_states s WHERE s.order_id = l.order_id AND s.line_id = l.line_id OFFSET 0
            ) s
            WHERE l.since > i.as_of AND l.has_other_words AND s.since <= i.as_of AND s.until > i.as_of
        ) w
        LEFT JOIN contact_members m ON m.member_id = w.buyer_id
        WHERE w.status = 'sold'
    ), performance_seasons AS MATERIALIZED (
        SELECT p.id AS performance_id, COALESCE(p.season_id, s.id) AS season_id
        FROM performances p
        LEFT JOIN seasons s ON (p.starts_at AT TIME ZONE $2)::date >= s.starts_on
            AND (p.starts_at AT TIME ZONE $2)::date < s.ends_on
    ), revenues AS MATERIALIZED (
        SELECT b.contact_id, sum(b.amount)::bigint AS revenue
        FROM bought b
        LEFT JOIN products t ON t.id = b.product_id
        LEFT JOIN performance_seasons ps ON ps.performance_id = b.performance_id
        LEFT JOIN seasons os ON b.ordered_on >= os.starts_on AND b.ordered_on < os.ends_on
        JOIN measured m ON m.id = COALESCE(ps.season_id, b.season_id, t.season_id, os.id)
        GROUP BY b.contact_id
    ), \(passes), subscribers AS (
        SELECT DISTINCT p.contact_id FROM passes p JOIN measured s ON \(passGivesSubscriber)
    ), spenders AS (
        SELECT r.contact_id, r.revenue,
            CASE WHEN c.kind = 'structure' THEN 'collectivity' WHEN u.contact_id IS NOT NULL THEN 'subscriber'
                ELSE 'other' END AS population
        FROM revenues r JOIN contacts c ON c.id = r.contact_id LEFT JOIN subscribers u ON u.contact_id = r.contact_id
    ), tiers AS (
        \(banded("revenue", of: "spenders", within: "population"))
    ), computed AS MATERIALIZED (
        SELECT c.id AS contact_id, COALESCE(r.revenue, 0) AS revenue, t.level
        FROM contacts c
        LEFT JOIN revenues r ON r.contact_id = c.id
        LEFT JOIN tiers t ON t.contact_id = c.id
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
        season: "s.ends_on <= today ORDER BY s.ends_on DESC LIMIT 1")
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone)] }
}

/// Stores every contact's spend tier of the season that holds the instant's date.
struct ComputeCurrentSpendTier: VenueStatement {
    typealias Output = Void
    static let sql = spendTierSQL(
        column: "spend_tier_current",
        season: "s.starts_on <= today AND today < s.ends_on")
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone)] }
}
