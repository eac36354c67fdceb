import Domain
import Postgres

/// Takes groups of exempt page views not consolidated yet, the oldest first, until they hold `views` or more.
struct TakeAudienceMarks: VenueStatement {
    static let sql = """
        WITH oldest AS MATERIALIZED (
            SELECT view_batch, views FROM audience_marks ORDER BY view_batch LIMIT 5000
        ), counted AS MATERIALIZED (
            SELECT view_batch, sum(views) OVER (ORDER BY view_batch) - views AS views_before FROM oldest
        )
        DELETE FROM audience_marks m USING counted c WHERE m.view_batch = c.view_batch AND c.views_before < $1
        RETURNING m.view_batch, m.views, m.first_viewed_at, m.last_viewed_at
        """
    let views: Int

    var parameters: [Value] { [.int64(Int64(views))] }
    static func decode(_ row: inout Row) throws -> TakeEventMarks.Taken {
        TakeEventMarks.Taken(batch: try row.next(), events: try row.next(), first: try row.next(), last: try row.next())
    }
}

/// Draws the visits these exempt page views begin, prolong or join: views thirty minutes apart or less, to the minute.
struct DrawAudienceVisits: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH arrived AS MATERIALIZED (
            SELECT view_batch, view_item, audience_id, viewed_at, application_id, page_path, from_host
            FROM audience_views WHERE view_batch = ANY ($1) AND viewed_at >= $2 AND viewed_at <= $3
        ), spans AS MATERIALIZED (
            SELECT audience_id, min(viewed_at) - interval '30 minutes' AS from_at, max(viewed_at) + interval '30 minutes' AS to_at
            FROM arrived GROUP BY audience_id
        ), affected AS MATERIALIZED (
            SELECT v.* FROM spans n JOIN audience_visits v
                ON v.audience_id = n.audience_id AND v.visit_ended_at >= n.from_at AND v.visit_began_at <= n.to_at
        ), pieces AS MATERIALIZED (
            SELECT audience_id, viewed_at AS from_at, viewed_at AS to_at, view_batch, view_item, application_id, 1 AS views,
                page_path, from_host
            FROM arrived
            UNION ALL
            SELECT audience_id, visit_began_at, visit_ended_at, first_view_batch, first_view_item, application_id, views,
                first_page_path, from_host
            FROM affected
        ), numbered AS (
            SELECT *, count(*) FILTER (WHERE previous_at IS NULL OR from_at - previous_at > interval '30 minutes')
                OVER (PARTITION BY audience_id ORDER BY from_at, view_batch, view_item) AS number
            FROM (
                SELECT *, max(to_at) OVER (
                    PARTITION BY audience_id ORDER BY from_at, view_batch, view_item
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS previous_at
                FROM pieces
            ) preceded
        ), drawn AS MATERIALIZED (
            SELECT audience_id, min(from_at) AS visit_began_at, max(to_at) AS visit_ended_at, sum(views) AS views,
                (array_agg(view_batch ORDER BY from_at, view_batch, view_item))[1] AS first_view_batch,
                (array_agg(view_item ORDER BY from_at, view_batch, view_item))[1] AS first_view_item,
                (array_agg(application_id ORDER BY from_at, view_batch, view_item))[1] AS application_id,
                (array_agg(page_path ORDER BY from_at, view_batch, view_item))[1] AS first_page_path,
                (array_agg(from_host ORDER BY from_at, view_batch, view_item))[1] AS from_host
            FROM numbered GROUP BY audience_id, number
        ), placed AS MATERIALIZED (
            INSERT INTO audience_visits (
                audience_id, visit_began_at, visit_ended_at, first_view_batch, first_view_item, application_id, views,
                first_page_path, from_host)
            SELECT audience_id, visit_began_at, visit_ended_at, first_view_batch, first_view_item, application_id, views,
                first_page_path, from_host
            FROM drawn
            ON CONFLICT ON CONSTRAINT audience_visits_pkey DO UPDATE
            SET visit_ended_at = EXCLUDED.visit_ended_at, first_view_batch = EXCLUDED.first_view_batch,
                first_view_item = EXCLUDED.first_view_item, application_id = EXCLUDED.application_id, views = EXCLUDED.views,
                first_page_path = EXCLUDED.first_page_path, from_host = EXCLUDED.from_host
            RETURNING audience_id, visit_began_at
        )
        DELETE FROM audience_visits v USING affected f
        WHERE v.audience_id = f.audience_id AND v.visit_began_at = f.visit_began_at
            AND (v.audience_id, v.visit_began_at) NOT IN (SELECT audience_id, visit_began_at FROM placed)
        """
    let batches: [Int64]
    let first: Instant
    let last: Instant

    var parameters: [Value] { [.int64s(batches), first.value, last.value] }
}
