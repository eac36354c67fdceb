import Domain
import Postgres

/// What a contact shared within a year of an instant, the newest first: how much there is, and the first of it.
struct SharesThen: VenueStatement {
    static let sql =
        socialFigures(of: "contact_indicators", reason: "'recompute'") + """
            , shares AS MATERIALIZED (
                SELECT token, order_ref, shared_at, (shared_at AT TIME ZONE $2)::date AS day FROM links, dates
                WHERE contact_id = $3 AND order_ref IS NOT NULL AND (shared_at AT TIME ZONE $2)::date > one_year_ago
            )
            SELECT (SELECT count(*) FROM shares), token, order_ref, shared_at, day FROM shares
            ORDER BY shared_at DESC, token LIMIT $4
            """
    let contact: Identifier<Contact>
    let asOf: Instant
    let timeZone: String
    let limit: Int

    var parameters: [Value] { [asOf.value, .text(timeZone), contact.value, .int64(Int64(limit))] }
    static func decode(_ row: inout Row) throws -> (count: Int64, item: EvidenceItem) {
        let count: Int64 = try row.next()
        var item = EvidenceItem(.share)
        item.link = try row.next()
        item.orderExternalID = try row.next()
        item.sharedAt = try row.next()
        item.day = try row.next()
        return (count: count, item: item)
    }
}

/// Whom a contact's links brought within a year of an instant, the newest first, each day's visits of a visitor by a link once: how
/// many there are, and the first of them.
struct SharedVisitsThen: VenueStatement {
    static let sql =
        socialFigures(of: "contact_indicators", reason: "'recompute'") + """
            , visits AS MATERIALIZED (
                SELECT DISTINCT l.token, v.visitor_id, (v.started_at AT TIME ZONE $2)::date AS day
                \(countedVisits) AND l.contact_id = $3
            )
            SELECT (SELECT count(*) FROM visits), token, day FROM visits ORDER BY day DESC, token LIMIT $4
            """
    let contact: Identifier<Contact>
    let asOf: Instant
    let timeZone: String
    let limit: Int

    var parameters: [Value] { [asOf.value, .text(timeZone), contact.value, .int64(Int64(limit))] }
    static func decode(_ row: inout Row) throws -> (count: Int64, item: EvidenceItem) {
        let count: Int64 = try row.next()
        var item = EvidenceItem(.visit)
        item.link = try row.next()
        item.day = try row.next()
        return (count: count, item: item)
    }
}
