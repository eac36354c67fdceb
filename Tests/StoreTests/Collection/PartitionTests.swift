import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct PartitionTests {
        @Test func theMonthsToComeHaveTheirTablesBeforeTheyBegin() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                #expect(
                    try await Self.partitions(of: "events", in: venue, database) == [
                        "events_2026_10", "events_2026_11", "events_2026_12", "events_2027_01", "events_2027_02",
                        "events_default",
                    ])
                let later = Instant("2027-01-31T23:59:59Z")
                for _ in 0..<2 { try await database.migrator.addMonths(for: venue.id, at: later) }
                let views = try await Self.partitions(of: "audience_views", in: venue, database)
                #expect(views.count == 8 && views.contains("audience_views_2027_04"))
                #expect(!views.contains("audience_views_2027_05"))
            }
        }

        @Test func aMonthIsDroppedBeforeItsEventsAre25MonthsOld() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                for (at, oldest) in [
                    ("2028-10-31T23:59:59Z", "events_2026_10"), ("2028-11-01T00:00:00Z", "events_2026_11"),
                ] {
                    try await database.migrator.dropExpiredMonths(of: .events, in: venue.id, at: Instant(at))
                    #expect(try await Self.partitions(of: "events", in: venue, database).first == oldest)
                }
            }
        }

        @Test func whatFoundNoMonthMovesToItsOwn() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var rows = CollectedRows.events
                for (id, at) in [
                    ("a", "2027-05-01T00:00:00Z"), ("b", "2027-05-31T23:59:59Z"), ("c", "2027-06-01T00:00:00Z"),
                ] {
                    rows.append(.sample(id, receivedAt: Instant(at)))
                }
                try await EventWriter(store: database.store).write(rows, of: venue)
                #expect(try await database.number("SELECT count(*) FROM events_default", in: venue) == 3)
                try await database.migrator.addMonths(for: venue.id, at: Instant("2027-02-15T00:00:00Z"))
                #expect(try await database.number("SELECT count(*) FROM events_2027_05", in: venue) == 2)
                #expect(try await database.number("SELECT count(*) FROM events_default", in: venue) == 1)
                #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 3)
            }
        }

        @Test func aRetryOverTheEndOfAMonthCountsOnce() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let writer = EventWriter(store: database.store)
                for at in ["2026-11-30T23:59:59.9Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"] {
                    var rows = CollectedRows.events
                    rows.append(.sample("a", receivedAt: Instant(at)))
                    rows.append(.sample("only at \(at)", receivedAt: Instant(at)))
                    try await writer.write(rows, of: venue)
                }
                #expect(try await database.stored("a", in: venue) == 1)
                #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 4)
                #expect(try await database.number("SELECT sum(events) FROM event_marks", in: venue) >= 4)
            }
        }

        @Test func whatWasDerivedGoesWithItsMonth() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                try await venue.collect(venue.event("old", .basketAdd, by: "a", at: "2026-10-20T12:00:00Z"))
                try await venue.collect(venue.event("young", .basketAdd, by: "b", at: "2026-11-02T12:00:00Z"))
                try await venue.write([.views(of: "c", minutes: [0])])
                try await venue.consolidate()
                for (at, kept) in [
                    ("2028-10-31T23:00:00Z", 2), ("2028-11-01T01:00:00Z", 1), ("2028-12-01T01:00:00Z", 0),
                ] {
                    let at = Instant(at)
                    for table in PartitionedTable.allCases {
                        for month in try await database.migrator.expiredMonths(of: table, in: venue.venue.id, at: at) {
                            for hour in month.hours {
                                try await database.store.purge(hour, of: table, in: venue.venue)
                            }
                        }
                        try await database.migrator.dropExpiredMonths(of: table, in: venue.venue.id, at: at)
                    }
                    for table in ["events", "event_keys", "visitor_actions", "sessions", "baskets", "visitors"] {
                        let rows = try await database.number("SELECT count(*) FROM \(table)", in: venue.venue)
                        #expect(rows == kept, "\(table) at \(at.rfc3339)")
                    }
                }
                for table in ["audience_views", "audience_keys", "audience_visits"] {
                    #expect(
                        try await database.number("SELECT count(*) FROM \(table)", in: venue.venue) == 0, "\(table)")
                }
            }
        }

        @Test func aMonthInUseMovesOutOfTheDefaultWhileRowsComeIn() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let made = Counter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for sender in 0..<3 {
                        group.addTask {
                            let writer = EventWriter(store: database.store)
                            for number in 0..<200 where made.value == 0 || number < 40 {
                                var rows = CollectedRows.events
                                rows.append(.sample("\(sender)-\(number)", receivedAt: Instant("2027-05-10T00:00:00Z")))
                                try await writer.write(rows, of: venue)
                            }
                        }
                    }
                    group.addTask {
                        try await database.migrator.addMonths(for: venue.id, at: Instant("2027-05-10T00:00:00Z"))
                        made.add()
                    }
                    try await group.waitForAll()
                }
                #expect(try await database.number("SELECT count(*) FROM events_default", in: venue) == 0)
                #expect(try await database.number("SELECT count(*) FROM events_2027_05", in: venue) >= 120)
            }
        }

        private static func partitions(
            of table: String, in venue: Venue, _ database: TestDatabase
        ) async throws -> [String] {
            try await database.rows(
                of: """
                    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = '\(table)'::regclass ORDER BY c.relname
                    """, in: venue
            ) { try $0.next(as: String.self) }
        }
    }
}
