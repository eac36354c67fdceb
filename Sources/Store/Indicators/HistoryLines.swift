/// What the rules about a contact's own history read, as of `$1` in the time zone `$2`, of the contacts that `choice` has.
///
/// `bought` and `held` are their lines in the state each had then: the last word about a line, or where that began to hold later,
/// the one it overtook (looked up line by line, which `OFFSET 0` keeps the planner to: the view as a whole is a sort of every
/// line of the venue). `seats` are the active ones they were to attend by.
///
/// For a thousand contacts the planner goes by indexes, for all by hashes; it can only choose between the two where it sees the
/// tables, so for all nothing is materialised before `bought`.
func historyLines(of choice: any ContactChoice.Type) -> String {
    """
    WITH instant AS MATERIALIZED (
        SELECT $1::timestamptz AS as_of, ($1::timestamptz AT TIME ZONE $2)::date AS today
    ), dates AS MATERIALIZED (
        -- The last day before each window; of what is compared line by line, the instant its first day begins.
        SELECT as_of, today, (today - interval '1 year')::date AS one_year_ago, (today - interval '3 years')::date AS three_years_ago,
            (today - interval '4 years')::date AS four_years_ago,
            ((today - interval '1 year')::date + 1)::timestamp AT TIME ZONE $2 AS one_year_began_at,
            ((today - interval '2 years')::date + 1)::timestamp AT TIME ZONE $2 AS two_years_began_at,
            ((today - interval '3 years')::date + 1)::timestamp AT TIME ZONE $2 AS three_years_began_at,
            (today + 1)::timestamp AT TIME ZONE $2 AS tomorrow_begins_at
        FROM instant
    ), season AS MATERIALIZED (
        SELECT s.id, s.starts_on, s.ends_on FROM seasons s, dates d WHERE s.starts_on <= d.today AND d.today < s.ends_on
    ), previous_season AS MATERIALIZED (
        SELECT s.id, s.starts_on, s.ends_on FROM seasons s, dates d WHERE s.ends_on <= d.today ORDER BY s.ends_on DESC LIMIT 1
    ), season_spans AS MATERIALIZED (
        SELECT id, starts_on::timestamp AT TIME ZONE $2 AS starts_at, ends_on::timestamp AT TIME ZONE $2 AS ends_at FROM seasons
    ), \(choice.tables), dated_performances AS NOT MATERIALIZED (
        SELECT p.id, p.starts_at, (p.starts_at AT TIME ZONE $2)::date AS performed_on, COALESCE(p.season_id, s.id) AS season_id,
            p.starts_at >= d.three_years_began_at AND p.starts_at < d.tomorrow_begins_at AS is_recent
        FROM dates d CROSS JOIN performances p
        LEFT JOIN season_spans s ON p.starts_at >= s.starts_at AND p.starts_at < s.ends_at
    ), told AS \(choice.told) (
        SELECT * FROM \(choice.owned("told_lines", by: "buyer_id")) l
    ), overtaken AS NOT MATERIALIZED (
        SELECT t.contact_id, t.order_id, t.line_id, t.ordered_at, t.channel, s.status, s.family, s.performance_id, s.season_id,
            s.product_id, s.audience_category_id, s.valid_from, s.valid_to, s.holder_id, s.amount
        FROM dates d CROSS JOIN \(choice.reworded)
        CROSS JOIN LATERAL (
            SELECT * FROM line_states s WHERE s.order_id = t.order_id AND s.line_id = t.line_id OFFSET 0
        ) s
        WHERE t.since > d.as_of AND s.since <= d.as_of AND s.until > d.as_of
    ), bought AS MATERIALIZED (
        SELECT l.contact_id, l.order_id, l.line_id, l.ordered_at, l.channel,
            l.status = 'sold' AS is_sold, l.family, l.performance_id, l.season_id, l.product_id, l.valid_from, l.valid_to,
            l.holder_id, l.amount, p.starts_at, p.performed_on, p.is_recent, p.season_id AS performance_season_id,
            l.family IN ('event', 'competition') AND p.id IS NOT NULL AS is_event, COALESCE(c.is_child, false) AS is_child
        FROM (
            SELECT t.contact_id, t.order_id, t.line_id, t.ordered_at, t.channel, t.status, t.family, t.performance_id,
                t.season_id, t.product_id, t.audience_category_id, t.valid_from, t.valid_to, t.holder_id, t.amount
            FROM dates d, told t WHERE t.since <= d.as_of
            UNION ALL
            SELECT * FROM overtaken
        ) l
        LEFT JOIN dated_performances p ON p.id = l.performance_id
        LEFT JOIN audience_categories c ON c.id = l.audience_category_id
    ), held AS MATERIALIZED (
        SELECT l.contact_id, l.line_id, l.ordered_at, l.status, l.performance_id
        FROM dates d, \(choice.owned("told_lines", by: "holder_id")) l
        WHERE l.since <= d.as_of
        UNION ALL
        SELECT v.contact_id, l.line_id, l.ordered_at, s.status, s.performance_id
        FROM dates d CROSS JOIN \(choice.owned("order_line_versions", by: "holder_id")) v
        JOIN told_lines l ON l.line_id = v.line_id
        CROSS JOIN LATERAL (
            SELECT * FROM line_states s WHERE s.order_id = l.order_id AND s.line_id = l.line_id OFFSET 0
        ) s
        WHERE l.since > d.as_of AND s.source_updated_at = v.source_updated_at AND s.since <= d.as_of
            AND (s.until IS NULL OR s.until > d.as_of)
    ), seats AS NOT MATERIALIZED (
        SELECT h.contact_id, h.line_id, h.performance_id, p.season_id, p.is_recent
        FROM held h JOIN dated_performances p ON p.id = h.performance_id WHERE h.status = 'sold'
        UNION ALL
        SELECT contact_id, line_id, performance_id, performance_season_id, is_recent FROM bought
        WHERE is_sold AND holder_id IS NULL AND performance_id IS NOT NULL
    )
    """
}
