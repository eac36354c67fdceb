/// Each value beside the level that follows from it, in `computed`; it goes on from `historyRules`.
let historyLevels = """
    , computed AS MATERIALIZED (
        SELECT c.contact_id, c.reason, COALESCE(a.assiduity, 0) AS assiduity,
            CASE WHEN a.assiduity >= 6 THEN 3 WHEN a.assiduity >= 2 THEN 2 WHEN a.assiduity = 1 THEN 1 ELSE 0
                END AS assiduity_level,
            COALESCE(p.is_child, false) OR k.contact_id IS NOT NULL AS child_product,
            (COALESCE(p.is_child, false) OR k.contact_id IS NOT NULL)::int AS child_product_level,
            m.contact_id IS NOT NULL AS member, (m.contact_id IS NOT NULL)::int AS member_level,
            p.recency,
            CASE WHEN p.recency >= d.today THEN 4 WHEN p.recency > d.one_year_ago THEN 3
                WHEN p.recency >= d.three_years_ago THEN 2 WHEN p.recency IS NOT NULL THEN 1 ELSE 0 END AS recency_level,
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
            (g.contact_id IS NOT NULL)::int AS genre_affinity_level,
            COALESCE(p.revenue, 0) AS revenue, COALESCE(p.previous_revenue, 0) AS previous_revenue,
            \(population(subscribers: "q")) AS population, \(population(subscribers: "e")) AS previous_population
        FROM chosen c CROSS JOIN dates d
        LEFT JOIN assiduities a ON a.contact_id = c.contact_id
        LEFT JOIN overtaken_children k ON k.contact_id = c.contact_id
        LEFT JOIN members m ON m.contact_id = c.contact_id
        LEFT JOIN subscribers q ON q.contact_id = c.contact_id
        LEFT JOIN previous_subscribers e ON e.contact_id = c.contact_id
        LEFT JOIN purchases p ON p.contact_id = c.contact_id
        LEFT JOIN sales_channels_used u ON u.contact_id = c.contact_id
        LEFT JOIN seniorities s ON s.contact_id = c.contact_id
        LEFT JOIN ages y ON y.contact_id = c.contact_id
        LEFT JOIN booking_leads b ON b.contact_id = c.contact_id
        LEFT JOIN favourite_genres g ON g.contact_id = c.contact_id
    )
    """

/// The population of a contact of `ages` y, who is a subscriber if the joined table has it.
func population(subscribers table: String) -> String {
    "CASE WHEN y.is_structure THEN 'collectivity' WHEN \(table).contact_id IS NOT NULL THEN 'subscriber' ELSE 'other' END"
}
