import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// Orders as sources tell them: what becomes of each word, and whom it marks.
    @Suite struct OrderWritingTests {
        private static let orderedAt = Instant("2026-10-03T18:00:00Z")
        private static let arrival = Instant("2026-11-22T12:00:00Z")

        private static func order(
            _ id: String = "O1", updatedAt: String? = "2026-10-03T18:00:00Z", buyer: String = "ana",
            _ lines: [ArrivingLine] = [ArrivingLine(externalID: "1", amount: 3_800)]
        ) -> ArrivingOrder {
            var order = ArrivingOrder(
                externalID: id, orderedAt: orderedAt, buyer: ArrivingBuyer(externalID: buyer), lines: lines)
            order.sourceUpdatedAt = updatedAt.map(Instant.init)
            return order
        }

        private static func line(_ status: LineStatus, _ id: String = "1") -> ArrivingLine {
            var line = ArrivingLine(externalID: id, amount: 3_800)
            line.status = status
            return line
        }

        private static func write(
            _ orders: [ArrivingOrder], from source: Source = .venue, _ venue: Venue, _ database: TestDatabase
        ) async throws -> [UpsertResult] {
            database.clock.now = arrival
            return try await database.store.inVenue(venue) { try await $0.write(orders, from: source, at: arrival) }
        }

        /// Whom the waiting marks name; they are gone afterwards.
        private static func marked(_ venue: Venue, _ database: TestDatabase) async throws -> Set<String> {
            let names = try await database.rows(
                of: "SELECT DISTINCT c.external_id FROM indicator_marks k JOIN contacts c ON c.id = k.contact_id",
                in: venue
            ) { try $0.next(as: String.self) }
            try await database.refresh(venue)
            return Set(names)
        }

        @Test func aWordIsCreatedUnchangedUpdatedOrSuperseded() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let steps: [(ArrivingOrder, UpsertOutcome)] = [
                    (Self.order(), .created),
                    (Self.order(), .unchanged),
                    (Self.order(updatedAt: "2026-10-04T10:00:00Z"), .unchanged),
                    (Self.order(updatedAt: "2026-10-04T09:00:00Z", [Self.line(.cancelled)]), .superseded),
                    (Self.order(updatedAt: "2026-10-05T10:00:00Z", [Self.line(.refunded)]), .updated),
                    // Of two as new the later to come.
                    (Self.order(updatedAt: "2026-10-05T10:00:00Z", [Self.line(.cancelled)]), .updated),
                    (Self.order(updatedAt: "2026-10-05T10:00:00Z", [Self.line(.cancelled)]), .unchanged),
                    // A line not named stays; one not known is news, whatever its age.
                    (Self.order(updatedAt: "2026-10-03T18:00:00Z", [Self.line(.sold, "2")]), .updated),
                    // Without a date it is as new as its arrival, and says nothing by itself.
                    (Self.order(updatedAt: nil, [Self.line(.cancelled)]), .unchanged),
                    (Self.order(updatedAt: nil, [Self.line(.sold)]), .updated),
                    (Self.order(updatedAt: "2026-10-06T10:00:00Z", [Self.line(.reserved)]), .superseded),
                ]
                for (order, outcome) in steps {
                    let results = try await Self.write([order], venue, database)
                    #expect(results.map(\.outcome) == [outcome])
                }
                let lines = try await database.currentLines(of: venue)
                #expect(lines.map(\.status) == [.sold, .sold])
            }
        }

        @Test func theSameOrderTwiceInOneRequestIsTwoWords() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let newer = Self.order(updatedAt: "2026-10-05T10:00:00Z", [Self.line(.refunded)])
                let results = try await Self.write([newer, Self.order(), Self.order("O2")], venue, database)
                #expect(results.map(\.outcome) == [.created, .superseded, .created])
                let lines = try await database.currentLines(of: venue)
                #expect(lines.map(\.status) == [.refunded, .sold])
            }
        }

        @Test func twoSourcesMayUseTheSameIDs() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let other = try #require(Source("festival"))
                let results =
                    try await Self.write([Self.order()], venue, database)
                    + Self.write([Self.order()], from: other, venue, database)
                #expect(results.map(\.outcome) == [.created, .created])
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 2)
                #expect(try await database.number("SELECT count(*) FROM orders", in: venue) == 2)
            }
        }

        @Test func anOrderIsRefusedWholeWithEveryReason() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var unknown = ArrivingLine(externalID: "1", amount: 100)
                unknown.performance = "nowhere"
                unknown.product = "nothing"
                unknown.tariff = "none"
                unknown.audienceCategory = "nobody"
                unknown.season = "never"
                unknown.statusAt = Self.arrival
                unknown.validFrom = LocalDate(iso8601: "2026-02-01")
                unknown.validTo = LocalDate(iso8601: "2026-01-01")
                var channelled = Self.order("O3")
                channelled.salesChannel = "nowhere"
                let twice = ArrivingLine(externalID: "1", amount: 1)
                let results = try await Self.write(
                    [
                        Self.order("O1", [unknown, Self.line(.sold, "2")]), Self.order("O2"), channelled,
                        Self.order("O4", [twice, twice]),
                    ], venue, database)
                #expect(results.map(\.outcome) == [.refused, .created, .refused, .refused])
                #expect(
                    Set(results[0].reasons) == [
                        .unknownPerformance, .unknownProduct, .unknownTariff, .unknownAudienceCategory, .unknownSeason,
                        .invalidStatusDate, .invalidValidity, .siblingRefused,
                    ])
                #expect(results[2].reasons == [.unknownSalesChannel])
                #expect(results[3].reasons == [.duplicateLine])
                #expect(try await database.number("SELECT count(*) FROM orders", in: venue) == 1)
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 1)
                #expect(try await database.number("SELECT count(*) FROM arriving_lines", in: venue) == 0)
            }
        }

        @Test func whoeverHadAPartInAnOrderIsMarked() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var held = Self.line(.sold)
                held.holder = "hugo"
                var order = Self.order("O1", [held])
                order.payer = "paul"
                _ = try await Self.write([order], venue, database)
                #expect(try await Self.marked(venue, database) == ["ana", "paul", "hugo"])
                held.holder = "ines"
                order = Self.order(updatedAt: "2026-10-04T10:00:00Z", buyer: "bob", [held])
                order.payer = "lea"
                _ = try await Self.write([order], venue, database)
                #expect(try await Self.marked(venue, database) == ["ana", "bob", "paul", "lea", "hugo", "ines"])
            }
        }

        /// The order keeps its buyer by a newer word; what an older one brings is the buyer's all the same.
        @Test func aWordThatNamesOthersMarksThoseTheOrderHas() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                var held = Self.line(.sold)
                held.holder = "hugo"
                let known = Self.order(updatedAt: "2026-10-05T10:00:00Z", buyer: "bob", [held])
                _ = try await Self.write([known], venue, database)
                _ = try await Self.marked(venue, database)
                _ = try await Self.write([Self.order(buyer: "ana", [Self.line(.sold, "2")])], venue, database)
                #expect(try await Self.marked(venue, database) == ["bob", "hugo"])
            }
        }

        @Test func aLineChangedByHandKeepsWhatItWas() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let results = try await Self.write([Self.order()], venue, database)
                let order = Identifier<Order>(rawValue: try #require(results[0].id))
                let later = Self.arrival.advanced(bySeconds: 60)
                let changed = try await database.store.inVenue(venue) { transaction in
                    let known = try #require(try await transaction.order(order)?.lines.first)
                    return try await transaction.change(line: known.id, of: order, to: .refunded, at: later)
                }
                #expect(changed?.lines.map(\.details.status) == [.refunded])
                #expect(try await database.lines(of: venue, at: Self.arrival).map(\.status) == [.sold])
                #expect(try await database.lines(of: venue, at: later).map(\.status) == [.refunded])
                #expect(try await database.ledgerSums(of: venue, until: Self.arrival).soldAmount == 3_800)
                #expect(try await database.ledgerSums(of: venue, until: later).soldAmount == 0)
            }
        }

        /// Two that add orders the other names too may meet: one is told to try again, and does, as senders and workers do.
        private static func insisting(_ work: () async throws -> Void) async throws {
            for _ in 1..<100 {
                do { return try await work() } catch StoreFailure.unavailable { continue }
            }
            Issue.record("the database was never available")
        }

        /// Each order is told by several at once, each word once: the newest is what is known, and nobody is left with figures of
        /// before.
        @Test func writersAtOnceLeaveTheNewestWord() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                database.clock.now = Self.arrival
                var random = SeededGenerator(seed: 7)
                let words = (1...30).flatMap { OrderWord.history(of: "O\($0)", &random) }
                var requests: [[ArrivingOrder]] = (0..<24).map { _ in [] }
                for word in words { requests[random.number(0...23)].append(word.order) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for request in requests {
                        group.addTask {
                            try await Self.insisting {
                                _ = try await database.store.inVenue(venue) {
                                    try await $0.write(request, from: .venue, at: OrderWord.end)
                                }
                            }
                        }
                        group.addTask {
                            try await Self.insisting {
                                _ = try await database.store.refreshMarkedContacts(of: venue, limit: 7)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let known = LineModel(words)
                #expect(try await database.currentLines(of: venue) == known.lines(at: OrderWord.end))
                try await database.refresh(venue)
                let refreshed = try await StoredIndicators(of: venue, in: database)
                try await database.runIndicators(of: venue)
                #expect(refreshed.histories == (try await StoredIndicators(of: venue, in: database)).histories)
            }
        }
    }
}
