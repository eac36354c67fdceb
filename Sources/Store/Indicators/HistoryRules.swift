/// The values of the indicators that follow from a contact's own history.
///
/// It goes on from `historyLines`. Rules 1 to 3, 6 to 10, 13 and 14 of the standard indicators, and the revenues that rules 4 and
/// 5 make bands of.
func historyRules(of choice: any ContactChoice.Type) -> String {
    """
    , attendances AS MATERIALIZED (
        -- By genre: those of this season, those of the last three years.
        SELECT a.contact_id, sh.genre, count(*) FILTER (WHERE a.is_of_season) AS of_season,
            count(*) FILTER (WHERE a.is_recent) AS of_three_years, max(p.starts_at) FILTER (WHERE a.is_recent) AS latest_at
        FROM (
            SELECT DISTINCT contact_id, performance_id, is_recent, COALESCE(season_id = (SELECT id FROM season), false) AS is_of_season
            FROM seats WHERE season_id = (SELECT id FROM season) OR is_recent
        ) a
        JOIN performances p ON p.id = a.performance_id JOIN shows sh ON sh.id = p.show_id
        GROUP BY a.contact_id, sh.genre
    ), assiduities AS (
        SELECT contact_id, sum(of_season)::bigint AS assiduity FROM attendances GROUP BY contact_id
    ), favourite_genres AS (
        SELECT DISTINCT ON (contact_id) contact_id, of_three_years AS performances, genre FROM attendances
        WHERE of_three_years >= 2 AND genre IS NOT NULL
        ORDER BY contact_id, of_three_years DESC, latest_at DESC, genre COLLATE "C"
    ), overtaken_children AS (
        -- Whatever became of the line since.
        SELECT DISTINCT t.contact_id \(overtakenChildLines)
    ), \(passes), members AS (
        SELECT DISTINCT p.contact_id FROM passes p CROSS JOIN dates d LEFT JOIN season s ON true
        WHERE \(passMakesMember)
    ), subscribers AS (
        SELECT DISTINCT p.contact_id FROM passes p JOIN season s ON \(passGivesSubscriber)
    ), previous_subscribers AS (
        SELECT DISTINCT p.contact_id FROM passes p JOIN previous_season s ON \(passGivesSubscriber)
    ), purchases AS (
        -- Of three rules at once: one reading of the lines.
        SELECT b.contact_id, bool_or(b.is_child) AS is_child,
            max(b.performed_on) FILTER (WHERE b.is_sold AND b.is_event) AS recency,
            sum(b.amount) FILTER (WHERE b.is_sold AND b.revenue_season_id = (SELECT id FROM season))::bigint AS revenue,
            sum(b.amount) FILTER (WHERE b.is_sold AND b.revenue_season_id = (SELECT id FROM previous_season))::bigint AS previous_revenue
        FROM (\(linesWithRevenueSeason)) b
        GROUP BY b.contact_id
    ), orders_by_channel AS (
        SELECT contact_id, channel, count(*) FILTER (WHERE ordered_at >= one_year_began_at) AS of_one_year, count(*) AS of_three_years
        FROM (
            SELECT DISTINCT contact_id, channel, order_id, ordered_at FROM bought, dates
            WHERE is_sold AND ordered_at >= three_years_began_at
        ) orders, dates
        GROUP BY contact_id, channel
    ), sales_channels_used AS (
        SELECT DISTINCT ON (contact_id) contact_id, purchases, channel FROM (
            SELECT contact_id, channel, CASE WHEN max(of_one_year) OVER (PARTITION BY contact_id) > 0 THEN of_one_year
                ELSE of_three_years END AS purchases
            FROM orders_by_channel
        ) counted
        ORDER BY contact_id, purchases DESC, array_position(ARRAY['B2B', 'INTERNET', 'OTHERS'], channel)
    ), seniorities AS (
        SELECT contact_id, (min(ordered_at) AT TIME ZONE $2)::date AS seniority
        FROM (
            SELECT contact_id, ordered_at FROM \(choice.owned("orders", by: "buyer_id")) o
            UNION ALL
            SELECT contact_id, ordered_at FROM \(choice.owned("orders", by: "payer_id")) o
            UNION ALL
            SELECT contact_id, ordered_at FROM held
        ) roles, dates WHERE ordered_at <= as_of
        GROUP BY contact_id
    ), booking_leads AS (
        SELECT b.contact_id, percentile_disc(0.5) WITHIN GROUP (
            ORDER BY floor(EXTRACT(epoch FROM b.starts_at - b.ordered_at) / 3600)::bigint) AS hours
        FROM dates d, bought b
        WHERE b.is_sold AND b.is_event AND b.ordered_at >= d.two_years_began_at
        GROUP BY b.contact_id
    ), ages AS (
        SELECT c.contact_id, c.kind = 'structure' AS is_structure,
            c.birth_date > make_date(EXTRACT(year FROM s.ends_on)::int - 29, 1, 1) AS young
        FROM chosen c LEFT JOIN season s ON true
    )
    """
}

/// The lines of `bought`, each with the season that what was paid for it is credited to.
let linesWithRevenueSeason = """
    SELECT b.*, COALESCE(b.performance_season_id, b.season_id, t.season_id,
                (SELECT o.id FROM seasons o WHERE (b.ordered_at AT TIME ZONE $2)::date >= o.starts_on
                    AND (b.ordered_at AT TIME ZONE $2)::date < o.ends_on)) AS revenue_season_id
            FROM bought b LEFT JOIN products t ON t.id = b.product_id
    """

/// The active memberships and subscriptions of `bought`, with what says when they count: what the line says of it, or else what
/// its product says, or else the season it was ordered in.
private let passes = """
    passes AS (
        SELECT b.contact_id, b.line_id, b.family, (b.ordered_at AT TIME ZONE $2)::date AS ordered_on,
            COALESCE(p.gives_subscriber, true) AS gives_subscriber, v.season_id, v.valid_from, v.valid_to, COALESCE(v.valid_from, v.valid_to) IS NOT NULL AS is_dated
        FROM bought b LEFT JOIN products p ON p.id = b.product_id
        CROSS JOIN LATERAL (
            SELECT b.season_id, b.valid_from, b.valid_to WHERE num_nonnulls(b.season_id, b.valid_from, b.valid_to) > 0
            UNION ALL
            SELECT p.season_id, p.valid_from, p.valid_to WHERE num_nonnulls(b.season_id, b.valid_from, b.valid_to) = 0
        ) v
        WHERE b.is_sold AND b.family IN ('membership', 'subscription')
    )
    """

/// Where the lines `t` come from that were a child's by a word that was overtaken.
let overtakenChildLines = """
    FROM dates d CROSS JOIN told t
        LEFT JOIN audience_categories now ON now.id = t.audience_category_id
        JOIN order_line_versions v ON v.line_id = t.line_id
        JOIN audience_categories c ON c.id = v.audience_category_id AND c.is_child
        CROSS JOIN LATERAL (
            SELECT * FROM line_states s WHERE s.order_id = t.order_id AND s.line_id = t.line_id OFFSET 0
        ) s
        WHERE t.has_other_words AND (t.since > d.as_of OR now.is_child IS NOT TRUE)
            AND s.source_updated_at = v.source_updated_at AND s.since <= d.as_of
    """

/// Whether one of `passes` p makes its buyer a member on the day of `dates` d, in the season s.
let passMakesMember = """
    p.family = 'membership' AND CASE
            WHEN p.season_id = s.id THEN true
            WHEN p.is_dated THEN daterange(p.valid_from, p.valid_to, '[]') @> d.today
            ELSE p.season_id IS NULL AND p.ordered_on >= s.starts_on AND p.ordered_on < s.ends_on END
    """

/// Whether one of `passes` p makes its buyer a subscriber of the season s.
let passGivesSubscriber = """
    p.family = 'subscription' AND p.gives_subscriber AND CASE
            WHEN p.season_id = s.id THEN true
            WHEN p.is_dated THEN daterange(p.valid_from, p.valid_to, '[]') && daterange(s.starts_on, s.ends_on)
            ELSE p.season_id IS NULL AND p.ordered_on >= s.starts_on AND p.ordered_on < s.ends_on END
    """
