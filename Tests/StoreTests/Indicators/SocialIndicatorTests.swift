import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// Rules 11 and 12, as of 2026-11-22 12:00 in Paris.
    @Suite struct SocialIndicatorTests {
        @Test func aPurchaseSharedTwiceCountsOnceAndForAYear() async throws {
            try await Self.withVenue { box, contact in
                try await box.share(["T1", "T2"], of: "O1", by: "U1", at: "2026-10-01T10:00:00Z")
                try await box.share(["T3"], of: "O2", by: "U1", at: "2025-11-22T10:00:00Z")
                try await box.share(["T4"], of: "O3", by: "U1", at: "2025-11-22T23:30:00Z")
                #expect(try await box.social(of: contact) == [2, 2, 0, 0])
                // A whole year after the first day that counted, in Paris.
                box.database.clock.now = Instant("2026-11-22T23:30:00Z")
                #expect(try await box.social(of: contact) == [1, 2, 0, 0])
                box.database.clock.now = Instant("2027-11-22T12:00:00Z")
                #expect(try await box.social(of: contact) == [0, 0, 0, 0])
            }
        }

        @Test func visitsCountOnceALinkAVisitorAndADay() async throws {
            try await Self.withVenue { box, contact in
                try await box.share(["T1", "T2"], of: "O1", by: "U1", at: "2026-10-01T10:00:00Z")
                try await box.visit("T1", by: "friend", at: "2026-10-02T10:00:00Z")
                try await box.visit("T1", by: "friend", at: "2026-10-02T15:00:00Z")
                #expect(try await box.social(of: contact) == [1, 2, 1, 2])
                // The same visitor by the other link, and on another day of Paris.
                try await box.visit("T2", by: "friend", at: "2026-10-02T17:00:00Z")
                try await box.visit("T1", by: "friend", at: "2026-10-02T22:30:00Z")
                try await box.visit("T1", by: "stranger", at: "2026-10-02T11:00:00Z")
                #expect(try await box.social(of: contact) == [1, 2, 4, 2])
            }
        }

        @Test func theSharerIsNoVisitorOnAnyDevice() async throws {
            try await Self.withVenue { box, contact in
                try await box.share(["T1"], of: "O1", by: "U1", at: "2026-10-01T10:00:00Z")
                try await box.visit("T1", by: "device of U1", at: "2026-10-03T10:00:00Z")
                try await box.visit("T1", by: "telephone", user: "U1", at: "2026-10-04T10:00:00Z")
                #expect(try await box.social(of: contact) == [1, 2, 0, 0])
            }
        }

        @Test func anOrderSharedByNobodyKnownIsItsBuyersShare() async throws {
            try await Self.withVenue { box, contact in
                _ = try await box.database.store.inVenue(box.venue) { transaction in
                    let order = NewOrder(
                        externalID: "O9", orderedAt: Instant("2026-10-01T09:00:00Z"), buyer: contact, payer: nil,
                        channel: .internet, lines: [])
                    return try await transaction.create(order, at: box.database.clock.now)
                }
                try await box.share(["T9"], of: "O9", by: nil, at: "2026-10-01T10:00:00Z")
                #expect(try await box.social(of: contact) == [1, 2, 0, 0])
            }
        }

        @Test func sharersAreRankedTogetherWhateverTheyAre() async throws {
            try await Self.withVenue { box, _ in
                var contacts: [Identifier<Contact>] = []
                for shares in 1...5 {
                    contacts.append(try await box.contact("P\(shares)", kind: shares == 5 ? .structure : .individual))
                    for share in 1...shares {
                        let token = "T\(shares)-\(share)"
                        try await box.share([token], of: token, by: "P\(shares)", at: "2026-10-01T10:0\(share):00Z")
                    }
                }
                var levels: [Int] = []
                for contact in contacts { levels.append(try await box.social(of: contact)[1]) }
                #expect(levels == [1, 1, 2, 2, 3])
            }
        }

        @Test func sharesAndVisitsAreExplainedAtEveryInstant() async throws {
            try await Self.withVenue { box, contact in
                let (store, venue) = (box.database.store, box.venue)
                try await box.share(["T1", "T2"], of: "O1", by: "U1", at: "2026-10-01T10:00:00Z")
                try await box.share(["T3"], of: "O2", by: "U1", at: "2026-10-05T10:00:00Z")
                try await box.visit("T1", by: "friend", at: "2026-10-02T10:00:00Z")
                try await box.visit("T1", by: "friend", at: "2026-10-02T15:00:00Z")
                try await box.visit("T2", by: "friend", at: "2026-10-06T15:00:00Z")
                #expect(try await box.social(of: contact) == [2, 2, 2, 2])
                for (instant, expected) in [
                    (nil, [3, 2, 2, 2]), ("2026-10-03T00:00:00Z", [2, 1, 1, 1]),
                    ("2026-10-05T23:00:00Z", [3, 2, 1, 1]),
                    ("2026-09-30T00:00:00Z", [0, 0, 0, 0]), ("2027-10-02T12:00:00Z", [1, 1, 1, 1]),
                ] {
                    let asOf = instant.map(Instant.init(_:))
                    let shares = try #require(
                        try await store.explain(.socialEngagement, of: contact, in: venue, asOf: asOf))
                    let visits = try #require(
                        try await store.explain(.socialInfluence, of: contact, in: venue, asOf: asOf))
                    #expect(shares.agrees == true && visits.agrees == true)
                    #expect(
                        [
                            Int(shares.evidence.count), shares.indicator.number, Int(visits.evidence.count),
                            visits.indicator.number,
                        ] == expected, "\(instant ?? "stored")")
                    #expect(shares.rule.bands?.contacts == (expected[1] > 0 ? 1 : nil))
                    // Two links of one purchase: either may go.
                    #expect(shares.neutral.count { $0 == true } == (expected[0] >= 2 ? 2 : 0))
                    #expect(!visits.neutral.contains(true))
                    guard let asOf else { continue }
                    let then = try await store.indicators(of: contact, in: venue, asOf: asOf) ?? []
                    #expect(then.first { $0.key == .socialEngagement }?.outcome == shares.indicator.outcome)
                    #expect(then.first { $0.key == .socialInfluence }?.outcome == visits.indicator.outcome)
                }
            }
        }

        /// Shares and visits by chance, near midnights and a year old; sharers who are known or not, and merged meanwhile.
        @Test func sharesAndVisitsByChanceAreCountedAsTheRulesSay() async throws {
            let seed: UInt64 = 1_112
            try await TestDatabase.withDatabase { database in
                let box = try await CollectingVenue(database)
                var random = SeededGenerator(seed: seed)
                database.clock.now = Instant("2028-02-29T22:59:00Z")
                let start = database.clock.now
                let contacts = try await box.people(20, using: &random)
                for step in 0..<3 {
                    try await box.shareAndVisitByChance(120, round: step, using: &random)
                    let (absorbed, survivor) = (random.pick(contacts), random.pick(contacts))
                    do {
                        let at = database.clock.now
                        _ = try await database.store.inVenue(box.venue) {
                            try await $0.merge(absorbed, into: survivor, taking: nil, at: at)
                        }
                    } catch is ContactMergeRefusal {}
                    try await database.refresh(box.venue)
                    _ = try await database.store.computeCalendar(of: box.venue)
                    let oracle = try await SocialOracle(of: box.venue, in: database)
                    let label = Comment(rawValue: "seed \(seed), step \(step)")
                    let now = oracle.figures(asOf: database.clock.now)
                    #expect(differences(try await box.storedShares(), now) == [], label)
                    #expect(
                        Set(now.values.flatMap { [$0.engagementLevel, $0.influenceLevel] }) == [0, 1, 2, 3], label)
                    for days in [10, 200, 364, 365, 366, 500] as [Int64] {
                        let asOf = start.advanced(bySeconds: -days * 86_400)
                        let then = oracle.figures(asOf: asOf)
                        #expect(differences(try await box.shares(of: then.keys, asOf: asOf), then) == [], label)
                    }
                    database.clock.now = database.clock.now.advanced(bySeconds: 86_400)
                }
            }
        }

        private static func withVenue(
            _ body: (CollectingVenue, Identifier<Contact>) async throws -> Void
        ) async throws {
            try await TestDatabase.withDatabase { database in
                let box = try await CollectingVenue(database)
                database.clock.now = Instant("2026-11-22T11:00:00Z")
                try await body(box, try await box.contact("U1"))
            }
        }
    }
}

extension CollectingVenue {
    fileprivate func contact(
        _ externalID: String, kind: Contact.Kind = .individual
    ) async throws -> Identifier<Contact> {
        var details = ContactDetails()
        details.externalID = externalID
        details.kind = kind
        return try await database.contact(details, in: venue).id
    }

    fileprivate func share(_ tokens: [String], of order: String, by user: String?, at instant: String) async throws {
        for token in tokens {
            var shared = event("share \(token)", .share, by: "device of \(user ?? "nobody")", at: instant)
            shared.sharedToken = token
            shared.order = order
            shared.userID = user
            try await collect(shared)
        }
    }

    /// Contacts with an order each.
    fileprivate func people(
        _ count: Int, using random: inout SeededGenerator
    ) async throws -> [Identifier<Contact>] {
        var people: [Identifier<Contact>] = []
        for number in 0..<count {
            let buyer = try await contact("U\(number)", kind: random.isTrue(oneIn: 5) ? .structure : .individual)
            let order = NewOrder(
                externalID: "O\(number)", orderedAt: database.clock.now.advanced(bySeconds: -63_000_000), buyer: buyer,
                payer: nil, channel: .internet, lines: [])
            _ = try await database.store.inVenue(venue) { [at = database.clock.now] in
                try await $0.create(order, at: at)
            }
            people.append(buyer)
        }
        return people
    }

    /// Events of eighteen months, half of them within some hours of a whole number of days ago; in the order of their times, as
    /// they would come.
    fileprivate func shareAndVisitByChance(
        _ count: Int, round: Int, using random: inout SeededGenerator
    ) async throws {
        var events: [CollectedEvent] = []
        for number in 0..<count {
            let days = random.isTrue(oneIn: 2) ? random.pick([0, 1, 200, 364, 365, 366, 367]) : random.number(0...550)
            let at = database.clock.now.advanced(bySeconds: Int64(-days * 86_400 + random.number(-9_000...60)))
            let user = "U\(random.number(0...19))"
            let device = random.isTrue(oneIn: 4) ? "public" : "device of \(user)"
            var event = event("\(round) \(number)", .share, by: device, at: at.rfc3339)
            if number % 4 == 0 {
                event.sharedToken = "T\(round)-\(number / 4)"
                event.order = random.isTrue(oneIn: 8) ? nil : "O\(random.number(0...25))"
            } else {
                event = self.event("\(round) \(number)", .pageView, by: device, at: at.rfc3339)
                // A few are visited far more than others.
                let link = min(random.number(0...(count / 4 - 1)), random.number(0...(count / 4 - 1)))
                event.arrival.shareToken = "T\(random.number(0...round))-\(link)"
            }
            event.userID = random.isTrue(oneIn: 3) ? user : nil
            events.append(event)
        }
        for event in events.sorted(by: { $0.time.receivedAt < $1.time.receivedAt }) { try await collect(event) }
    }

    fileprivate func storedShares() async throws -> [Int64: SocialOracle.Figures] {
        let question = """
            SELECT c.id, COALESCE(social_engagement, 0), COALESCE(social_engagement_level, 0), COALESCE(social_influence, 0),
                COALESCE(social_influence_level, 0)
            FROM contacts c LEFT JOIN contact_indicators i ON i.contact_id = c.id AND i.ended_for IS NULL
            WHERE NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.id)
            """
        let rows = try await database.rows(of: question, in: venue) {
            (
                try $0.next(as: Int64.self),
                SocialOracle.Figures(
                    engagement: Int(try $0.next(as: Int64.self)), engagementLevel: Int(try $0.next(as: Int64.self)),
                    influence: Int(try $0.next(as: Int64.self)), influenceLevel: Int(try $0.next(as: Int64.self)))
            )
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    fileprivate func shares(
        of contacts: some Sequence<Int64>, asOf: Instant
    ) async throws -> [Int64: SocialOracle.Figures] {
        var figures: [Int64: SocialOracle.Figures] = [:]
        for contact in contacts {
            let then = try await database.store.indicators(
                of: Identifier(rawValue: contact), in: venue, asOf: asOf)
            let engagement = then?.first { $0.key == .socialEngagement }
            let influence = then?.first { $0.key == .socialInfluence }
            figures[contact] = SocialOracle.Figures(
                engagement: engagement?.number ?? -1, engagementLevel: engagement?.level ?? -1,
                influence: influence?.number ?? -1, influenceLevel: influence?.level ?? -1)
        }
        return figures
    }

    fileprivate func visit(_ token: String, by device: String, user: String? = nil, at instant: String) async throws {
        var page = event("visit \(token) \(device) \(instant)", .pageView, by: device, at: instant)
        page.arrival.shareToken = token
        page.userID = user
        try await collect(page)
    }

    /// Engagement and its level, influence and its level, after a run.
    fileprivate func social(of contact: Identifier<Contact>) async throws -> [Int] {
        _ = try await database.store.computeCalendar(of: venue)
        let social = try await database.indicators(of: contact, in: venue).filter {
            [.socialEngagement, .socialInfluence].contains($0.key)
        }
        return social.flatMap { [$0.number ?? -1, $0.level ?? -1] }
    }
}
