import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct EventAccountingTests {
        @Test func everyAcknowledgedEventIsStoredOnceWhateverHappensToTheConnections() async throws {
            let seed: UInt64 = 11
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let sendersLeft = Counter(12)
                let ended = Counter()
                let breaker = Task {
                    while sendersLeft.value > 0 {
                        ended.add(try await Self.endOneConnection(database))
                        try await Task.sleep(for: .milliseconds(15))
                    }
                }
                let acknowledged = try await Self.send(seed: seed, to: venue, database, sendersLeft)
                try await breaker.value
                #expect(ended.value > 0)
                #expect(acknowledged.count > 2_000)
                #expect(try await Self.faults(acknowledged, in: venue, database) == [], "seed \(seed)")
            }
        }

        @Test func theAccountingSeesAStoreThatKeepsTwins() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.run("ALTER TABLE event_keys DROP CONSTRAINT event_keys_pkey", in: venue)
                let acknowledged = try await Self.send(seed: 11, to: venue, database, Counter(12))
                #expect(try await Self.faults(acknowledged, in: venue, database) != [])
            }
        }

        @Test func theAccountingSeesALoss() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await EventWriter(store: database.store).write(.of("a", "b"), of: venue)
                try await database.run("DELETE FROM events WHERE message_id = 'a'", in: venue)
                #expect(try await Self.faults(["a", "b"], in: venue, database) == ["a is stored 0 times"])
            }
        }

        /// Twelve senders, each with batches of its own and of its neighbour's ids; what fails is sent again.
        private static func send(
            seed: UInt64, to venue: Venue, _ database: TestDatabase, _ sendersLeft: Counter
        ) async throws -> Set<String> {
            let writer = EventWriter(store: database.store)
            return try await withThrowingTaskGroup(of: Set<String>.self) { group in
                for sender in 0..<12 {
                    group.addTask {
                        defer { sendersLeft.add(-1) }
                        var random = SeededGenerator(seed: seed + UInt64(sender))
                        var acknowledged: Set<String> = []
                        for batch in 0..<100 {
                            let ids = (0..<random.number(1...5)).map { item in
                                let owner = random.isTrue(oneIn: 10) ? (sender + 1) % 12 : sender
                                return "\(owner)-\(batch)-\(item)"
                            }
                            while true {
                                do {
                                    try await writer.write(.of(ids), of: venue)
                                    break
                                } catch is StoreFailure {
                                    continue
                                }
                            }
                            acknowledged.formUnion(ids)
                        }
                        return acknowledged
                    }
                }
                return try await group.reduce(into: []) { $0.formUnion($1) }
            }
        }

        private static func endOneConnection(_ database: TestDatabase) async throws -> Int {
            try await database.number(
                """
                SELECT count(pg_terminate_backend(pid)) FROM (
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND usename = 'sicstine_service' AND state <> 'idle'
                    ORDER BY random() LIMIT 1
                ) victims
                """)
        }

        /// What is not stored exactly once, or was never acknowledged.
        private static func faults(
            _ acknowledged: Set<String>, in venue: Venue, _ database: TestDatabase
        ) async throws -> [String] {
            let rows = try await database.rows(of: "SELECT message_id FROM events", in: venue) {
                try $0.next(as: String.self)
            }
            let counts = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
            return acknowledged.union(counts.keys).sorted().compactMap { id in
                let count = counts[id] ?? 0
                if !acknowledged.contains(id) { return "\(id) was not acknowledged" }
                return count == 1 ? nil : "\(id) is stored \(count) times"
            }
        }
    }
}
