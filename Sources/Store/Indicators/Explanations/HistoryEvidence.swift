import Domain
import Postgres

/// The lines and the orders of a contact's history that make one of its indicators as of an instant, the newest order first: how
/// many there are, and the first of them.
///
/// The conditions are those of `historyRules`. What there is beyond the limit is counted and not looked up.
struct HistoryEvidence: VenueStatement {
    static let sql =
        historyLines(of: TheseContacts.self) + historyRules(of: TheseContacts.self) + """
            , evidence AS MATERIALIZED (\(evidence)), listed AS MATERIALIZED (
                SELECT e.*, o.external_id, o.ordered_at, o.channel FROM evidence e JOIN orders o ON o.id = e.order_id
                ORDER BY o.ordered_at DESC, e.order_id DESC, e.line_id LIMIT $6
            )
            SELECT (SELECT count(*) FROM evidence), e.order_id, e.external_id, e.ordered_at,
                (e.ordered_at AT TIME ZONE $2)::date, e.channel, e.line_id, l.external_id, s.status, s.family, s.amount,
                COALESCE(t.name, s.product), p.id, sh.name, sh.genre, p.starts_at, (p.starts_at AT TIME ZONE $2)::date, e.valid_from, e.valid_to,
                floor(EXTRACT(epoch FROM p.starts_at - e.ordered_at) / 3600)::bigint
            FROM dates d CROSS JOIN listed e
            LEFT JOIN order_lines l ON l.id = e.line_id
            LEFT JOIN LATERAL (
                SELECT * FROM line_states s WHERE s.order_id = e.order_id AND s.line_id = e.line_id OFFSET 0
            ) s ON s.since <= d.as_of AND (s.until IS NULL OR s.until > d.as_of)
            LEFT JOIN products t ON t.id = s.product_id
            LEFT JOIN performances p ON p.id = s.performance_id LEFT JOIN shows sh ON sh.id = p.show_id
            ORDER BY e.ordered_at DESC, e.order_id DESC, e.line_id
            """

    /// By keys, of which `$5` is one.
    private static let evidence = """
        SELECT l.order_id, s.line_id, NULL::date AS valid_from, NULL::date AS valid_to
        FROM seats s JOIN order_lines l ON l.id = s.line_id
        WHERE $5 = 'assiduity' AND s.season_id = (SELECT id FROM season)
        UNION ALL
        SELECT l.order_id, s.line_id, NULL, NULL
        FROM seats s JOIN order_lines l ON l.id = s.line_id
        JOIN performances p ON p.id = s.performance_id JOIN shows sh ON sh.id = p.show_id
        LEFT JOIN favourite_genres f ON true
        WHERE $5 = 'genre_affinity' AND s.is_recent AND (f.genre IS NULL OR sh.genre = f.genre)
        UNION ALL
        SELECT order_id, line_id, NULL, NULL FROM (
            SELECT order_id, line_id FROM bought WHERE $5 = 'child_product' AND is_child
            UNION
            SELECT c.order_id, c.line_id FROM (SELECT t.order_id, t.line_id \(overtakenChildLines)) c
            WHERE $5 = 'child_product'
        ) children
        UNION ALL
        SELECT l.order_id, p.line_id, p.valid_from, p.valid_to
        FROM passes p CROSS JOIN dates d LEFT JOIN season s ON true JOIN order_lines l ON l.id = p.line_id
        WHERE $5 = 'member' AND \(passMakesMember)
        UNION ALL
        SELECT l.order_id, p.line_id, p.valid_from, p.valid_to
        FROM passes p JOIN season s ON \(passGivesSubscriber) JOIN order_lines l ON l.id = p.line_id
        WHERE $5 = 'subscriber'
        UNION ALL
        SELECT order_id, line_id, NULL, NULL FROM (\(linesWithRevenueSeason)) b
        WHERE is_sold AND revenue_season_id = CASE $5 WHEN 'spend_tier_previous' THEN (SELECT id FROM previous_season)
            WHEN 'spend_tier_current' THEN (SELECT id FROM season) END
        UNION ALL
        SELECT b.order_id, b.line_id, NULL, NULL
        FROM bought b JOIN purchases p ON p.recency = b.performed_on
        WHERE $5 = 'recency' AND b.is_sold AND b.is_event
        UNION ALL
        SELECT b.order_id, b.line_id, NULL, NULL FROM dates d, bought b
        WHERE $5 = 'booking_lead' AND b.is_sold AND b.is_event AND b.ordered_at >= d.two_years_began_at
        UNION ALL
        SELECT DISTINCT b.order_id, NULL::bigint, NULL::date, NULL::date
        FROM dates d CROSS JOIN bought b
        WHERE $5 = 'sales_channel' AND b.is_sold AND b.ordered_at >= CASE
            WHEN EXISTS (SELECT FROM bought n, dates y WHERE n.is_sold AND n.ordered_at >= y.one_year_began_at)
            THEN d.one_year_began_at ELSE d.three_years_began_at END
        UNION ALL
        SELECT r.order_id, NULL, NULL, NULL
        FROM (
            SELECT o.id AS order_id, o.ordered_at FROM records r JOIN orders o ON o.buyer_id = r.record_id
            UNION
            SELECT o.id, o.ordered_at FROM records r JOIN orders o ON o.payer_id = r.record_id
            UNION
            SELECT l.order_id, h.ordered_at FROM held h JOIN order_lines l ON l.id = h.line_id
        ) r JOIN seniorities s ON s.seniority = (r.ordered_at AT TIME ZONE $2)::date CROSS JOIN dates d
        WHERE $5 = 'seniority' AND r.ordered_at <= d.as_of
        """
    let key: IndicatorKey
    let contact: Identifier<Contact>
    let asOf: Instant
    let timeZone: String
    let limit: Int

    var parameters: [Value] {
        [asOf.value, .text(timeZone)] + TheseContacts([contact], for: .recompute).parameters
            + [.text(key.rawValue), .int64(Int64(limit))]
    }

    static func decode(_ row: inout Row) throws -> (count: Int64, item: EvidenceItem) {
        let count: Int64 = try row.next()
        let order: Identifier<Order> = try row.next()
        let orderExternalID: String? = try row.nextIfPresent()
        let orderedAt: Instant = try row.next()
        let orderedOn: LocalDate = try row.next()
        let channel = ChannelType(rawValue: try row.next())
        let line: Identifier<OrderLine>? = try row.nextIfPresent()
        var item = EvidenceItem(line == nil ? .order : .line)
        (item.order, item.orderExternalID, item.line) = (order, orderExternalID, line)
        (item.orderedAt, item.orderedOn, item.channel) = (orderedAt, orderedOn, channel)
        item.lineExternalID = try row.nextIfPresent()
        item.status = (try row.nextIfPresent(as: String.self)).flatMap(LineStatus.init(rawValue:))
        item.family = (try row.nextIfPresent(as: String.self)).flatMap(ProductFamily.init(rawValue:))
        item.amount = try row.nextIfPresent()
        item.product = try row.nextIfPresent()
        item.performance = try row.nextIfPresent()
        item.show = try row.nextIfPresent()
        item.genre = try row.nextIfPresent()
        item.startsAt = try row.nextIfPresent()
        item.performedOn = try row.nextIfPresent()
        item.validFrom = try row.nextIfPresent()
        item.validTo = try row.nextIfPresent()
        item.hours = try row.nextIfPresent()
        return (count: count, item: item)
    }
}
