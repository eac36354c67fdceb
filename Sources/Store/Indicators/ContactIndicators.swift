package import Domain
package import Postgres

/// The stored indicators of a contact, in the order of the rules, defaults where nothing was computed; no row when there is no
/// such contact.
///
/// Those of a merged record are its contact's.
package struct FindContactIndicators: VenueStatement {
    package static let sql = """
        SELECT GREATEST(i.history_computed_for, e.history_computed_for),
            GREATEST(i.spend_tier_previous_computed_for, e.spend_tier_previous_computed_for),
            GREATEST(i.spend_tier_current_computed_for, e.spend_tier_current_computed_for), e.social_computed_for,
            \(IndicatorColumns.everything.of("i"))
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
        let instants = IndicatorInstants(
            history: try row.nextIfPresent(), previousSpendTier: try row.nextIfPresent(),
            currentSpendTier: try row.nextIfPresent(), social: try row.nextIfPresent())
        return try Indicator.read(IndicatorKey.allCases, &row, instants)
    }
}

/// The instants that the parts of a contact's indicators are right for.
struct IndicatorInstants {
    let history: Instant?
    let previousSpendTier: Instant?
    let currentSpendTier: Instant?
    let social: Instant?

    subscript(key: IndicatorKey) -> Instant? {
        switch key {
        case .spendTierPrevious: previousSpendTier
        case .spendTierCurrent: currentSpendTier
        case .socialEngagement, .socialInfluence: social
        default: history
        }
    }
}

extension IndicatorInstants {
    /// All computed at once.
    init(_ instant: Instant?) {
        self.init(history: instant, previousSpendTier: instant, currentSpendTier: instant, social: instant)
    }
}

extension Indicator {
    /// The columns of some indicators, as `IndicatorColumns` has them; what was not computed has its default.
    static func read(
        _ keys: [IndicatorKey], _ row: inout Row, _ instants: IndicatorInstants
    ) throws -> [Indicator] {
        try keys.map { key in
            let value: Value
            switch key {
            case .assiduity, .socialEngagement, .socialInfluence, .genreAffinity:
                value = .count(try row.nextIfPresent() ?? 0)
            case .salesChannel, .bookingLead: value = .count(try row.nextIfPresent())
            case .spendTierPrevious, .spendTierCurrent: value = .money(try row.nextIfPresent() ?? 0)
            case .recency, .seniority: value = .date(try row.nextIfPresent())
            case .childProduct, .member, .subscriber: value = .flag(try row.nextIfPresent() ?? false)
            case .young: value = .flag(try row.nextIfPresent())
            }
            let detail: String? = key.detailColumn == nil ? nil : try row.nextIfPresent()
            let level: Int? = try row.nextIfPresent()
            return Indicator(
                key: key, value: value, detail: detail, level: level ?? key.defaultLevel, computedFor: instants[key])
        }
    }
}
