import Domain
import Postgres

/// Computes assiduity, recency and seniority of some contacts, or of all, as of an instant, and stores what changed.
///
/// One statement for a touched contact, a nightly run and a season change: they differ in the contacts and the instant.
/// Rules 1, 6 and 9 of the standard indicators. A row of a later epoch is left alone unless its lock is held (`isHeld`).
struct ComputeHistoryIndicators: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH instant AS MATERIALIZED (
            SELECT ($1::timestamptz AT TIME ZONE $2)::date AS today
        ), dates AS MATERIALIZED (
            SELECT today, (today - interval '1 year')::date AS year_ago, (today - interval '3 years')::date AS three_years_ago,
                (today - interval '12 months')::date AS twelve_months_ago, (today - interval '4 years')::date AS four_years_ago
            FROM instant
        ), chosen AS MATERIALIZED (
            SELECT unnest($3::bigint[]) AS contact_id
        ), records AS MATERIALIZED (
            -- A contact's own record and those merged into it; one that is merged itself has none.
            SELECT contact_id, contact_id AS record_id FROM chosen
            WHERE NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = contact_id)
            UNION ALL
            SELECT c.contact_id, m.member_id FROM chosen c JOIN contact_members m ON m.contact_id = c.contact_id
        ), season_performances AS MATERIALIZED (
            SELECT p.id FROM performances p, seasons s, dates d
            WHERE s.starts_on <= d.today AND d.today < s.ends_on
                AND CASE WHEN p.season_id IS NOT NULL THEN p.season_id = s.id
                    ELSE (p.starts_at AT TIME ZONE $2)::date >= s.starts_on
                        AND (p.starts_at AT TIME ZONE $2)::date < s.ends_on END
        ), bought AS MATERIALIZED (
            SELECT r.contact_id, o.ordered_at, l.status, l.family, l.performance_id, l.holder_id
            FROM records r JOIN orders o ON o.buyer_id = r.record_id LEFT JOIN order_lines l ON l.order_id = o.id
        ), held AS MATERIALIZED (
            SELECT r.contact_id, o.ordered_at, l.status, l.performance_id
            FROM records r JOIN order_lines l ON l.holder_id = r.record_id JOIN orders o ON o.id = l.order_id
        ), attended AS (
            SELECT contact_id, count(DISTINCT performance_id) AS performances
            FROM (
                SELECT contact_id, performance_id FROM held WHERE status = 'sold'
                UNION ALL
                SELECT contact_id, performance_id FROM bought WHERE status = 'sold' AND holder_id IS NULL
            ) attendances
            JOIN season_performances s ON s.id = performance_id
            GROUP BY contact_id
        ), latest AS (
            SELECT b.contact_id, max((p.starts_at AT TIME ZONE $2)::date) AS performance_on
            FROM bought b JOIN performances p ON p.id = b.performance_id
            WHERE b.status = 'sold' AND b.family IN ('event', 'competition')
            GROUP BY b.contact_id
        ), earliest AS (
            SELECT contact_id, (min(ordered_at) AT TIME ZONE $2)::date AS ordered_on
            FROM (
                SELECT contact_id, ordered_at FROM bought
                UNION ALL
                SELECT contact_id, ordered_at FROM held
                UNION ALL
                SELECT r.contact_id, o.ordered_at FROM records r JOIN orders o ON o.payer_id = r.record_id
            ) interactions
            GROUP BY contact_id
        ), computed AS MATERIALIZED (
            SELECT c.contact_id, COALESCE(a.performances, 0) AS assiduity,
                CASE WHEN a.performances >= 6 THEN 3 WHEN a.performances >= 2 THEN 2
                    WHEN a.performances = 1 THEN 1 ELSE 0 END AS assiduity_level,
                l.performance_on AS recency,
                CASE WHEN l.performance_on >= d.today THEN 4 WHEN l.performance_on > d.year_ago THEN 3
                    WHEN l.performance_on >= d.three_years_ago THEN 2 WHEN l.performance_on IS NOT NULL THEN 1
                    ELSE 0 END AS recency_level,
                e.ordered_on AS seniority,
                CASE WHEN e.ordered_on > d.twelve_months_ago THEN 1 WHEN e.ordered_on >= d.four_years_ago THEN 2
                    WHEN e.ordered_on IS NOT NULL THEN 3 ELSE 0 END AS seniority_level
            FROM chosen c CROSS JOIN dates d
            LEFT JOIN attended a ON a.contact_id = c.contact_id
            LEFT JOIN latest l ON l.contact_id = c.contact_id
            LEFT JOIN earliest e ON e.contact_id = c.contact_id
        )
        INSERT INTO contact_indicators AS i (
            contact_id, epoch, assiduity, assiduity_level, recency, recency_level, seniority, seniority_level,
            history_computed_for)
        SELECT contact_id, $4::bigint, assiduity, assiduity_level, recency, recency_level, seniority, seniority_level, $1
        FROM computed ORDER BY contact_id
        ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO UPDATE SET
            epoch = excluded.epoch, assiduity = excluded.assiduity, assiduity_level = excluded.assiduity_level,
            recency = excluded.recency, recency_level = excluded.recency_level,
            seniority = excluded.seniority, seniority_level = excluded.seniority_level,
            history_computed_for = excluded.history_computed_for
        WHERE i.epoch < excluded.epoch OR ($5::boolean AND (
            (i.assiduity, i.assiduity_level, i.recency, i.recency_level, i.seniority, i.seniority_level)
            IS DISTINCT FROM (excluded.assiduity, excluded.assiduity_level, excluded.recency, excluded.recency_level,
                excluded.seniority, excluded.seniority_level)
            OR i.history_computed_for IS NULL))
        """
    let asOf: Instant
    let timeZone: String
    let contacts: [Identifier<Contact>]
    let epoch: Int64
    /// Whether this transaction holds the contacts' rows, and so knows the latest.
    let isHeld: Bool

    var parameters: [Value] {
        [asOf.value, .text(timeZone), .int64s(contacts.map(\.rawValue)), .int64(epoch), .bool(isHeld)]
    }
}
