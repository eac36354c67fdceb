package import Domain
package import Postgres

/// The stored indicators of a contact, defaults where nothing was computed; no row when there is no such contact.
///
/// Those of a merged record are its contact's.
package struct FindContactIndicators: VenueStatement {
    package static let sql = """
        SELECT i.history_computed_for, i.assiduity, i.assiduity_level, i.recency, i.recency_level, i.seniority,
            i.seniority_level, i.spend_tier_previous_computed_for, i.spend_tier_previous, i.spend_tier_previous_level,
            i.spend_tier_current_computed_for, i.spend_tier_current, i.spend_tier_current_level
        FROM contacts c
        LEFT JOIN contact_members m ON m.member_id = c.id
        LEFT JOIN contact_indicators i ON i.contact_id = COALESCE(m.contact_id, c.id)
        WHERE c.id = $1
        """
    let contact: Identifier<Contact>

    package init(contact: Identifier<Contact>) {
        self.contact = contact
    }

    package var parameters: [Value] { [contact.value] }

    package static func decode(_ row: inout Row) throws -> [Indicator] {
        let history: Instant? = try row.nextIfPresent()
        let assiduity = Indicator(
            key: .assiduity, value: .count(try row.nextIfPresent() ?? 0), level: try row.nextIfPresent() ?? 0,
            computedFor: history)
        let recency = Indicator(
            key: .recency, value: .date(try row.nextIfPresent()), level: try row.nextIfPresent() ?? 0,
            computedFor: history)
        let seniority = Indicator(
            key: .seniority, value: .date(try row.nextIfPresent()), level: try row.nextIfPresent() ?? 0,
            computedFor: history)
        let previous = try spendTier(.spendTierPrevious, &row)
        let current = try spendTier(.spendTierCurrent, &row)
        return [assiduity, previous, current, recency, seniority]
    }

    private static func spendTier(_ key: IndicatorKey, _ row: inout Row) throws -> Indicator {
        let computedFor: Instant? = try row.nextIfPresent()
        return Indicator(
            key: key, value: .money(try row.nextIfPresent() ?? 0), level: try row.nextIfPresent(),
            computedFor: computedFor)
    }
}
