import Domain
import Postgres

/// Stores what every contact shared and whom that brought within a year of an instant; rules 11 and 12.
///
/// Only links the venue's own pages gave out are known, and only visits that are not the sharer's. Rows are written in the order
/// of ids, as every writer of them does: no two wait in a ring.
struct ComputeSocialIndicators: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH instant AS MATERIALIZED (
            SELECT $1::timestamptz AS as_of, ($1::timestamptz AT TIME ZONE $2)::date AS today
        ), dates AS MATERIALIZED (
            SELECT as_of, today, (today - interval '12 months')::date AS one_year_ago FROM instant
        ), links AS MATERIALIZED (
            SELECT l.token, l.contact_id, l.order_ref, l.shared_at FROM share_link_contacts l, dates d
            WHERE l.shared_at <= d.as_of
        ), engagements AS (
            SELECT contact_id, count(DISTINCT order_ref) AS purchases FROM links, dates
            WHERE (shared_at AT TIME ZONE $2)::date > one_year_ago GROUP BY contact_id
        ), influences AS (
            SELECT l.contact_id, count(DISTINCT (l.token, v.visitor_id, (v.started_at AT TIME ZONE $2)::date)) AS visits
            FROM dates d CROSS JOIN links l JOIN share_visits v ON v.token = l.token
            LEFT JOIN session_contacts s ON s.session_id = v.session_id
            WHERE v.started_at <= d.as_of AND (v.started_at AT TIME ZONE $2)::date > d.one_year_ago
                AND s.contact_id IS DISTINCT FROM l.contact_id
            GROUP BY l.contact_id
        ), engagement_levels AS (
            \(banded("purchases", of: "engagements"))
        ), influence_levels AS (
            \(banded("visits", of: "influences"))
        ), concerned AS (
            SELECT contact_id FROM engagement_levels UNION SELECT contact_id FROM influence_levels
            UNION SELECT contact_id FROM contact_indicators WHERE social_engagement > 0 OR social_influence > 0
        ), computed AS MATERIALIZED (
            SELECT c.contact_id, COALESCE(e.purchases, 0) AS purchases, COALESCE(e.level, 0) AS engagement_level,
                COALESCE(i.visits, 0) AS visits, COALESCE(i.level, 0) AS influence_level
            FROM concerned c LEFT JOIN engagement_levels e USING (contact_id) LEFT JOIN influence_levels i USING (contact_id)
        )
        INSERT INTO contact_indicators AS i (
            contact_id, epoch, social_engagement, social_engagement_level, social_influence, social_influence_level)
        SELECT contact_id, 0, purchases, engagement_level, visits, influence_level FROM computed ORDER BY contact_id
        ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO UPDATE SET
            social_engagement = excluded.social_engagement, social_engagement_level = excluded.social_engagement_level,
            social_influence = excluded.social_influence, social_influence_level = excluded.social_influence_level
        WHERE (i.social_engagement, i.social_engagement_level, i.social_influence, i.social_influence_level)
            IS DISTINCT FROM (excluded.social_engagement, excluded.social_engagement_level, excluded.social_influence,
                excluded.social_influence_level)
        """
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone)] }
}

/// Writes down the instant that what is known of shares is right for.
///
/// In a transaction without contacts' rows in hand: refreshes hold this table first.
struct DateSocialIndicators: VenueStatement {
    typealias Output = Void
    static let sql = "UPDATE indicator_epochs SET social_computed_for = GREATEST(social_computed_for, $1) WHERE id = 1"
    let asOf: Instant

    var parameters: [Value] { [asOf.value] }
}
