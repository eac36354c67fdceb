import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct IndicatorEqualityTests {
        /// Each day is met in the morning or in the evening of the venue, as the seed has it.
        private static let days = ["2024-02-29", "2025-02-28", "2026-09-01", "2026-11-22", "2028-02-29"]

        @Test(arguments: ["Pacific/Auckland", "America/New_York", "Europe/Paris"])
        func whatIsStoredIsWhatTheRulesSay(_ timeZone: String) async throws {
            let seed: UInt64 = 20_261_122
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue(timeZone: timeZone)
                database.clock.now = Instant("2023-12-31T12:00:00Z")
                var history = try await RandomHistory(
                    seed: seed, database: database, venue: venue, contacts: 150, performances: 80)
                for day in Self.days {
                    let midnight = Instant(day + "T00:00:00Z")
                    database.clock.now = midnight.advanced(bySeconds: Int64(history.random.number(-50_400...50_400)))
                    let label = Comment(rawValue: "seed \(seed), \(timeZone), as of \(database.clock.now.rfc3339)")

                    try await database.runIndicators(of: venue)
                    try await Self.check(venue, database, includingTiers: true, label)

                    try await history.addContacts(10)
                    for _ in 0..<3 { try await history.happen(orders: 15, changes: 12) }
                    let before = try await StoredIndicators(of: venue, in: database)
                    try await database.refresh(venue)
                    try await Self.check(venue, database, includingTiers: false, label)
                    // The changes were such as to be seen.
                    let after = try await StoredIndicators(of: venue, in: database)
                    #expect(before.histories != after.histories)

                    try await database.runIndicators(of: venue)
                    try await Self.check(venue, database, includingTiers: true, label)
                    for days in [1, 90, 400, 1_200] as [Int64] {
                        let then = database.clock.now.advanced(bySeconds: -days * 86_400 - 7)
                        try await Self.checkThen(venue, database, asOf: then, label)
                    }
                }
            }
        }

        @Test func thousandsOfContactsAreRightAfterEachStep() async throws {
            let seed: UInt64 = 1_127
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2026-08-30T23:00:00Z")
                var history = try await RandomHistory(
                    seed: seed, database: database, venue: venue, contacts: 2_000, performances: 200)
                // The second day is the first of a season.
                for step in 0..<2 {
                    let label = Comment(rawValue: "seed \(seed), step \(step)")
                    try await history.happen(orders: 800, changes: 600)
                    try await database.refresh(venue)
                    try await Self.check(venue, database, includingTiers: false, label)
                    database.clock.now = database.clock.now.advanced(bySeconds: 86_400)
                    try await database.refresh(venue)
                    if step % 2 == 0 {
                        _ = try await database.store.computeCalendar(of: venue)
                    } else {
                        try await database.runIndicators(of: venue)
                    }
                    try await Self.check(venue, database, includingTiers: step % 2 == 1, label)
                }
            }
        }

        /// What is computed for a past instant is what the rules say of what held then.
        private static func checkThen(
            _ venue: Venue, _ database: TestDatabase, asOf: Instant, _ label: Comment
        ) async throws {
            let history = try await History(of: venue, in: database)
            let contacts = history.contacts.keys.sorted().map { Identifier<Contact>(rawValue: $0) }
            let computed = try await database.store.inVenue(venue) {
                try await $0.all(HistoryIndicatorsThen(asOf: asOf, timeZone: venue.timeZone, contacts: contacts))
            }
            let then = Dictionary(
                uniqueKeysWithValues: computed.map { ($0.contact.rawValue, HistoryFigures($0.indicators)) })
            #expect(differences(then, IndicatorOracle(history, asOf: asOf).histories()) == [], label)
        }

        private static func check(
            _ venue: Venue, _ database: TestDatabase, includingTiers: Bool, _ label: Comment
        ) async throws {
            let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: database.clock.now)
            let stored = try await StoredIndicators(of: venue, in: database)
            #expect(differences(stored.histories, oracle.histories()) == [], label)
            guard includingTiers else { return }
            #expect(differences(stored.previousTiers, oracle.previousTiers()) == [], label)
            #expect(differences(stored.currentTiers, oracle.currentTiers()) == [], label)
        }

        @Test func aChangeWithoutAMarkIsSeenByTheComparison() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                let performance = try await database.performance(at: database.clock.now, in: venue)
                let contact = try await database.contact(in: venue)
                try await database.order(by: contact, [.seat(performance)], in: venue)
                try await database.refresh(venue)
                try await database.run("UPDATE order_lines SET status = 'refunded'", in: venue)
                try await database.refresh(venue)
                let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: database.clock.now)
                let stored = try await StoredIndicators(of: venue, in: database)
                #expect(differences(stored.histories, oracle.histories()).count == 1)
            }
        }
    }
}

extension TestDatabase {
    /// Works until no mark is left.
    func refresh(_ venue: Venue) async throws {
        while try await store.refreshMarkedContacts(of: venue, limit: 200) > 0 {}
    }

    func runIndicators(of venue: Venue) async throws {
        let run = try await store.inVenue(venue) { try await $0.first(RequestIndicatorRun(at: clock.now)) }
        guard let run else { throw StoreFailure.fault("no run") }
        _ = try await store.runIndicators(run.id, of: venue)
    }
}
