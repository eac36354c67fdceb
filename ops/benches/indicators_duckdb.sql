-- The twelve indicators of every contact as of the variable `as_of`, by DuckDB: the rules of docs/indicators.md over the lines
-- as last told, none of which is of a later day. Whatever compares dates compares instants, so that none is converted row by row.
SET VARIABLE today = CAST(getvariable('as_of') AT TIME ZONE 'Europe/Paris' AS DATE);
SET VARIABLE since_one_year = (getvariable('today') - INTERVAL 12 MONTHS + INTERVAL 1 DAY) AT TIME ZONE 'Europe/Paris';
SET VARIABLE since_three_years = (getvariable('today') - INTERVAL 36 MONTHS + INTERVAL 1 DAY) AT TIME ZONE 'Europe/Paris';
SET VARIABLE season = (SELECT id FROM seasons WHERE starts_on <= getvariable('today') AND getvariable('today') < ends_on);
SET VARIABLE season_before = (SELECT arg_max(id, ends_on) FROM seasons WHERE ends_on <= getvariable('today'));
SET VARIABLE born_after = (SELECT make_date(year(ends_on) - 29, 1, 1) FROM seasons WHERE id = getvariable('season'));

CREATE OR REPLACE TABLE peer_indicators AS
WITH bounds AS MATERIALIZED (
    SELECT id, starts_on, ends_on, CAST(starts_on AS TIMESTAMP) AT TIME ZONE 'Europe/Paris' AS starts_at,
        CAST(ends_on AS TIMESTAMP) AT TIME ZONE 'Europe/Paris' AS ends_at
    FROM seasons
), dated_performances AS MATERIALIZED (
    SELECT p.id, p.starts_at, COALESCE(p.season_id, s.id) AS season_id
    FROM performances p LEFT JOIN bounds s ON p.starts_at >= s.starts_at AND p.starts_at < s.ends_at
), sold AS MATERIALIZED (
    SELECT o.buyer_id, l.order_id, o.channel, o.ordered_at, l.family, l.performance_id, l.season_id, l.product_id,
        l.valid_from, l.valid_to, l.holder_id, l.amount, p.starts_at, p.season_id AS performance_season_id
    FROM order_lines l JOIN orders o ON o.id = l.order_id LEFT JOIN dated_performances p ON p.id = l.performance_id
    WHERE l.status = 'sold'
), assiduities AS (
    SELECT contact_id, count(*) AS assiduity FROM (
        SELECT DISTINCT COALESCE(holder_id, buyer_id) AS contact_id, performance_id FROM sold
        WHERE performance_season_id = getvariable('season')
    ) GROUP BY contact_id
), child_products AS (
    SELECT DISTINCT o.buyer_id AS contact_id
    FROM (
        SELECT order_id, audience_category_id FROM order_lines WHERE audience_category_id IS NOT NULL
        UNION ALL
        SELECT l.order_id, v.audience_category_id FROM order_line_versions v JOIN order_lines l ON l.id = v.line_id
    ) w
    JOIN audience_categories c ON c.id = w.audience_category_id AND c.is_child JOIN orders o ON o.id = w.order_id
), passes AS MATERIALIZED (
    SELECT b.buyer_id AS contact_id, b.family, b.ordered_at, COALESCE(t.gives_subscriber, true) AS gives_subscriber,
        COALESCE(b.season_id IS NOT NULL OR b.valid_from IS NOT NULL OR b.valid_to IS NOT NULL, false) AS says_it,
        CASE WHEN says_it THEN b.season_id ELSE t.season_id END AS season_id,
        CASE WHEN says_it THEN b.valid_from ELSE t.valid_from END AS valid_from,
        CASE WHEN says_it THEN b.valid_to ELSE t.valid_to END AS valid_to
    FROM sold b LEFT JOIN products t ON t.id = b.product_id WHERE b.family IN ('membership', 'subscription')
), members AS (
    SELECT DISTINCT p.contact_id FROM passes p JOIN bounds s ON s.id = getvariable('season')
    WHERE p.family = 'membership' AND CASE WHEN p.season_id = s.id THEN true
        WHEN p.valid_from IS NOT NULL OR p.valid_to IS NOT NULL
            THEN COALESCE(p.valid_from <= getvariable('today'), true) AND COALESCE(p.valid_to >= getvariable('today'), true)
        ELSE p.season_id IS NULL AND p.ordered_at >= s.starts_at AND p.ordered_at < s.ends_at END
), subscribers AS MATERIALIZED (
    SELECT DISTINCT p.contact_id, s.id AS season_id
    FROM passes p JOIN bounds s ON s.id IN (getvariable('season'), getvariable('season_before'))
    WHERE p.family = 'subscription' AND p.gives_subscriber AND CASE WHEN p.season_id = s.id THEN true
        WHEN p.valid_from IS NOT NULL OR p.valid_to IS NOT NULL
            THEN COALESCE(p.valid_from < s.ends_on, true) AND COALESCE(p.valid_to >= s.starts_on, true)
        ELSE p.season_id IS NULL AND p.ordered_at >= s.starts_at AND p.ordered_at < s.ends_at END
), revenues AS MATERIALIZED (
    SELECT b.buyer_id AS contact_id, s.id AS season_id, CAST(sum(b.amount) AS BIGINT) AS revenue
    FROM sold b LEFT JOIN products t ON t.id = b.product_id
    JOIN bounds s ON s.id IN (getvariable('season'), getvariable('season_before'))
        AND CASE WHEN COALESCE(b.performance_season_id, b.season_id, t.season_id) IS NOT NULL
            THEN COALESCE(b.performance_season_id, b.season_id, t.season_id) = s.id
            ELSE b.ordered_at >= s.starts_at AND b.ordered_at < s.ends_at END
    GROUP BY b.buyer_id, s.id
), spenders AS (
    SELECT r.contact_id, r.season_id, r.revenue,
        CASE WHEN c.kind = 'structure' THEN 0 WHEN u.contact_id IS NOT NULL THEN 1 ELSE 2 END AS population
    FROM revenues r JOIN contacts c ON c.id = r.contact_id
    LEFT JOIN subscribers u ON u.contact_id = r.contact_id AND u.season_id = r.season_id
    WHERE r.revenue > 0
), tiers AS MATERIALIZED (
    SELECT contact_id, season_id, CASE WHEN cume_dist() OVER band <= 0.5 THEN 1
        WHEN (rank() OVER band - 1) * 5 >= count(*) OVER (PARTITION BY season_id, population) * 4 THEN 3 ELSE 2 END AS level
    FROM spenders WINDOW band AS (PARTITION BY season_id, population ORDER BY revenue)
), spend AS MATERIALIZED (
    SELECT r.contact_id, r.season_id, r.revenue, t.level FROM revenues r LEFT JOIN tiers t USING (contact_id, season_id)
), recencies AS (
    SELECT buyer_id AS contact_id, CAST(max(starts_at) AT TIME ZONE 'Europe/Paris' AS DATE) AS recency
    FROM sold WHERE family IN ('event', 'competition') GROUP BY buyer_id
), purchases AS (
    SELECT buyer_id AS contact_id, channel, count(*) FILTER (WHERE ordered_at >= getvariable('since_one_year')) AS of_one_year,
        count(*) AS of_three_years
    FROM orders o WHERE ordered_at >= getvariable('since_three_years')
        AND id IN (SELECT order_id FROM sold WHERE ordered_at >= getvariable('since_three_years'))
    GROUP BY buyer_id, channel
), channel_counts AS (
    SELECT contact_id, sum(of_one_year) > 0 AS is_recent,
        max(CASE channel WHEN 'B2B' THEN of_one_year * 4 + 3 WHEN 'INTERNET' THEN of_one_year * 4 + 2
            ELSE of_one_year * 4 + 1 END) AS best_of_one_year,
        max(CASE channel WHEN 'B2B' THEN of_three_years * 4 + 3 WHEN 'INTERNET' THEN of_three_years * 4 + 2
            ELSE of_three_years * 4 + 1 END) AS best_of_three_years
    FROM purchases GROUP BY contact_id
), channels AS (
    SELECT contact_id, CASE WHEN is_recent THEN best_of_one_year ELSE best_of_three_years END AS best FROM channel_counts
), seniorities AS (
    SELECT contact_id, CAST(min(ordered_at) AT TIME ZONE 'Europe/Paris' AS DATE) AS seniority
    FROM (
        SELECT buyer_id AS contact_id, ordered_at FROM orders
        UNION ALL
        SELECT payer_id, ordered_at FROM orders WHERE payer_id IS NOT NULL
        UNION ALL
        SELECT l.holder_id, o.ordered_at FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.holder_id IS NOT NULL
    ) GROUP BY contact_id
), evidence AS MATERIALIZED (
    SELECT DISTINCT a.session_id, c.id AS contact_id FROM visitor_actions a JOIN contacts c ON c.external_id = a.user_ref
), visitor_contacts AS (
    SELECT s.visitor_id, min(e.contact_id) AS contact_id FROM evidence e JOIN sessions s ON s.id = e.session_id
    GROUP BY s.visitor_id HAVING count(DISTINCT e.contact_id) = 1
), session_contacts AS MATERIALIZED (
    SELECT s.id AS session_id, COALESCE(own.contact_id, v.contact_id) AS contact_id
    FROM sessions s
    LEFT JOIN (
        SELECT session_id, min(contact_id) AS contact_id, count(DISTINCT contact_id) AS contacts FROM evidence GROUP BY session_id
    ) own ON own.session_id = s.id
    LEFT JOIN visitor_contacts v ON v.visitor_id = s.visitor_id AND s.page_views > 0
    WHERE COALESCE(own.contacts, 1) = 1 AND COALESCE(own.contact_id, v.contact_id) IS NOT NULL
), links AS MATERIALIZED (
    SELECT DISTINCT ON (l.token) l.token, l.device, l.shared_at, l.order_ref, COALESCE(c.contact_id, o.buyer_id) AS contact_id
    FROM share_links l
    LEFT JOIN sessions s ON s.device = l.device AND s.started_at <= l.shared_at AND s.ended_at >= l.shared_at
    LEFT JOIN session_contacts c ON c.session_id = s.id
    LEFT JOIN orders o ON o.external_id = l.order_ref
    WHERE COALESCE(c.contact_id, o.buyer_id) IS NOT NULL
    ORDER BY l.token, s.started_at DESC
), engagements AS (
    SELECT contact_id, count(DISTINCT order_ref) AS value FROM links
    WHERE shared_at >= getvariable('since_one_year') GROUP BY contact_id
), influences AS (
    SELECT contact_id, count(*) AS value FROM (
        SELECT DISTINCT l.contact_id, l.token, s.visitor_id, CAST(s.started_at AT TIME ZONE 'Europe/Paris' AS DATE) AS day
        FROM links l JOIN touches t ON t.share_token = l.token AND t.device <> l.device
        JOIN sessions s ON s.device = t.device AND s.started_at <= t.occurred_at AND s.ended_at >= t.occurred_at
        LEFT JOIN session_contacts c ON c.session_id = s.id
        WHERE s.started_at >= getvariable('since_one_year') AND c.contact_id IS DISTINCT FROM l.contact_id
    ) GROUP BY contact_id
), engagement_levels AS (
    SELECT contact_id, value, CASE WHEN cume_dist() OVER band <= 0.5 THEN 1
        WHEN (rank() OVER band - 1) * 5 >= count(*) OVER () * 4 THEN 3 ELSE 2 END AS level
    FROM engagements WINDOW band AS (ORDER BY value)
), influence_levels AS (
    SELECT contact_id, value, CASE WHEN cume_dist() OVER band <= 0.5 THEN 1
        WHEN (rank() OVER band - 1) * 5 >= count(*) OVER () * 4 THEN 3 ELSE 2 END AS level
    FROM influences WINDOW band AS (ORDER BY value)
)
SELECT c.id AS contact_id, COALESCE(a.assiduity, 0) AS assiduity,
    CASE WHEN a.assiduity >= 6 THEN 3 WHEN a.assiduity >= 2 THEN 2 WHEN a.assiduity = 1 THEN 1 ELSE 0 END AS assiduity_level,
    k.contact_id IS NOT NULL AS child_product, CAST(k.contact_id IS NOT NULL AS INTEGER) AS child_product_level,
    m.contact_id IS NOT NULL AS member, CAST(m.contact_id IS NOT NULL AS INTEGER) AS member_level,
    COALESCE(before.revenue, 0) AS spend_tier_previous, before.level AS spend_tier_previous_level,
    COALESCE(now.revenue, 0) AS spend_tier_current, now.level AS spend_tier_current_level,
    r.recency,
    CASE WHEN r.recency >= getvariable('today') THEN 4 WHEN r.recency > getvariable('today') - INTERVAL 1 YEAR THEN 3
        WHEN r.recency >= getvariable('today') - INTERVAL 3 YEARS THEN 2 WHEN r.recency IS NOT NULL THEN 1 ELSE 0
        END AS recency_level,
    u.best // 4 AS sales_channel,
    CASE u.best % 4 WHEN 1 THEN 'OTHERS' WHEN 2 THEN 'INTERNET' WHEN 3 THEN 'B2B' END AS sales_channel_type,
    COALESCE(u.best % 4, 0) AS sales_channel_level,
    q.contact_id IS NOT NULL AS subscriber, CAST(q.contact_id IS NOT NULL AS INTEGER) AS subscriber_level,
    s.seniority,
    CASE WHEN s.seniority > getvariable('today') - INTERVAL 1 YEAR THEN 1
        WHEN s.seniority >= getvariable('today') - INTERVAL 4 YEARS THEN 2 WHEN s.seniority IS NOT NULL THEN 3 ELSE 0
        END AS seniority_level,
    c.birth_date > getvariable('born_after') AS young, CAST(c.birth_date > getvariable('born_after') AS INTEGER) AS young_level,
    COALESCE(e.value, 0) AS social_engagement, COALESCE(e.level, 0) AS social_engagement_level,
    COALESCE(i.value, 0) AS social_influence, COALESCE(i.level, 0) AS social_influence_level
FROM contacts c
LEFT JOIN assiduities a ON a.contact_id = c.id
LEFT JOIN child_products k ON k.contact_id = c.id
LEFT JOIN members m ON m.contact_id = c.id
LEFT JOIN spend before ON before.contact_id = c.id AND before.season_id = getvariable('season_before')
LEFT JOIN spend now ON now.contact_id = c.id AND now.season_id = getvariable('season')
LEFT JOIN recencies r ON r.contact_id = c.id
LEFT JOIN channels u ON u.contact_id = c.id
LEFT JOIN subscribers q ON q.contact_id = c.id AND q.season_id = getvariable('season')
LEFT JOIN seniorities s ON s.contact_id = c.id
LEFT JOIN engagement_levels e ON e.contact_id = c.id
LEFT JOIN influence_levels i ON i.contact_id = c.id;
