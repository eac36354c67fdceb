import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

/// Values of every kind, with ties and with dates about the 29th of February; a population is missing here and there.
private struct MakeValuesUp: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE contact_indicators SET assiduity = contact_id % 9, genre_affinity = contact_id % 4 * 2,
            booking_lead = NULLIF(contact_id % 6, 0) * 77,
            recency = CASE WHEN contact_id % 11 > 0 THEN $1::date - (contact_id * 7919 % 2600 - 60)::integer END,
            seniority = CASE WHEN contact_id % 13 > 0 THEN DATE '2020-02-26' + (contact_id * 7 % 6 + 366 * (contact_id % 5))::integer END,
            spend_tier_current = contact_id % 7 * 1000, spend_tier_previous = contact_id * 31 % 5,
            spend_tier_current_population = CASE contact_id % 4 WHEN 0 THEN 'collectivity' WHEN 1 THEN 'subscriber' WHEN 2 THEN 'other' END,
            spend_tier_previous_population = 'other', social_engagement = contact_id % 3, social_influence = contact_id * 17 % 8
        """
    let today: LocalDate

    var parameters: [Value] { [.date(today.daysSince1970)] }
}

extension StoreTests {
    @Suite struct OwnIndicatorTests {
        /// Each contact asked for one by one has the level that the whole venue is counted by.
        @Test func aVenueIsCountedAsItsContactsAreTold() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Instant("2024-02-29T12:00:00Z")
                var contacts: [Identifier<Contact>] = []
                for _ in 0..<90 { contacts.append(try await database.contact(in: venue).id) }
                try await database.runIndicators(of: venue)
                _ = try await database.store.inVenue(venue) {
                    try await $0.run(MakeValuesUp(today: LocalDate(year: 2024, month: 2, day: 29)))
                }
                for base in LevelThresholds.bases {
                    let standard = try #require(LevelThresholds.standard(of: base))
                    for thresholds in [standard, try LevelThresholds(Self.others(of: base), of: base)] {
                        try await Self.check(thresholds, of: base, contacts: contacts, in: venue, database)
                    }
                }
            }
        }

        private static func others(of base: IndicatorKey) -> [Int64] {
            switch base {
            case .assiduity: [2, 3, 5]
            case .genreAffinity: [4]
            case .bookingLead: [100, 300]
            case .recency, .seniority: [24, 47]
            default: [300, 700]
            }
        }

        private static func check(
            _ thresholds: LevelThresholds, of base: IndicatorKey, contacts: [Identifier<Contact>], in venue: Venue,
            _ database: TestDatabase
        ) async throws {
            let own = OwnIndicator(
                key: "own", definition: IndicatorDefinition(key: base), thresholds: thresholds, version: 1)
            let now = database.clock.now
            let standard = try #require(LevelThresholds.standard(of: base))
            let (fromStored, fromStandard, told) = try await database.store.inVenue(venue) { transaction in
                var told: [LevelMove] = []
                for contact in contacts {
                    let stored = try await transaction.first(FindContactIndicators(contact: contact)) ?? []
                    let one = try await transaction.told(of: contact, by: [own], from: stored, in: venue, at: now)
                    let from = stored.first { $0.key == base }?.level
                    told.append(LevelMove(key: base, from: from, to: one.first?.told.level, contacts: 1))
                }
                return (
                    try await transaction.compare(thresholds, with: nil, of: base, in: venue, at: now),
                    try await transaction.compare(thresholds, with: standard, of: base, in: venue, at: now),
                    LevelMove.total(of: told)
                )
            }
            #expect(Set(fromStored) == Set(told), "\(base)")
            let reached = Dictionary(grouping: fromStandard, by: \.to).mapValues { $0.reduce(0) { $0 + $1.contacts } }
            let levels = Dictionary(grouping: told, by: \.to).mapValues { $0.reduce(0) { $0 + $1.contacts } }
            #expect(reached == levels, "\(base)")
            #expect(levels.count > 1, "\(base)")
            if thresholds == standard { #expect(fromStandard.allSatisfy { $0.from == $0.to }, "\(base)") }
        }

        @Test func bandsOfAVenueAreThoseOfItsValues() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                for _ in 0..<40 { _ = try await database.contact(in: venue) }
                try await database.runIndicators(of: venue)
                let today = LocalDate(year: 2026, month: 11, day: 22)
                let (moves, contacts) = try await database.store.inVenue(venue) { transaction in
                    _ = try await transaction.run(MakeValuesUp(today: today))
                    return (
                        try await transaction.compare(
                            .shares(low: 300, high: 700), with: nil, of: .socialInfluence, in: venue,
                            at: database.clock.now),
                        try await transaction.all(ListContacts(page: Page(after: nil, limit: 100)))
                    )
                }
                let values = contacts.map { $0.id.rawValue * 17 % 8 }
                let ranked = values.filter { $0 > 0 }
                let expected = Dictionary(grouping: values) { value in
                    PlaceAmongValues(
                        contacts: Int64(ranked.count), below: Int64(ranked.count { $0 < value }),
                        upTo: Int64(ranked.count { $0 <= value })
                    ).band(low: 300, high: 700) ?? 0
                }.mapValues { Int64($0.count) }
                let counted = Dictionary(grouping: moves) { $0.to ?? -1 }
                    .mapValues { $0.reduce(0) { $0 + $1.contacts } }
                #expect(counted == expected)
            }
        }
    }
}
