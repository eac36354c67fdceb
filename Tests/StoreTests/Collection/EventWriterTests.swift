import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct EventWriterTests {
        @Test func anEventIsCommittedWhenWriteReturns() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let writer = EventWriter(store: database.store)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<30 {
                        group.addTask {
                            try await writer.write(.of("m\(number)"), of: venue)
                            #expect(try await database.stored("m\(number)", in: venue) == 1)
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test func whatWaitsTogetherIsCommittedTogether() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let writer = EventWriter(store: database.store)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    try await database.whileEventsAreLocked(in: venue) {
                        for number in 0..<60 { group.addTask { try await writer.write(.of("m\(number)"), of: venue) } }
                        try await database.waitForALockWait()
                    }
                    try await group.waitForAll()
                }
                #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 60)
                #expect(try await database.number("SELECT count(DISTINCT xmin::text) FROM events", in: venue) < 30)
            }
        }

        @Test func theSameEventTwiceIsStoredOnceWhereverItsTwinIs() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let writer = EventWriter(store: database.store)
                try await writer.write(.of("a", "b", "a"), of: venue)
                try await writer.write(.of("b", "c"), of: venue)
                try await writer.write(.of("a", "b", "c"), of: venue)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<10 { group.addTask { try await writer.write(.of("d"), of: venue) } }
                    try await group.waitForAll()
                }
                for id in ["a", "b", "c", "d"] { #expect(try await database.stored(id, in: venue) == 1) }
                #expect(try await database.number("SELECT count(*) FROM arriving_events", in: venue) == 0)
            }
        }

        @Test func theFirstOfTwinsIsKept() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let writer = EventWriter(store: database.store)
                var rows = CollectedRows.events
                for number in 1...3 { rows.append(.sample("a", payload: "{\"number\":\(number)}")) }
                try await writer.write(rows, of: venue)
                var later = CollectedRows.events
                later.append(.sample("a", payload: "{\"number\":4}"))
                try await writer.write(later, of: venue)
                #expect(
                    try await database.number("SELECT sum((payload ->> 'number')::int) FROM events", in: venue) == 1)
            }
        }

        @Test func groupsOfTheSameEventsInOppositeOrdersAllSucceed() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let ids = (0..<300).map { "m\($0)" }
                for round in 0..<4 {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for turn in 0..<6 {
                            let order = (turn % 2 == 0 ? ids : ids.reversed()).map { "\(round)-\($0)" }
                            // A writer of its own each, as of a process of its own.
                            let writer = EventWriter(store: database.store)
                            group.addTask { try await writer.write(.of(order), of: venue) }
                        }
                        try await group.waitForAll()
                    }
                }
                #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 1_200)
            }
        }

        @Test func aBacklogBeyondTheLimitIsTurnedAway() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var limits = EventWriter.Limits()
                limits.lanes = 1
                limits.waiting = 3
                let writer = EventWriter(store: database.store, limits: limits)
                let refused = Counter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    try await database.whileEventsAreLocked(in: venue) {
                        group.addTask { try await writer.write(.of("under way"), of: venue) }
                        try await database.waitForALockWait()
                        for number in 0..<10 {
                            group.addTask {
                                do {
                                    try await writer.write(.of("m\(number)"), of: venue)
                                } catch StoreFailure.unavailable {
                                    refused.add()
                                }
                            }
                        }
                        while refused.value < 7 { try await Task.sleep(for: .milliseconds(1)) }
                    }
                    try await group.waitForAll()
                }
                #expect(refused.value == 7)
                #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 4)
                try await writer.write(.of("a", "b", "c"), of: venue)
                await #expect(throws: StoreFailure.unavailable) {
                    try await writer.write(.of("d", "e", "f", "g"), of: venue)
                }
            }
        }

        @Test func aRequestTheDatabaseRefusesDoesNotSinkItsNeighbours() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var limits = EventWriter.Limits()
                limits.lanes = 1
                let writer = EventWriter(store: database.store, limits: limits)
                let refused = Counter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    try await database.whileEventsAreLocked(in: venue) {
                        for number in 0..<10 {
                            group.addTask {
                                var rows = CollectedRows.of("m\(number)")
                                if number == 4 { rows.append(.sample("bad", payload: "{")) }
                                do {
                                    try await writer.write(rows, of: venue)
                                    #expect(number != 4)
                                } catch is StoreFailure {
                                    #expect(number == 4)
                                    refused.add()
                                }
                            }
                        }
                        try await database.waitForALockWait()
                    }
                    try await group.waitForAll()
                }
                #expect(refused.value == 1)
                #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 9)
            }
        }

        @Test func aConnectionEndedInTheMiddleIsAFailureAndTheRetryStoresOnce() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let writer = EventWriter(store: database.store)
                try await database.whileEventsAreLocked(in: venue) {
                    let write = Task { try await writer.write(.of("a"), of: venue) }
                    try await database.waitForALockWait()
                    try await database.run(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
                    await #expect(throws: StoreFailure.unavailable) { try await write.value }
                }
                #expect(try await database.stored("a", in: venue) == 0)
                try await writer.write(.of("a"), of: venue)
                try await writer.write(.of("a"), of: venue)
                #expect(try await database.stored("a", in: venue) == 1)
            }
        }
    }
}

extension CollectedRows {
    static func of(_ ids: [String]) -> CollectedRows {
        var rows = CollectedRows.events
        for id in ids { rows.append(.sample(id)) }
        return rows
    }

    static func of(_ ids: String...) -> CollectedRows { of(ids) }
}

extension TestDatabase {
    func stored(_ id: String, in venue: Venue) async throws -> Int {
        try await number("SELECT count(*) FROM events WHERE message_id = '\(id)'", in: venue)
    }

    /// Whoever writes events during `body` waits for its end.
    func whileEventsAreLocked(in venue: Venue, _ body: () async throws -> Void) async throws {
        let holder = try await connect()
        _ = try await holder.script("BEGIN; LOCK TABLE \(venue.id.schema).events IN ACCESS EXCLUSIVE MODE")
        do {
            try await body()
        } catch {
            await holder.close()
            throw error
        }
        await holder.close()
    }
}
