/// The standard indicators, by their keys in the API and in the rules.
package enum IndicatorKey: String, CaseIterable, Sendable {
    case assiduity
    case spendTierPrevious = "spend_tier_previous"
    case spendTierCurrent = "spend_tier_current"
    case recency
    case seniority

    /// The number of the first level: the bands of revenue have no level 0.
    package var firstLevel: Int {
        switch self {
        case .spendTierPrevious, .spendTierCurrent: 1
        case .assiduity, .recency, .seniority: 0
        }
    }

    /// The name of a level, or nil for a number the indicator does not have.
    package func levelText(_ level: Int) -> Text? {
        let index = level - firstLevel
        return levelTexts.indices.contains(index) ? levelTexts[index] : nil
    }
}

/// One indicator of one contact: a value, the level computed from it, and the instant both are right for.
package struct Indicator: Sendable {
    package enum Value: Sendable, Hashable {
        case count(Int64)
        /// In cents of the venue's currency.
        case money(Int64)
        case date(LocalDate?)
    }

    package let key: IndicatorKey
    package let value: Value
    /// Nil where the rule gives none, such as the spend tier of somebody who spent nothing.
    package let level: Int?
    /// Nil while it has its default value because nothing was computed yet.
    package let computedFor: Instant?

    package init(key: IndicatorKey, value: Value, level: Int?, computedFor: Instant?) {
        self.key = key
        self.value = value
        self.level = level
        self.computedFor = computedFor
    }
}
