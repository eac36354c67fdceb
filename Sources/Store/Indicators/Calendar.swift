import Domain
import Postgres

/// Whether two instants lie in the same season of a venue, with the same one before it.
struct SameSeason: VenueStatement {
    static let sql = """
        WITH days AS MATERIALIZED (
            SELECT ($1::timestamptz AT TIME ZONE $3)::date AS former_day, ($2::timestamptz AT TIME ZONE $3)::date AS today
        )
        SELECT NOT EXISTS (
            SELECT FROM seasons s, days d
            WHERE (s.starts_on > d.former_day AND s.starts_on <= d.today) OR (s.ends_on > d.former_day AND s.ends_on <= d.today))
        """
    let former: Instant
    let now: Instant
    let timeZone: String

    var parameters: [Value] { [former.value, now.value, .text(timeZone)] }
    static func decode(_ row: inout Row) throws -> Bool { try row.next() }
}

/// The contacts whose values or levels the calendar may have moved between two instants of one season, without any event.
///
/// That is each bound of a rule that something of theirs has crossed: an order or a performance that leaves a window, a date that
/// comes, a membership that begins or ends. What is looked up is little, so it is looked up one by one: `OFFSET 0`.
struct ContactsMovedByCalendar: VenueStatement {
    static let sql = """
        WITH days AS MATERIALIZED (
            SELECT ($1::timestamptz AT TIME ZONE $3)::date AS former_day, ($2::timestamptz AT TIME ZONE $3)::date AS today
        ), bounds AS MATERIALIZED (
            -- What was the last day before a window, and what is now.
            SELECT (former_day - n * interval '1 year')::date AS former_bound, (today - n * interval '1 year')::date AS bound, n
            FROM days, generate_series(0, 4) n
        ), spans AS MATERIALIZED (
            -- The days that have left the window of n years, the bound included; and those before the bound, as instants.
            SELECT n, (former_bound + 1)::timestamp AT TIME ZONE $3 AS since, (bound + 1)::timestamp AT TIME ZONE $3 AS until,
                former_bound::timestamp AT TIME ZONE $3 AS since_bound, bound::timestamp AT TIME ZONE $3 AS until_bound
            FROM bounds WHERE bound > former_bound
        ), crossed AS MATERIALIZED (
            -- Attended since, and no longer within three years; no longer a year ago, no longer to come, no longer within three
            -- years, the bound included.
            SELECT p.id FROM spans s JOIN performances p ON p.starts_at >= s.since AND p.starts_at < s.until WHERE s.n IN (0, 1, 3)
            UNION
            SELECT p.id FROM spans s JOIN performances p ON p.starts_at >= s.since_bound AND p.starts_at < s.until_bound
            WHERE s.n IN (0, 3)
        ), placed AS MATERIALIZED (
            -- Ordered so long ago, or dated ahead of the last run; and told since.
            SELECT o.id, o.buyer_id, o.payer_id
            FROM spans s JOIN orders o ON o.ordered_at >= s.since AND o.ordered_at < s.until WHERE s.n IN (1, 2, 3)
            UNION
            SELECT o.id, o.buyer_id, o.payer_id
            FROM spans s JOIN orders o ON o.ordered_at >= s.since_bound AND o.ordered_at < s.until_bound WHERE s.n = 4
            UNION
            SELECT id, buyer_id, payer_id FROM orders WHERE ordered_at > $1 AND ordered_at <= $2
        ), lines AS MATERIALIZED (
            SELECT l.order_id, l.holder_id FROM crossed p JOIN order_lines l ON l.performance_id = p.id
            UNION ALL
            SELECT l.order_id, NULL
            FROM days d CROSS JOIN order_lines l LEFT JOIN products p ON p.id = l.product_id
            WHERE l.family IN ('membership', 'subscription') AND (
                l.valid_from > d.former_day AND l.valid_from <= d.today OR l.valid_to >= d.former_day AND l.valid_to < d.today
                OR p.valid_from > d.former_day AND p.valid_from <= d.today OR p.valid_to >= d.former_day AND p.valid_to < d.today)
        ), records AS (
            SELECT buyer_id AS record_id FROM placed
            UNION
            SELECT payer_id FROM placed WHERE payer_id IS NOT NULL
            UNION
            SELECT l.holder_id FROM placed o CROSS JOIN LATERAL (
                SELECT holder_id FROM order_lines WHERE order_id = o.id AND holder_id IS NOT NULL OFFSET 0
            ) l
            UNION
            SELECT o.buyer_id FROM lines l CROSS JOIN LATERAL (SELECT buyer_id FROM orders WHERE id = l.order_id OFFSET 0) o
            UNION
            SELECT holder_id FROM lines WHERE holder_id IS NOT NULL
        )
        SELECT DISTINCT COALESCE(m.contact_id, r.record_id) AS contact_id
        FROM records r LEFT JOIN contact_members m ON m.member_id = r.record_id
        ORDER BY contact_id
        """
    let former: Instant
    let now: Instant
    let timeZone: String

    var parameters: [Value] { [former.value, now.value, .text(timeZone)] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}
