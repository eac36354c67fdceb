package import Domain
package import Postgres

// What every contact's indicators were, or will be, at another instant than now: kept apart from what is stored, in
// `computed_indicators`, by the run that asked.
extension Store {
    /// Computes every contact's indicators as of `asOf`, compares them with those stored, and says what differs.
    ///
    /// What was computed stays until `DropComputedIndicators` or `PurgeComputedIndicators`. A second time writes the same.
    func projectIndicators(
        of venue: Venue, for run: Identifier<IndicatorRun>, asOf: Instant
    ) async throws -> LevelDifferences {
        _ = try await inVenue(venue) { try await $0.run(DropComputedIndicators(run: run)) }
        for slice in try await slices(of: venue, for: .recompute) {
            _ = try await computingInVenue(venue) {
                try await $0.run(
                    KeepComputedHistories(asOf: asOf, timeZone: venue.timeZone, choice: slice, run: run))
            }
        }
        return try await computingInVenue(venue) { transaction in
            try await transaction.run(RankComputedRevenues(run: run))
            try await transaction.run(KeepComputedSocial(asOf: asOf, timeZone: venue.timeZone, run: run))
            return LevelDifferences(try await transaction.all(CompareComputedIndicators(run: run)))
        }
    }
}

/// Keeps what the contacts' own histories say at an instant.
struct KeepComputedHistories: VenueStatement {
    typealias Output = Void
    static let sql =
        histories(of: ContactSlice.self) + """

            INSERT INTO computed_indicators (run_id, contact_id, \(IndicatorColumns.history.all))
            SELECT $5::bigint, contact_id, \(IndicatorColumns.history.all) FROM computed ORDER BY contact_id
            """
    let asOf: Instant
    let timeZone: String
    let choice: ContactSlice
    let run: Identifier<IndicatorRun>

    var parameters: [Value] { [asOf.value, .text(timeZone)] + choice.parameters + [run.value] }
}

/// Ranks the revenues kept, of both seasons.
struct RankComputedRevenues: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH spenders AS MATERIALIZED (
            SELECT contact_id, revenue, population FROM computed_indicators WHERE run_id = $1
        ), previous_spenders AS MATERIALIZED (
            SELECT contact_id, previous_revenue AS revenue, previous_population AS population
            FROM computed_indicators WHERE run_id = $1
        ), tiers AS (
            \(banded("revenue", of: "spenders", within: "population"))
        ), previous_tiers AS (
            \(banded("revenue", of: "previous_spenders", within: "population"))
        ), ranked AS MATERIALIZED (
            SELECT s.contact_id, t.level, p.level AS previous_level
            FROM spenders s LEFT JOIN tiers t ON t.contact_id = s.contact_id
            LEFT JOIN previous_tiers p ON p.contact_id = s.contact_id
        )
        UPDATE computed_indicators c SET spend_tier_current = c.revenue, spend_tier_current_level = r.level,
            spend_tier_current_population = c.population, spend_tier_previous = c.previous_revenue,
            spend_tier_previous_level = r.previous_level, spend_tier_previous_population = c.previous_population
        FROM ranked r WHERE c.run_id = $1 AND c.contact_id = r.contact_id
        """
    let run: Identifier<IndicatorRun>

    var parameters: [Value] { [run.value] }
}

/// Keeps what was shared, and whom that brought.
struct KeepComputedSocial: VenueStatement {
    typealias Output = Void
    static let sql =
        socialFigures(reason: "'recompute'") + """

            UPDATE computed_indicators i SET (\(IndicatorColumns.social.all)) = ROW (\(IndicatorColumns.social.of("c")))
            FROM computed c WHERE i.run_id = $3 AND i.contact_id = c.contact_id
            """
    let asOf: Instant
    let timeZone: String
    let run: Identifier<IndicatorRun>

    var parameters: [Value] { [asOf.value, .text(timeZone), run.value] }
}

/// What differs between what was kept and what is stored.
struct CompareComputedIndicators: VenueStatement {
    static let sql =
        """
        WITH computed AS NOT MATERIALIZED (
            SELECT contact_id, 'recompute' AS reason, \(IndicatorColumns.everything.all) FROM computed_indicators WHERE run_id = $1
        )
        """ + comparing(.everything)
    let run: Identifier<IndicatorRun>

    var parameters: [Value] { [run.value] }
    static func decode(_ row: inout Row) throws -> DifferenceRow { try DifferenceRow(&row) }
}

/// Drops what a run computed for another instant.
struct DropComputedIndicators: VenueStatement {
    typealias Output = Void
    static let sql = "DELETE FROM computed_indicators WHERE run_id = $1"
    let run: Identifier<IndicatorRun>

    var parameters: [Value] { [run.value] }
}

/// A page of what a run computed for another instant: the contacts with all their indicators, in the order of ids.
package struct ListComputedIndicators: VenueStatement {
    package static let sql = """
        SELECT c.contact_id, r.computed_for, \(IndicatorColumns.everything.of("c"))
        FROM indicator_runs r JOIN computed_indicators c ON c.run_id = r.id
        WHERE r.id = $1 AND r.status = 'done' AND c.contact_id > $2
        ORDER BY c.contact_id LIMIT $3
        """
    let run: Identifier<IndicatorRun>
    let page: Page<Contact>

    package init(run: Identifier<IndicatorRun>, page: Page<Contact>) {
        self.run = run
        self.page = page
    }

    package var parameters: [Value] { [run.value, page.after.value, page.rows] }
    package static func decode(
        _ row: inout Row
    ) throws -> (contact: Identifier<Contact>, indicators: [Indicator]) {
        let contact: Identifier<Contact> = try row.next()
        let instants = IndicatorInstants(try row.nextIfPresent())
        return (
            contact: contact, indicators: try Indicator.read(IndicatorKey.allCases, &row, instants)
        )
    }
}
