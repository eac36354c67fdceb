import Domain

/// The columns that one statement computes of some indicators.
struct IndicatorColumns: Sendable {
    let keys: [IndicatorKey]
    /// What the indicators themselves do not show.
    let others: [String]

    /// In the order they are written and read: of each indicator its value, what that is a count of, its level.
    var names: [String] { keys.flatMap(\.columns) + others }

    var all: String { names.joined(separator: ", ") }

    /// The same columns, of one table of a statement.
    func of(_ table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }
}

extension IndicatorColumns {
    /// Of what follows from a contact's own history.
    static let history = IndicatorColumns(
        keys: [
            .assiduity, .childProduct, .member, .recency, .salesChannel, .subscriber, .seniority, .young, .bookingLead,
            .genreAffinity,
        ],
        others: ["revenue", "previous_revenue", "population", "previous_population"])

    /// The same, without what is not shown.
    static let shownOfHistory = IndicatorColumns(keys: history.keys, others: [])

    static let previousSpendTier = IndicatorColumns(
        keys: [.spendTierPrevious], others: ["spend_tier_previous_population"])

    static let currentSpendTier = IndicatorColumns(
        keys: [.spendTierCurrent], others: ["spend_tier_current_population"])

    /// Of what a contact shared.
    static let social = IndicatorColumns(keys: [.socialEngagement, .socialInfluence], others: [])

    /// Of all that is shown.
    static let everything = IndicatorColumns(keys: IndicatorKey.allCases, others: [])
}

extension IndicatorKey {
    /// The part of a run that computes it.
    var part: ComputedPart {
        switch self {
        case .spendTierPrevious: .previousSpendTier
        case .spendTierCurrent: .currentSpendTier
        case .socialEngagement, .socialInfluence: .social
        case .assiduity, .childProduct, .member, .recency, .salesChannel, .subscriber, .seniority, .young, .bookingLead,
            .genreAffinity:
            .histories
        }
    }

    /// Its own columns of `contact_indicators`.
    var columns: [String] { [rawValue] + [detailColumn].compactMap(\.self) + [levelColumn] }

    var levelColumn: String { "\(rawValue)_level" }

    /// What the value is a count of.
    var detailColumn: String? {
        switch self {
        case .salesChannel: "sales_channel_type"
        case .genreAffinity: "genre_affinity_genre"
        default: nil
        }
    }

    /// Whether a row d of `differing` has another value of it than the former one.
    var isOtherThanFormer: String {
        let values = [rawValue] + [detailColumn].compactMap(\.self)
        return values.map { "d.\($0) IS DISTINCT FROM d.former_\($0)" }.joined(separator: " OR ")
    }
}
