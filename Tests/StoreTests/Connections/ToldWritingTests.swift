import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// Pages of orders, each told with every line it has.
    @Suite struct ToldWritingTests {
        private static let source = Source.venue

        private static func page(_ lines: [(id: String, cents: Int64)], at second: Int64) -> OrderPage {
            var page = OrderPage()
            page.catalogue.shows = [ShowTelling(externalID: "S", name: "Show")]
            page.catalogue.performances = [
                PerformanceTelling(externalID: "P", show: "S", startsAt: Instant("2026-12-01T19:00:00Z"))
            ]
            var order = ArrivingOrder(
                externalID: "O", orderedAt: Instant("2026-11-01T10:00:00Z"), buyer: ArrivingBuyer(externalID: "B"),
                lines: lines.map { id, cents in
                    var line = ArrivingLine(externalID: id, amount: cents)
                    line.performance = "P"
                    return line
                })
            order.sourceUpdatedAt = Instant("2026-11-01T10:00:00Z").advanced(bySeconds: second)
            page.orders = [order]
            return page
        }

        private static func write(
            _ page: OrderPage, known: Instant? = nil, in venue: Venue, _ database: TestDatabase
        ) async throws -> WrittenPage {
            try await database.store.inVenue(venue) {
                try await $0.write(page, from: source, known: known, at: database.clock.now)
            }
        }

        @Test func aLineThatIsNoLongerToldIsCancelled() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let first = try await Self.write(Self.page([("1", 500), ("2", 700)], at: 0), in: venue, database)
                #expect((first.counts.written, first.counts.refused) == (1, 0))
                _ = try await Self.write(Self.page([("1", 500)], at: 10), in: venue, database)
                let gone = try await database.number(
                    "SELECT count(*) FROM order_lines WHERE status = 'cancelled' AND external_id = '2' AND amount = 700",
                    in: venue)
                #expect(gone == 1)
                // Told whole again: it is back.
                _ = try await Self.write(Self.page([("1", 500), ("2", 700)], at: 20), in: venue, database)
                let sold = try await database.number(
                    "SELECT sum(sold_amount)::bigint FROM ledger_entries", in: venue)
                #expect(sold == 1_200)
            }
        }

        /// A comparison's page may be older than what a pull wrote since.
        @Test func aLineCannotBeMissingFromAnOlderPage() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let stale = Self.page([("1", 500)], at: 0)
                _ = try await Self.write(stale, in: venue, database)
                _ = try await Self.write(Self.page([("1", 550), ("2", 700)], at: 10), in: venue, database)
                let late = try await Self.write(stale, known: database.clock.now, in: venue, database)
                #expect(late.differences == Differences())
                let words = try await database.number(
                    """
                    SELECT (SELECT count(*) FROM order_line_versions WHERE status = 'cancelled')
                        + (SELECT count(*) FROM order_lines WHERE status = 'cancelled')
                    """, in: venue)
                #expect(words == 0)
                let sold = try await database.number(
                    "SELECT sum(sold_amount)::bigint FROM ledger_entries", in: venue)
                #expect(sold == 1_250)
            }
        }

        @Test func onlyWhatShouldBeKnownAlreadyIsADifference() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await Self.write(Self.page([("1", 500)], at: 0), in: venue, database)
                let changed = Self.page([("1", 600)], at: 10)
                let before = try #require(changed.orders[0].sourceUpdatedAt).advanced(bySeconds: -1)
                let late = try await Self.write(changed, known: before, in: venue, database)
                #expect(late.differences == Differences())
                try await database.run("UPDATE order_lines SET amount = 450", in: venue)
                let lost = try await Self.write(changed, known: database.clock.now, in: venue, database)
                #expect((lost.differences.orders, lost.differences.tickets, lost.differences.amount) == (1, 0, 150))
                #expect(try await database.number("SELECT amount FROM order_lines", in: venue) == 600)
            }
        }

        @Test func aPerformanceWithAnotherDateWasMoved() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await Self.write(Self.page([("1", 500)], at: 0), in: venue, database)
                var catalogue = ToldCatalogue()
                var told = PerformanceTelling(externalID: "P", show: "S", startsAt: Instant("2026-12-02T19:00:00Z"))
                told.state = .value(.scheduled)
                catalogue.performances = [told]
                let write = catalogue
                for _ in 1...2 {
                    try await database.store.inVenue(venue) {
                        try await $0.write(write, from: Self.source, at: database.clock.now)
                    }
                }
                let moved = try await database.number(
                    """
                    SELECT count(*) FROM performances WHERE state = 'moved' AND starts_at = '2026-12-02T19:00:00Z'
                        AND moved_from = '2026-12-01T19:00:00Z'
                    """, in: venue)
                #expect(moved == 1)
            }
        }

        @Test func aPerformanceCancelledHereStaysSoWithoutNewsOfIt() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await Self.write(Self.page([("1", 500)], at: 0), in: venue, database)
                try await database.run("UPDATE performances SET state = 'cancelled'", in: venue)
                for date in ["2026-12-01T19:00:00Z", "2026-12-02T19:00:00Z"] {
                    var catalogue = ToldCatalogue()
                    catalogue.performances = [PerformanceTelling(externalID: "P", show: "S", startsAt: Instant(date))]
                    let write = catalogue
                    try await database.store.inVenue(venue) {
                        try await $0.write(write, from: Self.source, at: database.clock.now)
                    }
                    let cancelled = try await database.number(
                        "SELECT count(*) FROM performances WHERE state = 'cancelled' AND starts_at = '\(date)'",
                        in: venue)
                    #expect(cancelled == 1)
                }
                // One that takes place was moved.
                try await database.run("UPDATE performances SET state = 'scheduled'", in: venue)
                var catalogue = ToldCatalogue()
                catalogue.performances = [
                    PerformanceTelling(externalID: "P", show: "S", startsAt: Instant("2026-12-03T19:00:00Z"))
                ]
                let write = catalogue
                try await database.store.inVenue(venue) {
                    try await $0.write(write, from: Self.source, at: database.clock.now)
                }
                let moved = try await database.number(
                    "SELECT count(*) FROM performances WHERE state = 'moved' AND moved_from = '2026-12-02T19:00:00Z'",
                    in: venue)
                #expect(moved == 1)
            }
        }

        @Test func whatIsNotToldOfIsSaid() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var page = Self.page([("1", 500)], at: 0)
                page.catalogue = ToldCatalogue()
                let written = try await Self.write(page, in: venue, database)
                #expect(written.namesUnknown)
                #expect((written.counts.refused, written.counts.lastRefusal) == (1, "O: unknown_performance"))
            }
        }

        @Test func aMentionOverwritesNobody() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var account = ToldContact(externalID: "A")
                (account.firstName, account.lastName) = ("Anne", "Durand")
                account.sourceUpdatedAt = Instant("2026-11-01T10:00:00Z")
                var mention = ToldContact(externalID: "A")
                (mention.lastName, mention.email) = ("Dupont", "a@example.org")
                var second = ToldContact(externalID: "B")
                (second.lastName, second.email) = ("Petit", "b@example.org")
                var other = ToldContact(externalID: "B")
                other.lastName = "Martin"
                for contacts in [[account], [mention, other], [second]] {
                    try await database.store.inVenue(venue) {
                        try await $0.write(contacts, from: Self.source, at: database.clock.now)
                    }
                }
                let known = try await database.number(
                    """
                    SELECT count(*) FROM contacts
                    WHERE external_id = 'A' AND last_name = 'Durand' AND source_updated_at = '2026-11-01T10:00:00Z'
                        OR external_id = 'B' AND last_name = 'Martin' AND email = 'b@example.org'
                    """, in: venue)
                #expect(known == 2)
            }
        }
    }
}
