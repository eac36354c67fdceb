import Domain
import Postgres
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
                    #expect(explained.agrees == true, label)
                    let evidence = explained.evidence.items
                    let outcome = explained.rule.outcome(of: evidence)
                    for place in evidence.indices {
                        var others = evidence
                        others.remove(at: place)
                        let isSame = explained.rule.outcome(of: others) == outcome
                        #expect(isSame == explained.neutral[place], label)
                    }
                    switch key {
                    case .spendTierPrevious:
                        #expect(
                            explained.rule.bands.map(OracleBands.init) == oracle.previousBands(of: contact)?.ifRanked,
                            label)
                    case .spendTierCurrent:
                        #expect(
                            explained.rule.bands.map(OracleBands.init) == oracle.currentBands(of: contact)?.ifRanked,
                            label)
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
                #expect(before.indicator.level == 3 && before.evidence.count == 6 && before.agrees == true)
                let then = house.database.clock.now
                house.database.clock.now = then.advanced(bySeconds: 3_600)
                try await house.change(orders[5], to: .refunded)
                let after = try await Self.explain(.assiduity, of: contact, house)
                #expect(after.indicator.level == 2 && after.evidence.count == 5 && after.agrees == true)
                #expect(!after.evidence.items.contains { $0.order == orders[5].id })
                #expect(after.evidence.items.allSatisfy { $0.show == "Show" && $0.status == .sold })
                // What she was is still known.
                let past = try #require(
                    try await house.database.store.explain(.assiduity, of: contact.id, in: house.venue, asOf: then))
                #expect(past.indicator.level == 3 && past.evidence.count == 6)
            }
        }

        @Test func theWorkedExampleIsExplained() async throws {
            try await RuleVenue.with { house in
                // Dan: exactly one year ago, whatever became of what was to come.
                let dan = try await house.contact()
                let latest = try await house.order(
                    by: dan, at: "2025-11-01T10:00:00Z", house.seat(at: "2025-11-22T19:00:00Z"))
                try await house.order(
                    by: dan, at: "2026-11-01T10:00:00Z", house.seat(at: "2026-12-24T19:00:00Z", status: .refunded))
                let recency = try await Self.explain(.recency, of: dan, house)
                #expect(recency.indicator.date?.iso8601 == "2025-11-22" && recency.indicator.level == 2)
                #expect(recency.evidence.items.map(\.order) == [latest.id] && recency.agrees == true)
                #expect(recency.evidence.items.map(\.performedOn) == [recency.rule.dates.oneYearAgo])
                #expect(recency.neutral == [false])
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
                #expect(channels.evidence.items.map(\.kind) == [EvidenceItem.Kind](repeating: .order, count: 4))
                #expect(
                    zip(channels.evidence.items, channels.neutral).allSatisfy {
                        ($0.channel == .internet) == $1
                    })
                let window = IndicatorKey.salesChannel.window(channels.rule.dates, channels.evidence.items)
                #expect(window?.from.iso8601 == "2025-11-23" && window?.to.iso8601 == "2026-11-22")
                let seniority = try await Self.explain(.seniority, of: eve, house)
                #expect(seniority.evidence.count == 9 && seniority.agrees == true)
                #expect(seniority.neutral.allSatisfy { $0 == true })
                let young = try await Self.explain(.young, of: eve, house)
                #expect(
                    young.indicator.flag == true && young.evidence.items.map(\.kind) == [.birthDate]
                        && young.agrees == true)
                // Cléa: a subscription for next season.
                let clea = try await house.contact()
                try await house.order(
                    by: clea, at: "2026-11-01T10:00:00Z",
                    .seat(nil, family: .subscription, season: house.season(2027)))
                let subscriber = try await Self.explain(.subscriber, of: clea, house)
                #expect(
                    subscriber.indicator.flag == false && subscriber.evidence.items.isEmpty && subscriber.agrees == true
                )
                house.database.clock.now = Instant("2027-09-01T10:00:00Z")
                let later = try #require(
                    try await house.database.store.explain(
                        .subscriber, of: clea.id, in: house.venue, asOf: house.database.clock.now))
                #expect(later.indicator.flag == true && later.evidence.count == 1 && later.agrees == true)
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
                    #expect(explained.agrees == true && explained.evidence.count == 2)
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

        @Test func moreEvidenceThanIsListedIsCounted() async throws {
            try await RuleVenue.with { house in
                let contact = try await house.contact()
                for day in 1...5 {
                    try await house.order(
                        by: contact, at: "2026-10-0\(day)T10:00:00Z", house.seat(at: "2026-12-0\(day)T19:00:00Z"))
                }
                try await house.database.refresh(house.venue)
                try await house.database.runIndicators(of: house.venue)
                for key in IndicatorKey.allCases {
                    let whole = try await Self.explain(key, of: contact, house)
                    let exact = try await Self.explain(key, of: contact, house, listing: whole.evidence.items.count)
                    #expect(whole.evidence.isComplete && exact.evidence.isComplete && exact.agrees == true, "\(key)")
                    guard whole.evidence.items.count > 1 else { continue }
                    for asOf in [nil, house.database.clock.now] {
                        let cut = try await Self.explain(key, of: contact, house, asOf: asOf, listing: 1)
                        #expect(cut.indicator.outcome == whole.indicator.outcome, "\(key)")
                        #expect(cut.evidence.count == whole.evidence.items.count && !cut.evidence.isComplete, "\(key)")
                        #expect(cut.evidence.items.map(\.line) == whole.evidence.items.prefix(1).map(\.line), "\(key)")
                        // Neither follows from what is listed.
                        #expect(cut.agrees == nil && cut.neutral == [nil], "\(key)")
                        #expect(cut.rule.bands?.value == whole.rule.bands?.value, "\(key)")
                    }
                }
            }
        }

        @Test func rankingsKeepNobodyWaitingWhoIsNotRanked() async throws {
            try await RuleVenue.with { house in
                let (buyer, nobody) = (try await house.contact(), try await house.contact())
                try await house.order(by: buyer, house.seat(at: "2026-12-01T19:00:00Z"))
                try await house.database.refresh(house.venue)
                try await house.database.runIndicators(of: house.venue)
                let (venue, now) = (house.venue, house.database.clock.now)
                let (store, ranking) = house.database.storeRankingApart(
                    connections: 1, waitTime: .milliseconds(50), statementTimeout: .milliseconds(500))
                try await ranking.withConnection { _ in
                    for key in [IndicatorKey.spendTierPrevious, .spendTierCurrent, .assiduity] {
                        for asOf in [nil, now] {
                            let explained = try await store.explain(key, of: nobody.id, in: venue, asOf: asOf)
                            #expect(explained?.agrees == true && explained?.rule.bands == nil, "\(key)")
                        }
                    }
                    for asOf in [nil, now] {
                        #expect(
                            try await store.explain(.assiduity, of: buyer.id, in: venue, asOf: asOf)?.agrees == true)
                        await #expect(throws: StoreFailure.rankingsBusy) {
                            try await store.explain(.spendTierCurrent, of: buyer.id, in: venue, asOf: asOf)
                        }
                        await #expect(throws: StoreFailure.rankingsBusy) {
                            try await store.explain(.socialInfluence, of: buyer.id, in: venue, asOf: asOf)
                        }
                    }
                    await #expect(throws: StoreFailure.rankingsBusy) {
                        try await store.indicators(of: buyer.id, in: venue, asOf: now)
                    }
                }
                let ranked = try await store.explain(.spendTierCurrent, of: buyer.id, in: venue, asOf: now)
                #expect(ranked?.rule.bands?.place == 1 && ranked?.agrees == true)
                let holder = try await house.database.connect()
                _ = try await holder.script("BEGIN; LOCK TABLE \(venue.id.schema).share_links IN ACCESS EXCLUSIVE MODE")
                await #expect(throws: StoreFailure.rankingTooLong) {
                    try await store.explain(.socialInfluence, of: buyer.id, in: venue, asOf: now)
                }
                await holder.close()
                await ranking.close()
            }
        }

        @Test func whatTheEvidenceDoesNotGiveIsSaid() async throws {
            try await RuleVenue.with { house in
                let contact = try await house.contact()
                try await house.order(by: contact, house.seat(at: "2026-12-01T19:00:00Z"))
                #expect(try await Self.explain(.assiduity, of: contact, house).agrees == true)
                try await house.database.run("UPDATE contact_indicators SET assiduity = 4", in: house.venue)
                let drifted = try await Self.explain(.assiduity, of: contact, house)
                #expect(drifted.agrees == false && drifted.indicator.number == 4 && drifted.evidence.count == 1)
            }
        }

        private static func explain(
            _ key: IndicatorKey, of contact: Contact, _ house: RuleVenue, asOf: Instant? = nil,
            listing most: Int = Evidence.most
        ) async throws -> Explanation {
            try await house.database.refresh(house.venue)
            return try #require(
                try await house.database.store.explain(
                    key, of: contact.id, in: house.venue, asOf: asOf, listing: most))
        }
    }
}

extension OracleBands {
    /// Nil for whoever has nothing to be ranked by.
    fileprivate var ifRanked: OracleBands? { place == nil ? nil : self }
}
