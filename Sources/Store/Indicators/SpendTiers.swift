import Domain
import Postgres

/// The band of every contact's revenue inside its population; rules 4 and 5.
///
/// The revenues are those its history was computed with, so that is computed first. Contacts without revenue have no level, nor
/// anything to write; equal revenues share one.
private func storingTier(_ columns: IndicatorColumns, of key: IndicatorKey, revenue: String, population: String)
    -> String
{
    """
    WITH spenders AS MATERIALIZED (
        -- A record that was merged a moment ago is nobody any more, though its row may not have ended yet.
        SELECT contact_id, \(revenue) AS revenue, CASE WHEN \(revenue) > 0 THEN \(population) END AS population
        FROM contact_indicators i
        WHERE (\(revenue) <> 0 OR \(key.rawValue) <> 0) AND ended_for IS NULL AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = i.contact_id)
    ), tiers AS (
        \(banded("revenue", of: "spenders", within: "population"))
    ), computed AS MATERIALIZED (
        SELECT s.contact_id, $2::text AS reason, s.revenue AS \(key.rawValue), t.level AS \(key.levelColumn),
            s.population AS \(key.rawValue)_population
        FROM spenders s LEFT JOIN tiers t ON t.contact_id = s.contact_id
    )
    """
        + storing(
            columns, marks: [("\(key.rawValue)_computed_for", "$1::timestamptz")],
            wasComputed: "(SELECT e.\(key.rawValue)_computed_for IS NOT NULL FROM indicator_epochs e WHERE e.id = 1)")
}

/// Stores every contact's spend tier of the season that ended last.
struct ComputePreviousSpendTier: VenueStatement {
    static let sql = storingTier(
        .previousSpendTier, of: .spendTierPrevious, revenue: "previous_revenue", population: "previous_population")
    let asOf: Instant
    let reason: LevelChangeReason

    var parameters: [Value] { [asOf.value, .text(reason.rawValue)] }
    static func decode(_ row: inout Row) throws -> DifferenceRow { try DifferenceRow(&row) }
}

/// Stores every contact's spend tier of the season that holds the instant's date.
struct ComputeCurrentSpendTier: VenueStatement {
    static let sql = storingTier(
        .currentSpendTier, of: .spendTierCurrent, revenue: "revenue", population: "population")
    let asOf: Instant
    let reason: LevelChangeReason

    var parameters: [Value] { [asOf.value, .text(reason.rawValue)] }
    static func decode(_ row: inout Row) throws -> DifferenceRow { try DifferenceRow(&row) }
}
