import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ExplanationTests {
        @Test(arguments: ["Pacific/Auckland", "Europe/Paris"])
        func theEvidenceAloneGivesWhatIsStored(_ timeZone: String) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue(timeZone: timeZone)
                database.clock.now = Instant("2023-12-31T12:00:00Z")
                var history = try await RandomHistory(
                    seed: 7, database: database, venue: venue, contacts: 24, performances: 30)
                for day in ["2026-11-22"] {
                    database.clock.now = Instant(day + "T23:30:00Z")
                    for _ in 0..<3 { try await history.happen(orders: 30, changes: 12) }
                    try await database.refresh(venue)
                    try await database.runIndicators(of: venue)
                    let known = try await History(of: venue, in: database)
                    try await Self.check(venue, database, known, asOf: nil)
                    for days in [400] as [Int64] {
                        let then = database.clock.now.advanced(bySeconds: -days * 86_400 - 7)
                        try await Self.check(venue, database, known, asOf: then)
                        try await Self.checkThen(venue, database, known, asOf: then)
                    }
                }
            }
        }

        /// Every contact and key: the evidence gives the value, and each item matters or is marked neutral.
        private static func check(
            _ venue: Venue, _ database: TestDatabase, _ known: History, asOf: Instant?
        ) async throws {
            let oracle = IndicatorOracle(known, asOf: asOf ?? database.clock.now)
            for contact in known.contacts.keys.sorted() {
                for key in IndicatorKey.allCases {
                    let label = Comment(
                        rawValue: "\(key) of \(contact) as of \(asOf?.rfc3339 ?? database.clock.now.rfc3339)")
                    let explained = try #require(
                        try await database.store.explain(
                            key, of: Identifier(rawValue: contact), in: venue, asOf: asOf))
                    #expect(explained.agrees, label)
                    let outcome = explained.rule.outcome(of: explained.evidence)
                    let neutral = explained.rule.neutral(explained.evidence)
                    for place in explained.evidence.indices {
                        var others = explained.evidence
                        others.remove(at: place)
                        let isSame = explained.rule.outcome(of: others) == outcome
                        #expect(isSame == neutral[place], label)
                    }
                    switch key {
                    case .spendTierPrevious:
                        #expect(explained.rule.bands.map(OracleBands.init) == oracle.previousBands(of: contact), label)
                    case .spendTierCurrent:
                        #expect(explained.rule.bands.map(OracleBands.init) == oracle.currentBands(of: contact), label)
                    default: break
                    }
                }
            }
        }

        /// All the indicators of each contact as of an instant are those of the rules.
        private static func checkThen(
            _ venue: Venue, _ database: TestDatabase, _ known: History, asOf: Instant
        ) async throws {
            let oracle = IndicatorOracle(known, asOf: asOf)
            let (histories, previous, current) = (oracle.histories(), oracle.previousTiers(), oracle.currentTiers())
            for contact in known.contacts.keys.sorted() {
                let indicators = try #require(
                    try await database.store.indicators(of: Identifier(rawValue: contact), in: venue, asOf: asOf))
                #expect(indicators.map(\.key) == IndicatorKey.allCases)
                #expect(HistoryFigures(indicators) == histories[contact])
                let tiers = indicators.filter { [.spendTierPrevious, .spendTierCurrent].contains($0.key) }
                #expect(tiers.map(\.level) == [previous[contact]?.level, current[contact]?.level])
                #expect(
                    tiers.map(\.value) == [
                        .money(previous[contact]?.revenue ?? -1), .money(current[contact]?.revenue ?? -1),
                    ])
            }
        }

        @Test func aRefundOfTheSixthPerformanceIsWhySheIsNoLongerAssidue() async throws {
            try await RuleVenue.with { house in
                let contact = try await house.contact()
                var orders: [Order] = []
                for day in 1...6 {
                    orders.append(
                        try await house.order(
                            by: contact, at: "2026-10-0\(day)T10:00:00Z", house.seat(at: "2026-12-0\(day)T19:00:00Z")))
                }
                let before = try await Self.explain(.assiduity, of: contact, house)
                #expect(before.indicator.level == 3 && before.evidence.count == 6 && before.agrees)
                let then = house.database.clock.now
                house.database.clock.now = then.advanced(bySeconds: 3_600)
                try await house.change(orders[5], to: .refunded)
                let after = try await Self.explain(.assiduity, of: contact, house)
                #expect(after.indicator.level == 2 && after.evidence.count == 5 && after.agrees)
                #expect(!after.evidence.contains { $0.order == orders[5].id })
                #expect(after.evidence.allSatisfy { $0.show == "Show" && $0.status == .sold })
                // What she was is still known.
                let past = try #require(
                    try await house.database.store.explain(.assiduity, of: contact.id, in: house.venue, asOf: then))
                #expect(past.indicator.level == 3 && past.evidence.count == 6)
            }
        }

        @Test func theWorkedExampleIsExplained() async throws {
            try await RuleVenue.with { house in
                // Eve: as many on INTERNET as B2B within a year; what is older does not count.
                let eve = try await house.contact(born: "1998-01-02")
                for channel in [ChannelType.internet, .internet, .b2b, .b2b] {
                    try await house.order(by: eve, at: "2026-10-01T10:00:00Z", channel: channel, .seat(nil))
                }
                for _ in 0..<9 {
                    try await house.order(by: eve, at: "2025-03-22T10:00:00Z", channel: .others, .seat(nil))
                }
                let channels = try await Self.explain(.salesChannel, of: eve, house)
                #expect(channels.indicator.detail == "B2B" && channels.indicator.number == 2)
                #expect(channels.evidence.map(\.kind) == [EvidenceItem.Kind](repeating: .order, count: 4))
                #expect(
                    zip(channels.evidence, channels.rule.neutral(channels.evidence)).allSatisfy {
                        ($0.channel == .internet) == $1
                    })
                let window = IndicatorKey.salesChannel.window(channels.rule.dates, channels.evidence)
                #expect(window?.from.iso8601 == "2025-11-23" && window?.to.iso8601 == "2026-11-22")
                let seniority = try await Self.explain(.seniority, of: eve, house)
                #expect(seniority.evidence.count == 9 && seniority.agrees)
                #expect(seniority.rule.neutral(seniority.evidence).allSatisfy { $0 })
                let young = try await Self.explain(.young, of: eve, house)
                #expect(young.indicator.flag == true && young.evidence.map(\.kind) == [.birthDate] && young.agrees)
                // Cléa: a subscription for next season.
                let clea = try await house.contact()
                try await house.order(
                    by: clea, at: "2026-11-01T10:00:00Z",
                    .seat(nil, family: .subscription, season: house.season(2027)))
                let subscriber = try await Self.explain(.subscriber, of: clea, house)
                #expect(subscriber.indicator.flag == false && subscriber.evidence.isEmpty && subscriber.agrees)
                house.database.clock.now = Instant("2027-09-01T10:00:00Z")
                let later = try #require(
                    try await house.database.store.explain(
                        .subscriber, of: clea.id, in: house.venue, asOf: house.database.clock.now))
                #expect(later.indicator.flag == true && later.evidence.count == 1 && later.agrees)
            }
        }

        @Test func aMergedRecordIsExplainedAsItsContact() async throws {
            try await RuleVenue.with { house in
                let (absorbed, survivor) = (try await house.contact(), try await house.contact())
                try await house.order(by: absorbed, house.seat(at: "2026-12-01T19:00:00Z"))
                try await house.order(by: survivor, house.seat(at: "2026-12-02T19:00:00Z"))
                _ = try await house.database.merge(absorbed, into: survivor, taking: nil, in: house.venue)
                for contact in [absorbed, survivor] {
                    let explained = try await Self.explain(.assiduity, of: contact, house)
                    #expect(explained.agrees && explained.evidence.count == 2)
                    let then = try await house.database.store.indicators(
                        of: contact.id, in: house.venue, asOf: house.database.clock.now)
                    #expect(then?.first?.value == .count(2))
                }
                let nobody = Identifier<Contact>(rawValue: 1)
                #expect(
                    try await house.database.store.explain(.young, of: nobody, in: house.venue, asOf: nil)?.evidence
                        .count == nil)
            }
        }

        @Test func whatTheEvidenceDoesNotGiveIsSaid() async throws {
            try await RuleVenue.with { house in
                let contact = try await house.contact()
                try await house.order(by: contact, house.seat(at: "2026-12-01T19:00:00Z"))
                #expect(try await Self.explain(.assiduity, of: contact, house).agrees)
                try await house.database.run("UPDATE contact_indicators SET assiduity = 4", in: house.venue)
                let drifted = try await Self.explain(.assiduity, of: contact, house)
                #expect(!drifted.agrees && drifted.indicator.number == 4 && drifted.evidence.count == 1)
            }
        }

        private static func explain(
            _ key: IndicatorKey, of contact: Contact, _ house: RuleVenue
        ) async throws -> Explanation {
            try await house.database.refresh(house.venue)
            return try #require(
                try await house.database.store.explain(key, of: contact.id, in: house.venue, asOf: nil))
        }
    }
}
