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
/// comes, a membership that begins or ends.
struct ContactsMovedByCalendar: VenueStatement {
    static let sql = """
        WITH days AS MATERIALIZED (
            SELECT ($1::timestamptz AT TIME ZONE $3)::date AS former_day, ($2::timestamptz AT TIME ZONE $3)::date AS today
        ), bounds AS MATERIALIZED (
            -- What was the last day before a window, and what is now.
            SELECT (former_day - n * interval '1 year')::date AS former_bound, (today - n * interval '1 year')::date AS bound, n
            FROM days, generate_series(0, 4) n
        ), spans AS MATERIALIZED (
            -- The days that have left the window of n years, the bound included, as instants.
            SELECT n, former_bound, bound, (former_bound + 1)::timestamp AT TIME ZONE $3 AS since,
                (bound + 1)::timestamp AT TIME ZONE $3 AS until
            FROM bounds WHERE bound > former_bound
        ), lines AS (
            -- Attended since, or no longer within three years.
            SELECT l.order_id, l.holder_id
            FROM spans s JOIN performances p ON p.starts_at >= s.since AND p.starts_at < s.until
            JOIN order_lines l ON l.performance_id = p.id
            WHERE s.n IN (0, 3)
            UNION ALL
            -- Of orders that were dated ahead, and of new ones.
            SELECT l.order_id, l.holder_id
            FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.ordered_at > $1 AND o.ordered_at <= $2
            UNION ALL
            SELECT l.order_id, NULL
            FROM days d CROSS JOIN order_lines l LEFT JOIN products p ON p.id = l.product_id
            WHERE l.family IN ('membership', 'subscription') AND (
                l.valid_from > d.former_day AND l.valid_from <= d.today OR l.valid_to >= d.former_day AND l.valid_to < d.today
                OR p.valid_from > d.former_day AND p.valid_from <= d.today OR p.valid_to >= d.former_day AND p.valid_to < d.today)
        ), records AS (
            SELECT o.buyer_id AS record_id
            FROM spans s JOIN orders o ON o.ordered_at >= s.since AND o.ordered_at < s.until WHERE s.n IN (1, 2, 3)
            UNION
            SELECT unnest(ARRAY[o.buyer_id, o.payer_id]) FROM orders o WHERE o.ordered_at > $1 AND o.ordered_at <= $2
            UNION
            SELECT o.buyer_id FROM lines l JOIN orders o ON o.id = l.order_id
            UNION
            SELECT holder_id FROM lines WHERE holder_id IS NOT NULL
            UNION
            -- A bound itself is on the far side of one year, on the near side of three, of four and of today.
            SELECT i.contact_id FROM bounds b JOIN contact_indicators i
                ON CASE WHEN b.n = 1 THEN i.recency > b.former_bound AND i.recency <= b.bound
                    ELSE i.recency >= b.former_bound AND i.recency < b.bound END
            WHERE b.n IN (0, 1, 3)
            UNION
            SELECT i.contact_id FROM bounds b JOIN contact_indicators i
                ON CASE WHEN b.n = 1 THEN i.seniority > b.former_bound AND i.seniority <= b.bound
                    ELSE i.seniority >= b.former_bound AND i.seniority < b.bound END
            WHERE b.n IN (1, 4)
        )
        SELECT DISTINCT COALESCE(m.contact_id, r.record_id) AS contact_id
        FROM records r LEFT JOIN contact_members m ON m.member_id = r.record_id
        WHERE r.record_id IS NOT NULL
        ORDER BY contact_id
        """
    let former: Instant
    let now: Instant
    let timeZone: String

    var parameters: [Value] { [former.value, now.value, .text(timeZone)] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}
