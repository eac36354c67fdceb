/// The standard indicators, by their keys in the API and in the rules, in the order of the rules.
package enum IndicatorKey: String, CaseIterable, Sendable {
    case assiduity
    case childProduct = "child_product"
    case member
    case spendTierPrevious = "spend_tier_previous"
    case spendTierCurrent = "spend_tier_current"
    case recency
    case salesChannel = "sales_channel"
    case subscriber
    case seniority
    case young
    case socialEngagement = "social_engagement"
    case socialInfluence = "social_influence"
    case bookingLead = "booking_lead"
    case genreAffinity = "genre_affinity"

    /// The number of the first level: the bands of revenue have no level 0.
    package var firstLevel: Int {
        switch self {
        case .spendTierPrevious, .spendTierCurrent: 1
        default: 0
        }
    }

    /// The level of somebody about whom nothing is known; nil where the rule gives none.
    package var defaultLevel: Int? {
        switch self {
        case .spendTierPrevious, .spendTierCurrent, .young: nil
        default: 0
        }
    }

    /// The name of a level, or nil for a number the indicator does not have.
    package func levelText(_ level: Int) -> Text? {
        let index = level - firstLevel
        return levelTexts.indices.contains(index) ? levelTexts[index] : nil
    }

    /// What a level, or having none, is called; nil where that has no name.
    package func nameOfLevel(_ level: Int?) -> Text? {
        guard let level else { return self == .young ? IndicatorKey.unknownText : nil }
        return levelText(level)
    }
}

/// One indicator of one contact: a value, the level computed from it, and the instant both are right for.
package struct Indicator: Sendable {
    package enum Value: Sendable, Hashable {
        /// Nil where the rule gives none: of purchases, of hours.
        case count(Int64?)
        /// In cents of the venue's currency.
        case money(Int64)
        case date(LocalDate?)
        /// Nil where it is not known.
        case flag(Bool?)
    }

    package let key: IndicatorKey
    package let value: Value
    /// What the value is a count of: a type of sales channel, a genre.
    package let detail: String?
    /// Nil where the rule gives none, such as the spend tier of somebody who spent nothing.
    package let level: Int?
    /// Nil while it has its default value because nothing was computed yet.
    package let computedFor: Instant?

    package init(key: IndicatorKey, value: Value, detail: String? = nil, level: Int?, computedFor: Instant?) {
        self.key = key
        self.value = value
        self.detail = detail
        self.level = level
        self.computedFor = computedFor
    }
}
