import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// Season 2026/2027, as of 2026-11-22 in Paris.
    @Suite struct WorkedExampleTests {
        @Test func fourSeatsOfOnePerformanceCountOnceAndTheLastRefundCounts() async throws {
            try await Self.withVenue { database, venue in
                let ana = try await database.contact(in: venue)
                let performance = try await database.performance(at: Instant("2026-11-30T20:00:00Z"), in: venue)
                let seats = [NewOrderLine](repeating: .seat(performance), count: 4)
                let order = try await database.order(by: ana, seats, in: venue)
                for (refunded, line) in order.lines.enumerated() {
                    try await database.refresh(venue)
                    let indicators = try await Self.indicators(of: ana, venue, database)
                    #expect(indicators[.assiduity]?.value == .count(1), "\(refunded) refunded")
                    #expect(indicators[.assiduity]?.level == 1)
                    #expect(indicators[.recency]?.value == .date(LocalDate(iso8601: "2026-11-30")))
                    #expect(indicators[.recency]?.level == 4)
                    #expect(indicators[.recency]?.computedFor == database.clock.now)
                    _ = try await database.store.inVenue(venue) {
                        try await $0.change(line: line.id, of: order.id, to: .refunded, at: database.clock.now)
                    }
                }
                try await database.refresh(venue)
                let indicators = try await Self.indicators(of: ana, venue, database)
                #expect(indicators[.assiduity]?.value == .count(0))
                #expect(indicators[.recency]?.value == .date(nil))
            }
        }

        @Test func aCancelledReservationLeavesOnlySeniority() async throws {
            try await Self.withVenue { database, venue in
                let bob = try await database.contact(in: venue)
                let performance = try await database.performance(at: Instant("2026-12-01T20:00:00Z"), in: venue)
                try await database.order(
                    by: bob, at: Instant("2026-10-03T10:00:00Z"), [.seat(performance, status: .cancelled)], in: venue)
                try await database.refresh(venue)
                let indicators = try await Self.indicators(of: bob, venue, database)
                #expect(indicators[.assiduity]?.value == .count(0))
                #expect(indicators[.recency]?.value == .date(nil))
                #expect(indicators[.recency]?.level == 0)
                #expect(indicators[.seniority]?.value == .date(LocalDate(iso8601: "2026-10-03")))
                #expect(indicators[.seniority]?.level == 1)
            }
        }

        @Test func recencyHasItsBoundsOnWholeYears() async throws {
            try await Self.withVenue { database, venue in
                for (day, level) in [
                    ("2025-11-21", 2), ("2025-11-22", 2), ("2025-11-23", 3), ("2026-11-21", 3), ("2026-11-22", 4),
                    ("2026-11-23", 4), ("2023-11-22", 2), ("2023-11-21", 1),
                ] {
                    let dan = try await database.contact(in: venue)
                    let performance = try await database.performance(at: Instant(day + "T20:00:00Z"), in: venue)
                    try await database.order(by: dan, [.seat(performance)], in: venue)
                    try await database.refresh(venue)
                    let indicators = try await Self.indicators(of: dan, venue, database)
                    #expect(indicators[.recency]?.value == .date(LocalDate(iso8601: day)))
                    #expect(indicators[.recency]?.level == level, "\(day)")
                }
            }
        }

        @Test func aContactWithoutHistoryHasTheDefaults() async throws {
            try await Self.withVenue { database, venue in
                let contact = try await database.contact(in: venue)
                let indicators = try await Self.indicators(of: contact, venue, database)
                #expect(Set(indicators.keys) == Set(IndicatorKey.allCases))
                #expect(indicators.values.allSatisfy { $0.computedFor == nil })
                #expect(indicators[.assiduity]?.level == 0)
                #expect(indicators[.spendTierCurrent]?.value == .money(0))
                #expect(indicators[.spendTierCurrent]?.level == nil)
            }
        }

        @Test func theBandsOfTheExample() async throws {
            try await Self.withVenue { database, venue in
                let structures = try await Self.spend([10, 20, 30, 40, 50], kind: .structure, in: venue, database)
                let others = try await Self.spend([1, 1, 1, 1, 1, 1, 9, 9, 9, 9], in: venue, database)
                try await database.runIndicators(of: venue)
                #expect(try await Self.levels(of: structures, venue, database) == [1, 1, 2, 2, 3])
                #expect(try await Self.levels(of: others, venue, database) == [Int?](repeating: 2, count: 10))
            }
        }

        private static let smallSets: [([Int64], [Int?])] = [
            ([7], [2]), ([1, 2, 3, 4, 5], [1, 1, 2, 2, 3]), ([5, 5], [2, 2]), ([1, 2], [1, 2]),
            ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 1, 1, 1, 1, 2, 2, 2, 3, 3]), ([1, 0, -3], [2, nil, nil]),
            ([1, 1, 2, 2], [1, 1, 2, 2]), ([1, 2, 3, 4, 9, 9], [1, 1, 1, 2, 2, 2]),
        ]

        @Test func bandsOfSmallSets() async throws {
            try await TestDatabase.withDatabase { database in
                for (revenues, levels) in Self.smallSets {
                    let venue = try await database.venue()
                    _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                    let contacts = try await Self.spend(revenues, in: venue, database)
                    try await database.runIndicators(of: venue)
                    #expect(try await Self.levels(of: contacts, venue, database) == levels, "\(revenues)")
                }
            }
        }

        @Test func eachPopulationHasItsOwnBands() async throws {
            try await Self.withVenue { database, venue in
                let others = try await Self.spend([1, 2, 3, 4, 5], in: venue, database)
                let subscribers = try await Self.spend([100, 200, 300, 400, 500], in: venue, database)
                let structures = try await Self.spend([1_000], kind: .structure, in: venue, database)
                for contact in subscribers + structures {
                    try await database.order(
                        by: contact, [.seat(nil, family: .subscription, amount: 1_000)], in: venue)
                }
                try await database.runIndicators(of: venue)
                for contacts in [others, subscribers] {
                    #expect(try await Self.levels(of: contacts, venue, database) == [1, 1, 2, 2, 3])
                }
                #expect(try await Self.levels(of: structures, venue, database) == [2])
            }
        }

        @Test func atTheSeasonsEndTheCurrentTierBecomesThePreviousOne() async throws {
            try await Self.withVenue { database, venue in
                _ = try await database.season("2027-09-01", "2028-09-01", in: venue)
                let contacts = try await Self.spend([10, 20, 30, 40, 50], in: venue, database)
                try await database.runIndicators(of: venue)
                let before = try await StoredIndicators(of: venue, in: database)
                // In Paris the next season begins two hours before it does in UTC.
                database.clock.now = Instant("2027-08-31T22:00:00Z")
                try await database.runIndicators(of: venue)
                let after = try await StoredIndicators(of: venue, in: database)
                #expect(after.previousTiers == before.currentTiers)
                #expect(after.previousTiers[contacts[4].id.rawValue] == TierFigures(revenue: 50, level: 3))
                #expect(after.currentTiers.values.allSatisfy { $0 == TierFigures() })
            }
        }

        private static func withVenue(_ body: (TestDatabase, Venue) async throws -> Void) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                try await body(database, venue)
            }
        }

        /// A new contact for each revenue, with one order of it.
        private static func spend(
            _ revenues: [Int64], kind: Contact.Kind = .individual, in venue: Venue, _ database: TestDatabase
        ) async throws -> [Contact] {
            var contacts: [Contact] = []
            for revenue in revenues {
                var details = ContactDetails()
                details.kind = kind
                let contact = try await database.contact(details, in: venue)
                try await database.order(by: contact, [.seat(nil, amount: revenue)], in: venue)
                contacts.append(contact)
            }
            return contacts
        }

        private static func indicators(
            of contact: Contact, _ venue: Venue, _ database: TestDatabase
        ) async throws -> [IndicatorKey: Indicator] {
            let list = try await database.indicators(of: contact.id, in: venue)
            return Dictionary(uniqueKeysWithValues: list.map { ($0.key, $0) })
        }

        private static func levels(
            of contacts: [Contact], _ venue: Venue, _ database: TestDatabase
        ) async throws -> [Int?] {
            let stored = try await StoredIndicators(of: venue, in: database)
            return contacts.map { stored.currentTiers[$0.id.rawValue]?.level }
        }
    }
}
