import Domain
import Postgres

/// What every contact shared and whom that brought within a year of an instant, in `computed`; rules 11 and 12.
///
/// Only links the venue's own pages gave out are known, and only visits that are not the sharer's. `stored` are those who may
/// have something already, if that is asked; the names are ours, never input.
func socialFigures(
    of stored: String? = nil, reason: String,
    low: String = "\(LevelThresholds.standardShares.low)", high: String = "\(LevelThresholds.standardShares.high)"
) -> String {
    let former =
        stored.map {
            "UNION SELECT contact_id FROM \($0) WHERE ended_for IS NULL AND (social_engagement > 0 OR social_influence > 0)"
        } ?? ""
    return """
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
            \(countedVisits)
            GROUP BY l.contact_id
        ), engagement_levels AS (
            \(banded("purchases", of: "engagements", low: low, high: high))
        ), influence_levels AS (
            \(banded("visits", of: "influences", low: low, high: high))
        ), concerned AS (
            SELECT contact_id FROM engagement_levels UNION SELECT contact_id FROM influence_levels
            \(former)
        ), computed AS MATERIALIZED (
            SELECT c.contact_id, \(reason) AS reason, COALESCE(e.purchases, 0) AS social_engagement,
                COALESCE(e.level, 0) AS social_engagement_level, COALESCE(i.visits, 0) AS social_influence,
                COALESCE(i.level, 0) AS social_influence_level
            FROM concerned c LEFT JOIN engagement_levels e USING (contact_id) LEFT JOIN influence_levels i USING (contact_id)
        )
        """
}

/// Where the visits `v` by the links `l` come from that count.
let countedVisits = """
    FROM dates d CROSS JOIN links l JOIN share_visits v ON v.token = l.token
        LEFT JOIN session_contacts s ON s.session_id = v.session_id
        WHERE v.started_at <= d.as_of AND (v.started_at AT TIME ZONE $2)::date > d.one_year_ago
            AND s.contact_id IS DISTINCT FROM l.contact_id
    """

/// Stores what every contact shared and whom that brought within a year of an instant.
struct ComputeSocialIndicators: VenueStatement {
    static let sql =
        socialFigures(of: "contact_indicators", reason: "$3::text")
        + storing(
            .social, marks: [("first_computed_for", "COALESCE(f.first_computed_for, $1)")],
            wasComputed: "(SELECT e.social_computed_for IS NOT NULL FROM indicator_epochs e WHERE e.id = 1)")
    let asOf: Instant
    let timeZone: String
    let reason: LevelChangeReason

    var parameters: [Value] { [asOf.value, .text(timeZone), .text(reason.rawValue)] }
    static func decode(_ row: inout Row) throws -> DifferenceRow { try DifferenceRow(&row) }
}
