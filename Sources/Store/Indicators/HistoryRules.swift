/// The values of the indicators that follow from a contact's own history, each rule a table of its own.
///
/// It goes on from `historyLines`. Rules 1 to 3, 6 to 10, 13 and 14 of the standard indicators.
let historyRules = """
    , assiduities AS (
        SELECT a.contact_id, count(*) AS assiduity
        FROM attendances a JOIN dated_performances p ON p.id = a.performance_id WHERE p.is_in_season
        GROUP BY a.contact_id
    ), child_products AS (
        -- Whatever became of the line since.
        SELECT DISTINCT e.contact_id
        FROM (
            SELECT contact_id, audience_category_id FROM bought UNION ALL SELECT contact_id, audience_category_id FROM words
        ) e
        JOIN audience_categories c ON c.id = e.audience_category_id WHERE c.is_child
    ), \(passes), members AS (
        SELECT DISTINCT p.contact_id FROM passes p CROSS JOIN dates d LEFT JOIN season s ON true
        WHERE p.family = 'membership' AND CASE
            WHEN p.season_id = s.id THEN true
            WHEN p.is_dated THEN daterange(p.valid_from, p.valid_to, '[]') @> d.today
            ELSE p.season_id IS NULL AND p.ordered_on >= s.starts_on AND p.ordered_on < s.ends_on END
    ), subscribers AS (
        SELECT DISTINCT p.contact_id FROM passes p JOIN season s ON \(passGivesSubscriber)
    ), recencies AS (
        SELECT b.contact_id, max(p.performed_on) AS recency
        FROM bought b JOIN dated_performances p ON p.id = b.performance_id
        WHERE b.status = 'sold' AND b.family IN ('event', 'competition')
        GROUP BY b.contact_id
    ), purchases AS (
        SELECT contact_id, channel, count(DISTINCT order_id) FILTER (WHERE ordered_on > one_year_ago) AS of_one_year,
            count(DISTINCT order_id) AS of_three_years
        FROM bought, dates WHERE status = 'sold' AND ordered_on > three_years_ago
        GROUP BY contact_id, channel
    ), sales_channels_used AS (
        SELECT DISTINCT ON (contact_id) contact_id, purchases, channel FROM (
            SELECT contact_id, channel, CASE WHEN max(of_one_year) OVER (PARTITION BY contact_id) > 0 THEN of_one_year
                ELSE of_three_years END AS purchases
            FROM purchases
        ) counted
        ORDER BY contact_id, purchases DESC, array_position(ARRAY['B2B', 'INTERNET', 'OTHERS'], channel)
    ), seniorities AS (
        SELECT contact_id, (min(ordered_at) AT TIME ZONE $2)::date AS seniority
        FROM (
            SELECT r.contact_id, o.ordered_at FROM records r JOIN orders o ON o.buyer_id = r.record_id
            UNION ALL
            SELECT r.contact_id, o.ordered_at FROM records r JOIN orders o ON o.payer_id = r.record_id
            UNION ALL
            SELECT contact_id, ordered_at FROM held
        ) roles, dates WHERE ordered_at <= as_of
        GROUP BY contact_id
    ), booking_leads AS (
        SELECT b.contact_id, percentile_disc(0.5) WITHIN GROUP (
            ORDER BY floor(EXTRACT(epoch FROM p.starts_at - b.ordered_at) / 3600)::bigint) AS hours
        FROM dates d, bought b JOIN dated_performances p ON p.id = b.performance_id
        WHERE b.status = 'sold' AND b.family IN ('event', 'competition') AND b.ordered_on > d.two_years_ago
        GROUP BY b.contact_id
    ), favourite_genres AS (
        SELECT DISTINCT ON (contact_id) contact_id, performances, genre FROM (
            SELECT a.contact_id, p.genre, count(*) AS performances, max(p.starts_at) AS latest_at
            FROM dates d, attendances a JOIN dated_performances p ON p.id = a.performance_id
            WHERE p.genre IS NOT NULL AND p.performed_on > d.three_years_ago AND p.performed_on <= d.today
            GROUP BY a.contact_id, p.genre
        ) counted
        WHERE performances >= 2
        ORDER BY contact_id, performances DESC, latest_at DESC, genre COLLATE "C"
    ), ages AS (
        SELECT c.id AS contact_id, c.birth_date > make_date(EXTRACT(year FROM s.ends_on)::int - 29, 1, 1) AS young
        FROM records r JOIN contacts c ON c.id = r.contact_id CROSS JOIN season s WHERE r.record_id = r.contact_id
    )
    """

/// The active memberships and subscriptions of `bought`, with what says when they count: what the line says of it, or else what
/// its product says, or else the season it was ordered in.
let passes = """
    passes AS (
        SELECT b.contact_id, b.family, b.ordered_on, COALESCE(p.gives_subscriber, true) AS gives_subscriber, v.season_id,
            v.valid_from, v.valid_to, COALESCE(v.valid_from, v.valid_to) IS NOT NULL AS is_dated
        FROM bought b LEFT JOIN products p ON p.id = b.product_id
        CROSS JOIN LATERAL (
            SELECT b.season_id, b.valid_from, b.valid_to WHERE num_nonnulls(b.season_id, b.valid_from, b.valid_to) > 0
            UNION ALL
            SELECT p.season_id, p.valid_from, p.valid_to WHERE num_nonnulls(b.season_id, b.valid_from, b.valid_to) = 0
        ) v
        WHERE b.status = 'sold' AND b.family IN ('membership', 'subscription')
    )
    """

/// Whether one of `passes` p makes its buyer a subscriber of the season s.
let passGivesSubscriber = """
    p.family = 'subscription' AND p.gives_subscriber AND CASE
            WHEN p.season_id = s.id THEN true
            WHEN p.is_dated THEN daterange(p.valid_from, p.valid_to, '[]') && daterange(s.starts_on, s.ends_on)
            ELSE p.season_id IS NULL AND p.ordered_on >= s.starts_on AND p.ordered_on < s.ends_on END
    """

/// Each value beside the level that follows from it, in `computed`; it goes on from `historyRules`.
let historyLevels = """
    , computed AS MATERIALIZED (
        SELECT c.contact_id, COALESCE(a.assiduity, 0) AS assiduity,
            CASE WHEN a.assiduity >= 6 THEN 3 WHEN a.assiduity >= 2 THEN 2 WHEN a.assiduity = 1 THEN 1 ELSE 0
                END AS assiduity_level,
            k.contact_id IS NOT NULL AS child_product, (k.contact_id IS NOT NULL)::int AS child_product_level,
            m.contact_id IS NOT NULL AS member, (m.contact_id IS NOT NULL)::int AS member_level,
            r.recency,
            CASE WHEN r.recency >= d.today THEN 4 WHEN r.recency > d.one_year_ago THEN 3
                WHEN r.recency >= d.three_years_ago THEN 2 WHEN r.recency IS NOT NULL THEN 1 ELSE 0 END AS recency_level,
            u.purchases AS sales_channel, u.channel AS sales_channel_type,
            CASE u.channel WHEN 'OTHERS' THEN 1 WHEN 'INTERNET' THEN 2 WHEN 'B2B' THEN 3 ELSE 0 END AS sales_channel_level,
            q.contact_id IS NOT NULL AS subscriber, (q.contact_id IS NOT NULL)::int AS subscriber_level,
            s.seniority,
            CASE WHEN s.seniority > d.one_year_ago THEN 1 WHEN s.seniority >= d.four_years_ago THEN 2
                WHEN s.seniority IS NOT NULL THEN 3 ELSE 0 END AS seniority_level,
            y.young, y.young::int AS young_level,
            b.hours AS booking_lead,
            CASE WHEN b.hours <= 48 THEN 1 WHEN b.hours <= 336 THEN 2 WHEN b.hours IS NOT NULL THEN 3 ELSE 0
                END AS booking_lead_level,
            COALESCE(g.performances, 0) AS genre_affinity, g.genre AS genre_affinity_genre,
            (g.contact_id IS NOT NULL)::int AS genre_affinity_level
        FROM chosen c CROSS JOIN dates d
        LEFT JOIN assiduities a ON a.contact_id = c.contact_id
        LEFT JOIN child_products k ON k.contact_id = c.contact_id
        LEFT JOIN members m ON m.contact_id = c.contact_id
        LEFT JOIN subscribers q ON q.contact_id = c.contact_id
        LEFT JOIN recencies r ON r.contact_id = c.contact_id
        LEFT JOIN sales_channels_used u ON u.contact_id = c.contact_id
        LEFT JOIN seniorities s ON s.contact_id = c.contact_id
        LEFT JOIN ages y ON y.contact_id = c.contact_id
        LEFT JOIN booking_leads b ON b.contact_id = c.contact_id
        LEFT JOIN favourite_genres g ON g.contact_id = c.contact_id
    )
    """
