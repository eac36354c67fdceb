import Domain
import Postgres

/// A question for the bands of `value` that the contact `$n`, one of `table`, is ranked in; `levels` are those of `banded`.
///
/// The names are ours, never input.
private func bands(
    _ key: IndicatorKey, of value: String, in table: String, levels: String, contact parameter: String
) -> String {
    """
    SELECT '\(key.rawValue)', m.population, count(l.contact_id), max(l.\(value)) FILTER (WHERE l.level = 1),
            min(l.\(value)) FILTER (WHERE l.level = 3), m.\(value),
            CASE WHEN m.\(value) > 0 THEN 1 + count(*) FILTER (WHERE l.\(value) < m.\(value)) END
        FROM (SELECT * FROM \(table) WHERE contact_id = \(parameter)) m
        LEFT JOIN (\(levels) l JOIN \(table) o ON o.contact_id = l.contact_id) ON o.population = m.population
        GROUP BY m.population, m.\(value)
    """
}

private func read(_ row: inout Row) throws -> (key: IndicatorKey, bands: Bands) {
    guard let key = IndicatorKey(rawValue: try row.next()), let population = Bands.Population(rawValue: try row.next())
    else { throw StoreFailure.fault("bands of no known indicator or population") }
    let bands = Bands(
        population: population, contacts: try row.next(), lowUpTo: try row.nextIfPresent(),
        highFrom: try row.nextIfPresent(), value: try row.next(), place: try row.nextIfPresent())
    return (key: key, bands: bands)
}

/// A contact's revenue of both seasons as of an instant, of which those above 0 are ranked; no row for a record that is no contact.
struct RevenuesThen: VenueStatement {
    static let sql =
        historyLines(of: TheseContacts.self) + historyRules(of: TheseContacts.self) + """
            SELECT COALESCE(p.revenue, 0), COALESCE(p.previous_revenue, 0)
            FROM chosen c LEFT JOIN purchases p ON p.contact_id = c.contact_id
            """
    let asOf: Instant
    let timeZone: String
    let contact: Identifier<Contact>

    var parameters: [Value] {
        [asOf.value, .text(timeZone)] + TheseContacts([contact], for: .recompute).parameters
    }
    static func decode(_ row: inout Row) throws -> (current: Int64, previous: Int64) {
        (current: try row.next(), previous: try row.next())
    }
}

/// The bands of revenue that a contact is ranked in as of an instant, of both seasons: one reading of every contact's lines.
struct SpendBandsThen: VenueStatement {
    static let sql =
        historyLines(of: ContactSlice.self) + historyRules(of: ContactSlice.self) + """
            , spenders AS MATERIALIZED (
                SELECT c.contact_id, COALESCE(p.revenue, 0) AS revenue, \(population(subscribers: "q")) AS population,
                    COALESCE(p.previous_revenue, 0) AS previous_revenue,
                    \(population(subscribers: "e")) AS previous_population
                FROM chosen c
                LEFT JOIN purchases p ON p.contact_id = c.contact_id
                LEFT JOIN subscribers q ON q.contact_id = c.contact_id
                LEFT JOIN previous_subscribers e ON e.contact_id = c.contact_id
                LEFT JOIN ages y ON y.contact_id = c.contact_id
            ), previous_spenders AS (
                SELECT contact_id, previous_revenue AS revenue, previous_population AS population FROM spenders
            ), tiers AS (
                \(banded("revenue", of: "spenders", within: "population", low: "$6::bigint", high: "$7::bigint"))
            ), previous_tiers AS (
                \(banded("revenue", of: "previous_spenders", within: "population", low: "$6::bigint", high: "$7::bigint"))
            )
            \(bands(.spendTierPrevious, of: "revenue", in: "previous_spenders", levels: "previous_tiers", contact: "$5"))
            UNION ALL
            \(bands(.spendTierCurrent, of: "revenue", in: "spenders", levels: "tiers", contact: "$5"))
            """
    let asOf: Instant
    let timeZone: String
    let contact: Identifier<Contact>
    let shares: (low: Int64, high: Int64)

    var parameters: [Value] {
        let everybody = ContactSlice(
            after: Identifier(rawValue: 0), upTo: Identifier(rawValue: .max), reason: .recompute)
        return [asOf.value, .text(timeZone)] + everybody.parameters + [
            contact.value, .int64(shares.low), .int64(shares.high),
        ]
    }
    static func decode(_ row: inout Row) throws -> (key: IndicatorKey, bands: Bands) { try read(&row) }
}

/// The stored revenues of one season with the populations they were ranked in, by those who were somebody when that was.
private func ranked(_ key: IndicatorKey) -> String {
    """
    SELECT i.contact_id, i.\(key.rawValue) AS revenue, i.\(key.rawValue)_population AS population
            FROM contact_indicators i JOIN indicator_epochs e ON e.id = 1
            WHERE i.\(key.rawValue)_population IS NOT NULL AND (i.ended_for IS NULL
                OR i.ended_for > GREATEST(i.\(key.rawValue)_computed_for, e.\(key.rawValue)_computed_for))
    """
}

/// The bands of revenue that a contact was ranked in by the runs, of one season.
private func storedBands(_ key: IndicatorKey) -> String {
    """
    WITH spenders AS MATERIALIZED (
        \(ranked(key))
    ), tiers AS (
        \(banded("revenue", of: "spenders", within: "population", low: "$2::bigint", high: "$3::bigint"))
    )
    \(bands(key, of: "revenue", in: "spenders", levels: "tiers", contact: "$1"))
    """
}

/// The bands that a contact was ranked in by the run that fixed the season before; no row where it was not.
struct StoredPreviousSpendBands: VenueStatement {
    static let sql = storedBands(.spendTierPrevious)
    let contact: Identifier<Contact>
    let shares: (low: Int64, high: Int64)

    var parameters: [Value] { [contact.value, .int64(shares.low), .int64(shares.high)] }
    static func decode(_ row: inout Row) throws -> (key: IndicatorKey, bands: Bands) { try read(&row) }
}

/// The bands that a contact was ranked in by the last run of the season under way; no row where it was not.
struct StoredCurrentSpendBands: VenueStatement {
    static let sql = storedBands(.spendTierCurrent)
    let contact: Identifier<Contact>
    let shares: (low: Int64, high: Int64)

    var parameters: [Value] { [contact.value, .int64(shares.low), .int64(shares.high)] }
    static func decode(_ row: inout Row) throws -> (key: IndicatorKey, bands: Bands) { try read(&row) }
}

/// The bands of what was shared, and of whom that brought, that a contact is ranked in as of an instant.
struct SocialBandsThen: VenueStatement {
    static let sql =
        socialFigures(of: "contact_indicators", reason: "'recompute'", low: "$4::bigint", high: "$5::bigint") + """
            , sharers AS (
                SELECT \(sharer)::bigint AS contact_id, 'everybody' AS population,
                    COALESCE((SELECT purchases FROM engagements WHERE contact_id = \(sharer)), 0) AS purchases,
                    COALESCE((SELECT visits FROM influences WHERE contact_id = \(sharer)), 0) AS visits
            ), engaged AS (
                SELECT contact_id, population, purchases FROM sharers
                UNION ALL
                SELECT contact_id, 'everybody', purchases FROM engagements WHERE contact_id <> \(sharer)
            ), influential AS (
                SELECT contact_id, population, visits FROM sharers
                UNION ALL
                SELECT contact_id, 'everybody', visits FROM influences WHERE contact_id <> \(sharer)
            )
            \(bands(.socialEngagement, of: "purchases", in: "engaged", levels: "engagement_levels", contact: sharer))
            UNION ALL
            \(bands(.socialInfluence, of: "visits", in: "influential", levels: "influence_levels", contact: sharer))
            """
    private static let sharer = "$3"
    let asOf: Instant
    let timeZone: String
    let contact: Identifier<Contact>
    let shares: (low: Int64, high: Int64)

    var parameters: [Value] { [asOf.value, .text(timeZone), contact.value, .int64(shares.low), .int64(shares.high)] }
    static func decode(_ row: inout Row) throws -> (key: IndicatorKey, bands: Bands) { try read(&row) }
}
