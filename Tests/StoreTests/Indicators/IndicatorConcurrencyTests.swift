import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct IndicatorConcurrencyTests {
        @Test func writersRefreshesAndFullRunsAtOnceEndUpRight() async throws {
            let seed: UInt64 = 7
            try await TestDatabase.withDatabase(connections: 20) { database in
                let venue = try await database.venue()
                let start = try await RandomHistory(
                    seed: seed, database: database, venue: venue, contacts: 30, performances: 20)
                let writersLeft = Counter(8)
                let refreshed = Counter()
                let runs = Counter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<8 {
                        group.addTask {
                            defer { writersLeft.add(-1) }
                            var history = start
                            history.random = SeededGenerator(seed: seed + UInt64(writer) + 1)
                            for turn in 0..<100 {
                                // New contacts have no row yet: the two ways of making one meet.
                                if turn % 5 == 0 { try await history.addContacts(1) }
                                try await history.happen(orders: 1, changes: 1)
                            }
                        }
                    }
                    for _ in 0..<4 {
                        group.addTask {
                            while writersLeft.value > 0 {
                                let taken = try await database.store.refreshMarkedContacts(of: venue, limit: 8)
                                refreshed.add(taken)
                            }
                        }
                    }
                    for _ in 0..<2 {
                        group.addTask {
                            while writersLeft.value > 0 {
                                try await database.runIndicators(of: venue)
                                runs.add()
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(refreshed.value > 0)
                #expect(runs.value > 0)
                try await database.refresh(venue)
                let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: database.clock.now)
                let stored = try await StoredIndicators(of: venue, in: database)
                #expect(differences(stored.histories, oracle.histories()) == [], "seed \(seed)")
            }
        }

        /// All at once, on the same few contacts: nobody is told of a ring of waits, and nobody's figures are those of before.
        @Test func aThousandWritersOfTheSameContactsLeaveNothingStale() async throws {
            try await TestDatabase.withDatabase(connections: 20) { database in
                let venue = try await database.venue()
                let start = try await RandomHistory(
                    seed: 11, database: database, venue: venue, contacts: 5, performances: 20)
                let writersLeft = Counter(1_000)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<1_000 {
                        group.addTask {
                            defer { writersLeft.add(-1) }
                            var history = start
                            history.random = SeededGenerator(seed: UInt64(writer))
                            try await history.happen(orders: 1, changes: 0)
                        }
                    }
                    for _ in 0..<4 {
                        group.addTask {
                            while writersLeft.value > 0 {
                                _ = try await database.store.refreshMarkedContacts(of: venue, limit: 20)
                            }
                        }
                    }
                    group.addTask {
                        while writersLeft.value > 0 { try await database.runIndicators(of: venue) }
                    }
                    try await group.waitForAll()
                }
                try await database.refresh(venue)
                let history = try await History(of: venue, in: database)
                #expect(history.orders.count == 1_000)
                let oracle = IndicatorOracle(history, asOf: database.clock.now)
                let stored = try await StoredIndicators(of: venue, in: database)
                #expect(differences(stored.histories, oracle.histories()) == [])
            }
        }

        @Test(arguments: [true, false])
        func aContactIsRightOnlyIfItsRowIsHeldBeforeItIsComputed(_ isHeldFirst: Bool) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                let contact = try await database.contact(in: venue)
                let seat = NewOrderLine.seat(try await database.performance(at: database.clock.now, in: venue))
                try await database.order(by: contact, [seat], in: venue)
                try await database.refresh(venue)
                let second = NewOrderLine.seat(try await database.performance(at: database.clock.now, in: venue))
                try await database.order(by: contact, [second], in: venue)

                let other = NewOrderLine.seat(try await database.performance(at: database.clock.now, in: venue))
                let slow = try await database.store.inVenue(venue) { quick in
                    try await quick.run(HoldEpoch())
                    try await quick.run(HoldIndicatorRows(contacts: [contact.id]))
                    let slow = Task {
                        try await database.store.inVenue(venue) { transaction in
                            try await Self.refresh(contact, isHeldFirst: isHeldFirst, transaction, venue, database)
                        }
                    }
                    try await database.waitForALockWait()
                    try await database.order(by: contact, [other], in: venue)
                    #expect(
                        try await quick.all(TakeMarks(limit: 10, at: database.clock.now)).map(\.contact) == [contact.id]
                    )
                    _ = try await quick.all(Self.compute(contact, venue, database))
                    return slow
                }
                try await slow.value
                let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: database.clock.now)
                let stored = try await StoredIndicators(of: venue, in: database)
                #expect(stored.histories[contact.id.rawValue]?.assiduity == (isHeldFirst ? 3 : 2))
                #expect(differences(stored.histories, oracle.histories()).isEmpty == isHeldFirst)
            }
        }

        /// A run whose worker lost it may still be writing when the next one begins: what both find is told of once.
        @Test func twoRunsThatFindTheSameTellOfItOnce() async throws {
            try await RuleVenue.with { house in
                let (database, venue) = (house.database, house.venue)
                let contact = try await house.contact()
                try await database.refresh(venue)
                try await database.runIndicators(of: venue)
                let seat = try await house.seat(at: "2026-11-25T19:00:00Z")
                _ = try await house.order(by: contact, seat)
                try await database.run("DELETE FROM indicator_marks", in: venue)
                let histories = { @Sendable (run: IndicatorComputation) in try await run.histories(for: .recompute) }
                let tiers = { @Sendable (run: IndicatorComputation) in try await run.currentSpendTier(for: .recompute) }
                for part in [histories, tiers] {
                    let (one, other) = (
                        try await database.store.begin(of: venue, nil), try await database.store.begin(of: venue, nil)
                    )
                    let late = try await database.store.inVenue(venue) { holder in
                        try await holder.run(HoldIndicatorRows(contacts: [contact.id]))
                        let both = [one, other].map { run in Task { try await part(run).count } }
                        try await database.waitForALockWait(of: 2)
                        return both
                    }
                    var found: Int64 = 0
                    for run in late { found += try await run.value }
                    #expect(found > 0)
                }
                let changes = try await database.rows(
                    of: "SELECT key FROM level_changes WHERE contact_id = \(contact.id)", in: venue
                ) { try $0.next(as: String.self) }
                #expect(changes.count == Set(changes).count, "\(changes)")
                #expect(changes.contains("assiduity") && changes.contains("spend_tier_current"), "\(changes)")
            }
        }

        /// A refresh by hand, in the right order or in the wrong one.
        private static func refresh(
            _ contact: Contact, isHeldFirst: Bool, _ transaction: VenueTransaction, _ venue: Venue,
            _ database: TestDatabase
        ) async throws {
            let marks = try await transaction.all(TakeMarks(limit: 10, at: database.clock.now))
            #expect(marks.map(\.contact) == [contact.id])
            try await transaction.run(HoldEpoch())
            if isHeldFirst { try await transaction.run(HoldIndicatorRows(contacts: [contact.id])) }
            _ = try await transaction.all(compute(contact, venue, database))
        }

        private static func compute(
            _ contact: Contact, _ venue: Venue, _ database: TestDatabase
        ) -> ComputeHistories<TheseContacts> {
            ComputeHistories(
                asOf: database.clock.now, timeZone: venue.timeZone, choice: TheseContacts([contact.id], for: .order),
                epoch: 0, isHeld: true)
        }
    }
}

extension TestDatabase {
    /// Returns once so many sessions of this database wait for a lock; only the server's own tables can tell.
    func waitForALockWait(of sessions: Int = 1) async throws {
        let question = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        for _ in 0..<2_000 {
            if try await number(question) >= sessions { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw StoreFailure.fault("nobody waits for a lock")
    }
}
