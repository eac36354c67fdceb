import Domain
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
