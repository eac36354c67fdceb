package import Domain
package import Postgres

/// The stored indicators of a contact, in the order of the rules, defaults where nothing was computed; no row when there is no
/// such contact.
///
/// Those of a merged record are its contact's.
package struct FindContactIndicators: VenueStatement {
    package static let sql = """
        SELECT i.history_computed_for, \(HistoryColumns.of("i")),
            i.spend_tier_previous_computed_for, i.spend_tier_previous, i.spend_tier_previous_level,
            i.spend_tier_current_computed_for, i.spend_tier_current, i.spend_tier_current_level,
            e.social_computed_for, i.social_engagement, i.social_engagement_level, i.social_influence,
            i.social_influence_level
        FROM contacts c
        JOIN indicator_epochs e ON e.id = 1
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
        let history = try Indicator.ofHistory(&row)
        let tiers = [try spendTier(.spendTierPrevious, &row), try spendTier(.spendTierCurrent, &row)]
        let indicators = history + tiers + (try social(&row))
        return IndicatorKey.allCases.compactMap { key in indicators.first { $0.key == key } }
    }

    private static func spendTier(_ key: IndicatorKey, _ row: inout Row) throws -> Indicator {
        let computedFor: Instant? = try row.nextIfPresent()
        return Indicator(
            key: key, value: .money(try row.nextIfPresent() ?? 0), level: try row.nextIfPresent(),
            computedFor: computedFor)
    }

    private static func social(_ row: inout Row) throws -> [Indicator] {
        let computedFor: Instant? = try row.nextIfPresent()
        func indicator(_ key: IndicatorKey) throws -> Indicator {
            Indicator(
                key: key, value: .count(try row.nextIfPresent() ?? 0), level: try row.nextIfPresent() ?? 0,
                computedFor: computedFor)
        }
        return [try indicator(.socialEngagement), try indicator(.socialInfluence)]
    }
}

extension Indicator {
    /// The instant they are for, then `HistoryColumns`.
    static func ofHistory(_ row: inout Row) throws -> [Indicator] {
        let computedFor: Instant? = try row.nextIfPresent()
        func indicator(
            _ key: IndicatorKey, _ value: Value, of detail: String? = nil, unknown: Bool = false
        ) throws -> Indicator {
            let level: Int? = try row.nextIfPresent()
            return Indicator(
                key: key, value: value, detail: detail, level: level ?? (unknown ? nil : 0), computedFor: computedFor)
        }
        func count() throws -> Value { .count(try row.nextIfPresent() ?? 0) }
        func flag() throws -> Value { .flag(try row.nextIfPresent() ?? false) }
        func date() throws -> Value { .date(try row.nextIfPresent()) }
        return [
            try indicator(.assiduity, try count()), try indicator(.childProduct, try flag()),
            try indicator(.member, try flag()), try indicator(.recency, try date()),
            try indicator(.salesChannel, .count(try row.nextIfPresent()), of: try row.nextIfPresent()),
            try indicator(.subscriber, try flag()), try indicator(.seniority, try date()),
            try indicator(.young, .flag(try row.nextIfPresent()), unknown: true),
            try indicator(.bookingLead, .count(try row.nextIfPresent())),
            try indicator(.genreAffinity, try count(), of: try row.nextIfPresent()),
        ]
    }
}
