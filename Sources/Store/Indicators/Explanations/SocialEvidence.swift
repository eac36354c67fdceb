import Domain
import Postgres

/// What a contact shared within a year of an instant, the newest first.
struct SharesThen: VenueStatement {
    static let sql =
        socialFigures(of: "contact_indicators", reason: "'recompute'") + """
            SELECT token, order_ref, shared_at, (shared_at AT TIME ZONE $2)::date FROM links, dates
            WHERE contact_id = $3 AND order_ref IS NOT NULL AND (shared_at AT TIME ZONE $2)::date > one_year_ago
            ORDER BY shared_at DESC, token
            """
    let contact: Identifier<Contact>
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone), contact.value] }
    static func decode(_ row: inout Row) throws -> EvidenceItem {
        var item = EvidenceItem(.share)
        item.link = try row.next()
        item.orderExternalID = try row.next()
        item.sharedAt = try row.next()
        item.day = try row.next()
        return item
    }
}

/// Whom a contact's links brought within a year of an instant: each day's visits of a visitor by a link once, the newest first.
struct SharedVisitsThen: VenueStatement {
    static let sql =
        socialFigures(of: "contact_indicators", reason: "'recompute'") + """
            SELECT token, day FROM (
                SELECT DISTINCT l.token, v.visitor_id, (v.started_at AT TIME ZONE $2)::date AS day
                \(countedVisits) AND l.contact_id = $3
            ) visits ORDER BY day DESC, token
            """
    let contact: Identifier<Contact>
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone), contact.value] }
    static func decode(_ row: inout Row) throws -> EvidenceItem {
        var item = EvidenceItem(.visit)
        item.link = try row.next()
        item.day = try row.next()
        return item
    }
}
