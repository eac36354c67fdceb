import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct IdempotencyKeyTests {
        private static let answer = KeptAnswer(status: 201, location: "contacts/1", body: Array("{}".utf8))

        private static func key(_ fingerprint: UInt8 = 1, actor: Int64 = 1) -> IdempotencyKey {
            IdempotencyKey(actor: Identifier(rawValue: actor), key: "k", fingerprint: [fingerprint])
        }

        /// A request as the services make it: claim, work, keep.
        ///
        /// True when it did the work.
        private static func request(_ key: IdempotencyKey, in venue: Venue, _ database: TestDatabase) async throws
            -> Bool
        {
            try await database.store.inVenue(venue) { transaction in
                switch try await transaction.claim(key, at: database.clock.now) {
                case .claimed:
                    _ = try await transaction.first(CreateContact(details: ContactDetails(), at: database.clock.now))
                    try await transaction.keep(answer, under: key)
                    return true
                case .answered(let kept):
                    #expect(kept.status == 201 && kept.location == "contacts/1" && kept.body == Array("{}".utf8))
                    return false
                case .usedOtherwise:
                    Issue.record("the request is the same")
                    return false
                }
            }
        }

        @Test func theSameRequestManyTimesAtOnceHasOneEffect() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<12 {
                        group.addTask { try await Self.request(Self.key(), in: venue, database) }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(done == 1)
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 1)
                #expect(try await Self.request(Self.key(actor: 2), in: venue, database))
                let other = try await database.venue()
                #expect(try await Self.request(Self.key(), in: other, database))
            }
        }

        @Test func theSameKeyForAnotherRequestIsRefused() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await Self.request(Self.key(), in: venue, database)
                let claim = try await database.store.inVenue(venue) {
                    try await $0.claim(Self.key(2), at: database.clock.now)
                }
                guard case .usedOtherwise = claim else {
                    Issue.record("claimed as \(claim)")
                    return
                }
            }
        }

        @Test func workThatIsRolledBackFreesItsKey() async throws {
            struct Change: Error {}
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                await #expect(throws: Change.self) {
                    try await database.store.inVenue(venue) { transaction in
                        _ = try await transaction.claim(Self.key(), at: database.clock.now)
                        try await transaction.keep(Self.answer, under: Self.key())
                        throw Change()
                    }
                }
                #expect(try await Self.request(Self.key(), in: venue, database))
            }
        }

        @Test func aClaimWaitsForTheOneBeforeItAndTakesOverWhenThatFails() async throws {
            struct Change: Error {}
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let second = Counter()
                await #expect(throws: Change.self) {
                    try await database.store.inVenue(venue) { transaction in
                        _ = try await transaction.claim(Self.key(), at: database.clock.now)
                        Task {
                            if try await Self.request(Self.key(), in: venue, database) { second.add() }
                        }
                        try await database.waitForALockWait()
                        throw Change()
                    }
                }
                while second.value == 0 { try await Task.sleep(for: .milliseconds(2)) }
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 1)
            }
        }

        @Test func thePlatformKeepsAnswersToo() async throws {
            try await TestDatabase.withDatabase { database in
                for round in 0..<2 {
                    let claim = try await database.store.onPlatform { transaction in
                        let claim = try await transaction.claim(Self.key(), at: database.clock.now)
                        if case .claimed = claim { try await transaction.keep(Self.answer, under: Self.key()) }
                        return claim
                    }
                    switch claim {
                    case .claimed: #expect(round == 0)
                    case .answered: #expect(round == 1)
                    case .usedOtherwise: Issue.record("the request is the same")
                    }
                }
            }
        }
    }
}
