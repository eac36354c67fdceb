/// What the rules about a contact's own history read, as of `$1` in the time zone `$2`, of the contacts `$3`.
///
/// `records` are the contacts' own and those merged into them; `bought` and `held`, their lines in the state each had then;
/// `words`, whatever a bought line was until then (looked up line by line, which `OFFSET 0` keeps the planner to: the view as a
/// whole is a sort of every line of the venue); `attendances`, the performances somebody has a seat for.
let historyLines = """
    WITH instant AS MATERIALIZED (
        SELECT $1::timestamptz AS as_of, ($1::timestamptz AT TIME ZONE $2)::date AS today
    ), dates AS MATERIALIZED (
        SELECT as_of, today, (today - interval '1 year')::date AS one_year_ago, (today - interval '2 years')::date AS two_years_ago,
            (today - interval '3 years')::date AS three_years_ago, (today - interval '4 years')::date AS four_years_ago
        FROM instant
    ), season AS MATERIALIZED (
        SELECT s.id, s.starts_on, s.ends_on FROM seasons s, dates d WHERE s.starts_on <= d.today AND d.today < s.ends_on
    ), chosen AS MATERIALIZED (
        SELECT unnest($3::bigint[]) AS contact_id
    ), records AS MATERIALIZED (
        -- A contact's own record and those merged into it; one that is merged itself has none.
        SELECT contact_id, contact_id AS record_id FROM chosen
        WHERE NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = contact_id)
        UNION ALL
        SELECT c.contact_id, m.member_id FROM chosen c JOIN contact_members m ON m.contact_id = c.contact_id
    ), dated_performances AS MATERIALIZED (
        SELECT p.id, p.starts_at, p.performed_on, sh.genre,
            CASE WHEN p.season_id IS NOT NULL THEN p.season_id = s.id
                ELSE p.performed_on >= s.starts_on AND p.performed_on < s.ends_on END AS is_in_season
        FROM (SELECT *, (starts_at AT TIME ZONE $2)::date AS performed_on FROM performances) p
        JOIN shows sh ON sh.id = p.show_id LEFT JOIN season s ON true
    ), told AS MATERIALIZED (
        SELECT r.contact_id, l.*, (l.ordered_at AT TIME ZONE $2)::date AS ordered_on
        FROM records r JOIN told_lines l ON l.buyer_id = r.record_id
    ), words AS MATERIALIZED (
        SELECT t.contact_id, t.order_id, t.line_id, t.ordered_at, t.ordered_on, t.channel, s.until, s.status, s.family,
            s.performance_id, s.season_id, s.product_id, s.audience_category_id, s.valid_from, s.valid_to, s.holder_id
        FROM told t CROSS JOIN dates d
        CROSS JOIN LATERAL (
            SELECT * FROM line_states s WHERE s.order_id = t.order_id AND s.line_id = t.line_id AND s.since <= d.as_of
            OFFSET 0
        ) s
        WHERE t.has_other_words
    ), bought AS MATERIALIZED (
        SELECT contact_id, order_id, line_id, ordered_at, ordered_on, channel, status, family, performance_id, season_id,
            product_id, audience_category_id, valid_from, valid_to, holder_id
        FROM told, dates WHERE NOT has_other_words AND since <= as_of
        UNION ALL
        SELECT contact_id, order_id, line_id, ordered_at, ordered_on, channel, status, family, performance_id, season_id,
            product_id, audience_category_id, valid_from, valid_to, holder_id
        FROM words, dates WHERE until IS NULL OR until > as_of
    ), held AS MATERIALIZED (
        SELECT r.contact_id, l.line_id, l.ordered_at, l.status, l.performance_id
        FROM dates, records r JOIN told_lines l ON l.holder_id = r.record_id
        WHERE l.since <= as_of
        UNION ALL
        -- The word in force then has been overtaken since.
        SELECT r.contact_id, l.line_id, l.ordered_at, s.status, s.performance_id
        FROM dates d, records r JOIN order_line_versions v ON v.holder_id = r.record_id
        JOIN told_lines l ON l.line_id = v.line_id
        CROSS JOIN LATERAL (
            SELECT * FROM line_states s WHERE s.order_id = l.order_id AND s.line_id = l.line_id OFFSET 0
        ) s
        WHERE l.since > d.as_of AND s.source_updated_at = v.source_updated_at AND s.since <= d.as_of
            AND (s.until IS NULL OR s.until > d.as_of)
    ), attendances AS MATERIALIZED (
        SELECT DISTINCT contact_id, performance_id FROM (
            SELECT contact_id, performance_id FROM held WHERE status = 'sold'
            UNION ALL
            SELECT contact_id, performance_id FROM bought WHERE status = 'sold' AND holder_id IS NULL
        ) seats
        WHERE performance_id IS NOT NULL
    )
    """
