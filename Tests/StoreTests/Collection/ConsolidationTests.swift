import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ConsolidationTests {
        @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
        func sessionsAndBasketsAreThoseOfTheOracleHoweverEventsArrive(seed: UInt64) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var traffic = RandomTraffic(seed: seed, website: venue.website.id, kiosk: venue.kiosk.id)
                let events = traffic.events(60 * Int(seed))
                for batches in traffic.batches(events).chunked(upTo: 4) {
                    try await venue.write(batches)
                    try await venue.consolidate(atLeast: traffic.number(1...8))
                }
                let stored = try await venue.storedEvents()
                #expect(stored.count == events.count)
                #expect(try await venue.sessions() == ConsolidationOracle.sessions(of: stored), "seed \(seed)")
                #expect(try await venue.baskets() == ConsolidationOracle.baskets(of: stored), "seed \(seed)")
                try await Self.expectActionsInTheirPlaces(venue)
            }
        }

        @Test(arguments: [11, 12, 13] as [UInt64])
        func whatIsDroppedIsMadeAgainToTheSameContent(seed: UInt64) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var traffic = RandomTraffic(seed: seed, website: venue.website.id, kiosk: venue.kiosk.id)
                for batches in traffic.batches(traffic.events(200)).chunked(upTo: 5) {
                    try await venue.write(batches)
                    // Groups are not consolidated in the order of their numbers when they commit in another.
                    try await venue.consolidate(atLeast: 1)
                }
                try await venue.write([.views(of: "a", minutes: [50, 0, 20, 85]), .views(of: "b", minutes: [7])])
                try await venue.consolidate()
                let before = try await venue.derived()
                #expect(before.count > 300)
                try await database.store.rebuildCollection(of: venue.venue)
                #expect(try await venue.derived() == [])
                try await venue.consolidate(atLeast: 64)
                #expect(try await venue.derived() == before, "seed \(seed)")
            }
        }

        @Test func groupsInAnyOrderGiveTheSame() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var traffic = RandomTraffic(seed: 21, website: venue.website.id, kiosk: venue.kiosk.id)
                try await venue.write(traffic.batches(traffic.events(150)))
                // The marks in another order than the groups: late ones first.
                try await database.run(
                    "CREATE TABLE held AS SELECT * FROM event_marks; DELETE FROM event_marks", in: venue.venue)
                for turn in [2, 0, 1] {
                    try await database.run(
                        "INSERT INTO event_marks SELECT * FROM held WHERE batch % 3 = \(turn)", in: venue.venue)
                    try await venue.consolidate()
                }
                let shuffled = try await venue.derived()
                try await database.store.rebuildCollection(of: venue.venue)
                try await venue.consolidate()
                #expect(try await venue.derived() == shuffled)
            }
        }

        @Test func twoAtOnceDoNothingTwice() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var traffic = RandomTraffic(seed: 31, website: venue.website.id, kiosk: venue.kiosk.id)
                let events = traffic.events(300)
                try await venue.write(traffic.batches(events))
                let counted = Counter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            while true {
                                let taken = try await database.store.consolidateEvents(of: venue.venue, atLeast: 20)
                                guard taken > 0 else { return }
                                counted.add(taken)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(counted.value == events.count)
                #expect(try await venue.sessions() == ConsolidationOracle.sessions(of: venue.storedEvents()))
            }
        }

        @Test func aThousandBuyersAtAKioskAreAThousandVisitors() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var rows = CollectedRows.events
                for buyer in 0..<1_000 {
                    let begins = RandomTraffic.start.advanced(bySeconds: Int64(buyer) * 40)
                    for (step, action) in [EventAction.pageView, .basketAdd, .orderPlaced].enumerated() {
                        var event = venue.event(
                            "\(buyer)-\(step)", action, by: "kiosk",
                            at: begins.advanced(bySeconds: Int64(step) * 10).rfc3339,
                            application: venue.kiosk)
                        event.order = action == .orderPlaced ? "O\(buyer)" : nil
                        rows.append(event)
                    }
                }
                try await venue.write([rows])
                try await venue.consolidate()
                for table in ["visitors", "sessions", "baskets"] {
                    #expect(try await database.number("SELECT count(*) FROM \(table)", in: venue.venue) == 1_000)
                }
            }
        }

        @Test func theNextCustomerIsNobodysWhenAServerSendsTheOrderToo() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var order = venue.event(
                    "1", .orderPlaced, by: "kiosk-3", at: "2026-11-22T12:05:00Z", application: venue.kiosk)
                order.order = "O1"
                var again = venue.event("2", .orderPlaced, by: "kiosk-3", at: "2026-11-22T12:05:06Z")
                again.order = "O1"
                try await venue.collect(order, again)
                try await venue.collect(
                    venue.event("3", .pageView, by: "kiosk-3", at: "2026-11-22T12:06:00Z", application: venue.kiosk))
                let ana = try await database.contact(in: venue.venue)
                try await database.order(by: ana, [.seat(nil)], in: venue.venue)
                try await database.run("UPDATE orders SET external_id = 'O1'", in: venue.venue)
                let known = try await venue.lines(
                    "SELECT s.started_at FROM session_contacts c JOIN sessions s ON s.id = c.session_id")
                #expect(known.map { $0.prefix(21) } == ["(\"2026-11-22 12:05:00", "(\"2026-11-22 12:05:06"])
                #expect(try await database.number("SELECT count(*) FROM sessions", in: venue.venue) == 3)
            }
        }

        @Test func whatCannotBeConsolidatedIsSetAsideAndKeepsNobodyWaiting() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                for number in 1...3 {
                    var event = venue.event("\(number)", .basketAdd, by: "b", at: "2026-11-22T12:0\(number):00Z")
                    let quantity = number == 2 ? "99999999999999999999" : "1"
                    event.items = Array(#"[{"show":"S","quantity":\#(quantity)}]"#.utf8)[...]
                    var rows = CollectedRows.events
                    rows.append(event)
                    try await venue.write([rows])
                }
                await #expect(throws: StoreFailure.self) { try await venue.consolidate() }
                var aside: [Int64] = []
                for _ in 1...3 {
                    if case .setAside(let batch, _) = try await database.store.consolidateOldestEvents(of: venue.venue)
                    {
                        aside.append(batch)
                    }
                }
                #expect(aside.count == 1)
                #expect(try await database.number("SELECT actions FROM sessions", in: venue.venue) == 2)
                let isPending = try await database.store.inVenue(venue.venue) {
                    try await $0.first(AnyCollectionMarks())
                }
                #expect(isPending == false)
                // The rest of a rebuild does not wait for it either, and it is tried again.
                try await database.store.rebuildCollection(of: venue.venue)
                #expect(try await database.number("SELECT count(failed_at) FROM event_marks", in: venue.venue) == 0)
            }
        }

        /// Each event's actions are in the session and the basket whose time holds them.
        private static func expectActionsInTheirPlaces(_ venue: CollectingVenue) async throws {
            let astray = try await venue.database.number(
                """
                SELECT count(*) FROM visitor_actions a JOIN sessions s ON s.id = a.session_id
                    LEFT JOIN baskets b ON b.id = a.basket_id
                WHERE a.device <> s.device OR a.occurred_at < s.started_at OR a.occurred_at > s.ended_at
                    OR a.occurred_at < b.opened_at OR a.occurred_at > b.changed_at OR a.device <> b.device
                    OR (b.id IS NULL) = (a.action IN ('basket_add', 'basket_remove', 'checkout_start', 'order_placed'))
                """, in: venue.venue)
            #expect(astray == 0)
            let events = try await venue.database.number(
                "SELECT count(*) - (SELECT count(*) FROM events) FROM (SELECT DISTINCT batch, item FROM visitor_actions) a",
                in: venue.venue)
            #expect(events == 0)
        }
    }
}

extension CollectedRows {
    /// Exempt page views so many minutes after the beginning.
    static func views(of audience: String, minutes: [Int64]) -> CollectedRows {
        var rows = CollectedRows.audience
        for minute in minutes {
            rows.append(
                AudienceView(
                    id: "\(audience)-\(minute)", application: Identifier(rawValue: 1), audienceID: audience,
                    viewedAt: RandomTraffic.start.advanced(bySeconds: minute * 60), path: "/page/\(minute)",
                    fromHost: nil,
                    viewport: .small, language: "fr"))
        }
        return rows
    }
}

extension Array {
    /// Pieces of at most so many elements, in order.
    func chunked(upTo size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension CollectingVenue {
    func storedEvents() async throws -> [ConsolidationOracle.Event] {
        let kiosk = kiosk.id
        return try await database.rows(
            of: "SELECT batch, item, anonymous_id, application_id, occurred_at, action, path, order_ref FROM events",
            in: venue
        ) { row in
            let (batch, item) = (try row.next(as: Int64.self), try row.next(as: Int64.self))
            let name: String = try row.next()
            let application: Identifier<Application> = try row.next()
            let isShared = application == kiosk
            return ConsolidationOracle.Event(
                batch: batch, item: item, device: isShared ? "shared:\(kiosk):\(name)" : name, isShared: isShared,
                at: try row.next(),
                action: try row.next(), path: try row.nextIfPresent(), order: try row.nextIfPresent())
        }
    }

    func sessions() async throws -> Set<ConsolidationOracle.Session> {
        let sessions = try await database.rows(
            of: """
                SELECT v.key, s.started_at, s.ended_at, s.actions, s.page_views, s.entry_path
                FROM sessions s JOIN visitors v ON v.id = s.visitor_id
                """, in: venue
        ) { row in
            ConsolidationOracle.Session(
                visitor: try row.next(), startedAt: try row.next(), endedAt: try row.next(), actions: try row.next(),
                pageViews: try row.next(), entryPath: try row.nextIfPresent())
        }
        return Set(sessions)
    }

    func baskets() async throws -> Set<ConsolidationOracle.Basket> {
        let baskets = try await database.rows(
            of: "SELECT device, opened_at, changed_at, additions, order_ref FROM baskets", in: venue
        ) { row in
            ConsolidationOracle.Basket(
                device: try row.next(), openedAt: try row.next(), changedAt: try row.next(), additions: try row.next(),
                order: try row.nextIfPresent())
        }
        return Set(baskets)
    }
}
