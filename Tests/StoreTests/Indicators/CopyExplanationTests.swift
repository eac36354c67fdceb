import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct CopyExplanationTests {
        @Test func aCopyIsExplainedByItsOwnThresholds() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2023-12-31T12:00:00Z")
                var history = try await RandomHistory(
                    seed: 70, database: database, venue: venue, contacts: 24, performances: 30)
                database.clock.now = Instant("2026-11-22T23:30:00Z")
                for _ in 0..<3 { try await history.happen(orders: 30, changes: 12) }
                try await database.refresh(venue)
                try await database.runIndicators(of: venue)
                try await Self.check(venue, database, try await History(of: venue, in: database))
            }
        }

        /// What explains a copy gives the level that it has, now and as of another instant by the same thresholds.
        private static func check(_ venue: Venue, _ database: TestDatabase, _ known: History) async throws {
            let now = database.clock.now
            for base in LevelThresholds.bases {
                let numbers: [Int64] =
                    switch base {
                    case .assiduity: [1, 2, 3]
                    case .genreAffinity: [3]
                    case .bookingLead: [500, 2_000]
                    case .recency, .seniority: [5, 20]
                    default: [200, 600]
                    }
                let thresholds = try LevelThresholds(numbers, of: base)
                let own = OwnIndicator(
                    key: "own", definition: IndicatorDefinition(key: base), thresholds: thresholds, version: 1)
                for contact in known.contacts.keys.sorted().map({ Identifier<Contact>(rawValue: $0) }) {
                    let told = try await database.store.inVenue(venue) { transaction in
                        let stored = try await transaction.first(FindContactIndicators(contact: contact)) ?? []
                        return try await transaction.told(of: contact, by: [own], from: stored, in: venue, at: now)
                    }
                    let explain = { @Sendable (asOf: Instant?) in
                        try await database.store.explain(base, by: thresholds, of: contact, in: venue, asOf: asOf)
                    }
                    let explained = try #require(try await explain(nil))
                    #expect(explained.indicator.outcome == told.first?.told.outcome, "\(base) of \(contact)")
                    #expect(explained.agrees == true, "\(base) of \(contact)")
                    // Tiers of the season before are fixed: what is asked of an instant is of what is known now.
                    let then = try #require(try await explain(now))
                    #expect(then.indicator.level == explained.indicator.level, "\(base) of \(contact)")
                }
            }
        }
    }
}
