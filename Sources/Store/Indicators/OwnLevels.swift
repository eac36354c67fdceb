package import Domain
import Postgres

// Levels of own indicators, made of the stored value each time they are asked for: nothing is kept that could be another one.

/// Who counts, each with the value, the standard level and the population of the indicator `$1`.
private let valued = """
    SELECT i.contact_id, \(choosing(\.number)) AS value, \(choosing(\.levelColumn)) AS level,
        CASE $1::text WHEN 'spend_tier_previous' THEN spend_tier_previous_population
            WHEN 'spend_tier_current' THEN spend_tier_current_population ELSE 'venue' END AS population
    FROM contact_indicators i
    WHERE first_computed_for IS NOT NULL AND ended_for IS NULL
        -- A record that was merged a moment ago is nobody any more, though its row may not have ended yet.
        AND NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = i.contact_id)
    """

private func choosing(_ column: (IndicatorKey) -> String) -> String {
    let cases = LevelThresholds.bases.map { "WHEN '\($0.rawValue)' THEN \(column($0))" }
    return "CASE $1::text \(cases.joined(separator: " ")) END"
}

extension IndicatorKey {
    /// Its value as a number: of a date, the days since 1970-01-01.
    fileprivate var number: String {
        switch self {
        case .recency, .seniority: "(\(rawValue) - DATE '1970-01-01')::bigint"
        default: rawValue
        }
    }
}

/// How many contacts go from which level of counts or dates to which; from the standard one where no former steps are given.
struct CompareSteps: VenueStatement {
    static let sql = """
        WITH valued AS MATERIALIZED (
            \(valued)
        )
        SELECT $1, CASE WHEN $2::bigint[] IS NULL THEN level WHEN value IS NULL THEN 0
                ELSE $3::bigint + $4::bigint * width_bucket(value, $2::bigint[]) END AS from_level,
            CASE WHEN value IS NULL THEN 0 ELSE $6::bigint + $7::bigint * width_bucket(value, $5::bigint[]) END AS to_level,
            count(*)
        FROM valued GROUP BY from_level, to_level ORDER BY from_level, to_level
        """
    let base: IndicatorKey
    let former: LevelSteps?
    let new: LevelSteps

    var parameters: [Value] {
        [
            base.value, .optional(former) { .int64s($0.bounds) }, .optional(former) { .int64($0.lowest) },
            .optional(former) { .int64($0.step) }, .int64s(new.bounds), .int64(new.lowest), .int64(new.step),
        ]
    }
    static func decode(_ row: inout Row) throws -> LevelMove { try LevelMove(&row) }
}

/// How many contacts go from which level of shares to which; from the standard one where no former shares are given.
struct CompareShares: VenueStatement {
    static let sql = """
        WITH valued AS MATERIALIZED (
            \(valued)
        ), placed AS MATERIALIZED (
            SELECT level, count(*) OVER values_up_to AS up_to, rank() OVER values_up_to - 1 AS below,
                count(*) OVER (PARTITION BY population) AS people
            FROM valued WHERE value > 0 AND population IS NOT NULL
            WINDOW values_up_to AS (PARTITION BY population ORDER BY value)
        ), levelled AS (
            SELECT CASE WHEN $2::bigint IS NULL THEN level
                    WHEN up_to * 1000 <= $2::bigint * people THEN 1
                    WHEN below * 1000 >= $3::bigint * people THEN 3 ELSE 2 END AS from_level,
                CASE WHEN up_to * 1000 <= $4::bigint * people THEN 1
                    WHEN below * 1000 >= $5::bigint * people THEN 3 ELSE 2 END AS to_level
            FROM placed
            UNION ALL
            SELECT CASE WHEN $2::bigint IS NULL THEN level ELSE $6::bigint END, $6::bigint
            FROM valued WHERE (value > 0 AND population IS NOT NULL) IS NOT TRUE
        )
        SELECT $1, from_level, to_level, count(*) FROM levelled GROUP BY from_level, to_level ORDER BY from_level, to_level
        """
    let base: IndicatorKey
    let former: (low: Int64, high: Int64)?
    let new: (low: Int64, high: Int64)

    var parameters: [Value] {
        [
            base.value, .optional(former) { .int64($0.low) }, .optional(former) { .int64($0.high) }, .int64(new.low),
            .int64(new.high), .optional(base.defaultLevel) { .int64(Int64($0)) },
        ]
    }
    static func decode(_ row: inout Row) throws -> LevelMove { try LevelMove(&row) }
}

/// Where a contact's value of the indicator stands in its population; a place among none when it has no value.
///
/// It reads all of the venue's contacts: 0.3 s a million. Kept as a table of its own, `valued` would make that 0.8 s.
struct PlaceOfContact: VenueStatement {
    static let sql = """
        WITH valued AS NOT MATERIALIZED (
            \(valued)
        ), own AS MATERIALIZED (
            SELECT value, population FROM valued
            WHERE value > 0
                AND contact_id = COALESCE((SELECT m.contact_id FROM contact_members m WHERE m.member_id = $2), $2)
        )
        SELECT count(*), count(*) FILTER (WHERE v.value < o.value), count(*) FILTER (WHERE v.value <= o.value)
        FROM own o JOIN valued v ON v.population = o.population AND v.value > 0
        """
    let base: IndicatorKey
    let contact: Identifier<Contact>

    var parameters: [Value] { [base.value, contact.value] }
    static func decode(_ row: inout Row) throws -> PlaceAmongValues {
        PlaceAmongValues(contacts: try row.next(), below: try row.next(), upTo: try row.next())
    }
}

/// The date of an instant where a venue is.
struct LocalDateThere: VenueStatement {
    static let sql = "SELECT ($1::timestamptz AT TIME ZONE $2)::date"
    let instant: Instant
    let timeZone: String

    var parameters: [Value] { [instant.value, .text(timeZone)] }
    static func decode(_ row: inout Row) throws -> LocalDate { try row.next() }
}

extension VenueTransaction {
    /// What own indicators say now of a contact of whom these are the standard ones.
    package func told(
        of contact: Identifier<Contact>, by own: [OwnIndicator], from standard: [Indicator], in venue: Venue,
        at now: Instant
    ) async throws -> [(own: OwnIndicator, told: Indicator)] {
        guard !own.isEmpty,
            let today = try await first(LocalDateThere(instant: now, timeZone: venue.timeZone))
        else { return [] }
        var told: [(own: OwnIndicator, told: Indicator)] = []
        for own in own {
            guard let indicator = standard.first(where: { $0.key == own.base }) else { continue }
            var place: PlaceAmongValues?
            if case .shares = own.thresholds {
                place = try await first(PlaceOfContact(base: own.base, contact: contact))
            }
            if let one = own.told(indicator, on: today, place: place) { told.append((own, one)) }
        }
        return told
    }

    /// What own indicators say, at another instant, of each of some contacts, of whom these are the standard ones then.
    ///
    /// Those of shares are left out: the values that others had then are not at hand.
    package func toldThen(
        by own: [OwnIndicator], from standard: [[Indicator]], in venue: Venue, at instant: Instant
    ) async throws -> [[(own: OwnIndicator, told: Indicator)]] {
        guard !own.isEmpty,
            let day = try await first(LocalDateThere(instant: instant, timeZone: venue.timeZone))
        else { return standard.map { _ in [] } }
        return standard.map { indicators in
            own.compactMap { own in
                if case .shares = own.thresholds { return nil }
                let base = indicators.first { $0.key == own.base }
                return base.flatMap { own.told($0, on: day, place: nil) }.map { (own, $0) }
            }
        }
    }

    /// How many contacts new thresholds take from which level to which: from the standard one, or from that of former thresholds.
    package func compare(
        _ new: LevelThresholds, with former: LevelThresholds?, of base: IndicatorKey, in venue: Venue,
        at instant: Instant
    ) async throws -> [LevelMove] {
        switch (new, former) {
        case (.shares(let low, let high), .shares(let formerLow, let formerHigh)):
            return try await all(
                CompareShares(base: base, former: (formerLow, formerHigh), new: (low, high)))
        case (.shares(let low, let high), _):
            return try await all(CompareShares(base: base, former: nil, new: (low, high)))
        default:
            guard let today = try await first(LocalDateThere(instant: instant, timeZone: venue.timeZone)),
                let steps = new.steps(on: today, base: base)
            else { return [] }
            return try await all(
                CompareSteps(base: base, former: former?.steps(on: today, base: base), new: steps))
        }
    }
}
