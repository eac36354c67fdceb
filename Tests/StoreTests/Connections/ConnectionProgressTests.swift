import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// How far a connection has read, whatever happens between two pages.
    @Suite struct ConnectionProgressTests {
        @Test func aPullGoesFromPageToPageAndEndsWithAnOverlap() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let connection = try await database.connection(in: venue)
                #expect(connection.settings.channelTypes == ["api.ce": .b2b, "resellers": .b2b])
                let made = database.clock.now
                let next = made.advanced(bySeconds: 300)
                try await database.store.inVenue(venue) { transaction in
                    #expect(try await transaction.all(DueConnections(at: made)) == [connection.id])
                    #expect(try await transaction.all(DueConnections(at: made, forCheck: true)) == [])
                    try await transaction.run(
                        BeginPull(id: connection.id, due: connection.progress.nextPullAt, next: next))
                    var counts = ConnectionCounts()
                    (counts.written, counts.refused, counts.lastRefusal) = (3, 1, "x: why")
                    func turn(_ page: Int64) -> TurnPage {
                        TurnPage(id: connection.id, page: page, generatedAt: made, total: 8, counts: counts)
                    }
                    #expect(try await transaction.run(turn(1)) == 1)
                    // A second worker that read the same page.
                    #expect(try await transaction.run(turn(1)) == 0)
                    #expect(try await transaction.run(turn(2)) == 1)
                }
                var now = try await database.find(connection, in: venue)
                #expect((now.progress.page, now.progress.ordersRead, now.progress.readUntil) == (3, 8, nil))
                #expect((now.counts.written, now.counts.lastRefusal) == (6, "x: why"))
                try await database.store.inVenue(venue) {
                    // Not due, but under way.
                    #expect(try await $0.all(DueConnections(at: made)) == [connection.id])
                    #expect(try await $0.first(TakeConnection(id: connection.id, at: made)) != nil)
                    try await $0.run(FinishPull(id: connection.id, at: made, overlap: 60))
                    #expect(try await $0.all(DueConnections(at: made)) == [])
                }
                now = try await database.find(connection, in: venue)
                #expect(now.progress.readUntil == made.advanced(bySeconds: -60))
                #expect((now.progress.page, now.progress.loadedAt, now.progress.nextPullAt) == (nil, made, next))
            }
        }

        /// Pulls of several runs: what is heard between two of them is not used up by the last.
        @Test(arguments: [0, 1, 2]) func aWebhookDuringAPullMakesAnother(beforeRun run: Int64) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let connection = try await database.connection(in: venue)
                let start = database.clock.now
                let end = start.advanced(bySeconds: 10)
                try await database.store.inVenue(venue) { transaction in
                    for place: Int64 in 0...2 {
                        let now = start.advanced(bySeconds: place + 1)
                        let taken = try #require(
                            try await transaction.first(TakeConnection(id: connection.id, at: now)))
                        if place == run { try await transaction.run(HearWebhook(id: connection.id, at: now)) }
                        let progress = taken.connection.progress
                        if progress.page == nil {
                            try await transaction.run(
                                BeginPull(
                                    id: connection.id, due: progress.nextPullAt, next: now.advanced(bySeconds: 300)))
                        }
                        let turn = TurnPage(
                            id: connection.id, page: place + 1, generatedAt: now, total: 3, counts: ConnectionCounts())
                        #expect(try await transaction.run(turn) == 1)
                    }
                    try await transaction.run(FinishPull(id: connection.id, at: end, overlap: 60))
                    // Two pulls are five seconds apart.
                    #expect(try await transaction.all(DueConnections(at: end)) == [])
                    let later = end.advanced(bySeconds: 5)
                    #expect(try await transaction.all(DueConnections(at: later)) == [connection.id])
                }
            }
        }

        @Test func aComparisonAskedForDuringOneMakesAnother() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let connection = try await database.connection(in: venue)
                let start = database.clock.now
                let nextDay = start.advanced(bySeconds: 86_400)
                try await database.store.inVenue(venue) { transaction in
                    try await transaction.run(
                        BeginPull(id: connection.id, due: start, next: start.advanced(bySeconds: 300)))
                    let turn = TurnPage(
                        id: connection.id, page: 1, generatedAt: start, total: 0, counts: ConnectionCounts())
                    #expect(try await transaction.run(turn) == 1)
                    try await transaction.run(FinishPull(id: connection.id, at: start, overlap: 60))
                    for isAskedAgain in [true, false] {
                        let at = start.advanced(bySeconds: isAskedAgain ? 10 : 20)
                        _ = try await transaction.first(AskTicketingSystem(id: connection.id, isWhole: true, at: at))
                        let take = TakeConnection(id: connection.id, at: at, forCheck: true)
                        let taken = try #require(try await transaction.first(take))
                        try await transaction.run(BeginCheck(id: connection.id, due: taken.nextCheckAt, next: nextDay))
                        #expect(try await transaction.all(DueConnections(at: at, forCheck: true)) == [connection.id])
                        let later = at.advanced(bySeconds: 1)
                        if isAskedAgain {
                            _ = try await transaction.first(
                                AskTicketingSystem(id: connection.id, isWhole: true, at: later))
                        }
                        let found = try await transaction.first(FinishCheck(id: connection.id, at: later))
                        #expect(found?.finishedAt == later)
                        let due = try await transaction.all(DueConnections(at: later, forCheck: true))
                        #expect(due == (isAskedAgain ? [connection.id] : []))
                    }
                }
            }
        }

        @Test func aFailureIsNotNotedOfATokenThatWasReplaced() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let connection = try await database.connection(in: venue)
                let at = database.clock.now
                try await database.store.inVenue(venue) { transaction in
                    let taken = try #require(try await transaction.first(TakeConnection(id: connection.id, at: at)))
                    try await transaction.run(
                        SealCredential(id: connection.id, sealed: SealedCredential(bytes: [1, 2]), at: at))
                    let note = NoteConnectionFailure(
                        id: connection.id, failure: .denied, detail: nil, at: at,
                        notBefore: at.advanced(bySeconds: 60), asking: taken.sealed)
                    #expect(try await transaction.run(note) == 0)
                    #expect(try await transaction.all(DueConnections(at: at)) == [connection.id])
                }
            }
        }

        @Test func whoAskedForAPauseIsLeftAloneByWebhooksAndNotByPeople() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let connection = try await database.connection(in: venue)
                let at = database.clock.now
                try await database.store.inVenue(venue) { transaction in
                    let taken = try #require(try await transaction.first(TakeConnection(id: connection.id, at: at)))
                    try await transaction.run(
                        NoteConnectionFailure(
                            id: connection.id, failure: .busy, detail: nil, at: at,
                            notBefore: at.advanced(bySeconds: 60), asking: taken.sealed))
                    try await transaction.run(HearWebhook(id: connection.id, at: at))
                    #expect(try await transaction.all(DueConnections(at: at)) == [])
                    #expect(try await transaction.first(TakeConnection(id: connection.id, at: at)) == nil)
                    _ = try await transaction.first(AskTicketingSystem(id: connection.id, isWhole: false, at: at))
                    #expect(try await transaction.all(DueConnections(at: at)) == [connection.id])
                    _ = try await transaction.first(
                        PauseTicketingConnection(id: connection.id, isPaused: true, at: at))
                    let ask = AskTicketingSystem(id: connection.id, isWhole: false, at: at)
                    #expect(try await transaction.first(ask) == nil)
                    #expect(try await transaction.all(DueConnections(at: at)) == [])
                }
                let trouble = try await database.find(connection, in: venue).trouble
                #expect((trouble.failure, trouble.failures) == (.busy, 1))
            }
        }

        @Test func oneSourceHasOneConnection() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.connection(in: venue)
                await #expect(throws: StoreFailure.conflict(constraint: "ticketing_connections_source_key")) {
                    try await database.connection(in: venue)
                }
            }
        }
    }
}
