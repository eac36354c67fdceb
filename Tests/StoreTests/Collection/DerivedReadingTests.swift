import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// What is read of one contact, order, basket or period says the same as the views, which go by everything there is.
    @Suite struct DerivedReadingTests {
        @Test(arguments: [1, 2, 3] as [UInt64])
        func sessionsOfAContactAreThoseOfTheView(seed: UInt64) async throws {
            try await withTraffic(seed) { traffic in
                var found = 0
                for contact in traffic.contacts {
                    let expected = try await traffic.numbers(
                        """
                        SELECT s.id FROM session_contacts c JOIN sessions s ON s.id = c.session_id
                        WHERE c.contact_id = \(contact) ORDER BY s.started_at DESC, s.id DESC
                        """)
                    #expect(try await traffic.sessions(of: contact, limit: 3) == expected)
                    found += expected.count
                }
                #expect(found > 10)
            }
        }

        @Test(arguments: [1, 2, 3] as [UInt64])
        func theSessionThatCarriedAnOrderIsThatOfTheView(seed: UInt64) async throws {
            try await withTraffic(seed) { traffic in
                var known = 0
                for order in traffic.orders {
                    let expected = try await traffic.numbers(
                        "SELECT session_id FROM session_orders WHERE order_id = \(order)")
                    let found = try #require(try await traffic.first(FindOrderOrigin(id: order)))
                    #expect(found?.session.id.rawValue == expected.first.map(Int64.init))
                    known += expected.count
                }
                #expect(known > 5 && known < traffic.orders.count)
            }
        }

        @Test(arguments: [1, 2, 3] as [UInt64])
        func basketsAreOfTheContactOfTheirSessions(seed: UInt64) async throws {
            try await withTraffic(seed) { traffic in
                let baskets = try await traffic.baskets()
                let expected = try await traffic.numbers(
                    """
                    SELECT coalesce(CASE WHEN count(DISTINCT c.contact_id) = 1 AND NOT bool_or(a.session_id IN (
                            SELECT session_id FROM session_evidence GROUP BY session_id HAVING count(DISTINCT contact_id) > 1
                        )) THEN min(c.contact_id) END, 0)
                    FROM baskets b JOIN visitor_actions a ON a.basket_id = b.id
                        LEFT JOIN session_contacts c ON c.session_id = a.session_id
                    WHERE b.additions > 0 GROUP BY b.id ORDER BY b.id DESC
                    """)
                #expect(baskets.map { Int($0.contact?.rawValue ?? 0) } == expected)
                #expect(Set(expected).count > 2)
            }
        }

        @Test func basketsAreOpenAbandonedOrOrdered() async throws {
            try await withTraffic(4) { traffic in
                let all = try await traffic.baskets()
                for state in Basket.State.allCases {
                    let some = all.filter { $0.state == state }.map(\.id)
                    #expect(try await traffic.baskets(state).map(\.id) == some)
                    #expect(!some.isEmpty, "\(state)")
                }
                for basket in all {
                    #expect((basket.state == .open) == (basket.closesAt >= traffic.now && basket.state != .ordered))
                }
                let held = try await traffic.baskets(ofShow: "S1").map { Int($0.id.rawValue) }
                let expected = try await traffic.numbers(
                    """
                    SELECT DISTINCT basket_id FROM visitor_actions WHERE action = 'basket_add' AND show_ref = 'S1'
                    ORDER BY 1 DESC
                    """)
                #expect(held == expected && held.count > 7)
                for state in Basket.State.allCases {
                    let some = all.filter { $0.state == state && expected.contains(Int($0.id.rawValue)) }.map(\.id)
                    #expect(try await traffic.baskets(state, ofShow: "S1").map(\.id) == some)
                }
            }
        }

        @Test(arguments: [1, 2, 3] as [UInt64], WebFigureQuery.Grouping.allCases)
        func everyOrderCountsOnce(seed: UInt64, grouping: WebFigureQuery.Grouping) async throws {
            try await withTraffic(seed) { traffic in
                let rows = try await traffic.all(CountConsented(traffic.figures(grouping)))
                let total = try #require(rows.first { $0.group == nil }).figures
                let orders = try await traffic.numbers("SELECT count(*) FROM session_orders")
                let visits = try await traffic.numbers("SELECT count(*) FROM sessions WHERE page_views > 0")
                #expect([Int(total.orders)] == orders && [Int(total.visits)] == visits)
                guard grouping != .show else { return }
                let groups = rows.filter { $0.group != nil }.map(\.figures)
                #expect(groups.map(\.orders).reduce(0, +) == total.orders)
                #expect(groups.map(\.visits).reduce(0, +) == total.visits)
            }
        }

        private func withTraffic(_ seed: UInt64, _ body: (DerivedTraffic) async throws -> Void) async throws {
            try await TestDatabase.withDatabase { try await body(DerivedTraffic(seed: seed, $0)) }
        }
    }
}

/// A venue with random traffic by people who are known now and then, as a website, a kiosk and a server tell it.
private struct DerivedTraffic {
    let venue: CollectingVenue
    let contacts: [Identifier<Contact>]
    let orders: [Identifier<Order>]
    /// While some of the baskets can change still.
    let now = RandomTraffic.start.advanced(bySeconds: 86_400)

    init(seed: UInt64, _ database: TestDatabase) async throws {
        venue = try await CollectingVenue(database)
        var random = SeededGenerator(seed: seed)
        var contacts: [Contact] = []
        for number in 1...5 {
            var details = ContactDetails()
            details.externalID = "U\(number)"
            contacts.append(try await database.contact(details, in: venue.venue))
        }
        var orders: [Identifier<Order>] = []
        for number in 1...25 {
            let order = NewOrder(
                externalID: "O\(number)", orderedAt: RandomTraffic.start, buyer: random.pick(contacts).id, payer: nil,
                channel: .internet, lines: [])
            let made = try await database.store.inVenue(venue.venue) { try await $0.create(order, at: order.orderedAt) }
            orders.append(made.id)
        }
        self.contacts = contacts.map(\.id)
        self.orders = orders
        var traffic = RandomTraffic(seed: seed, website: venue.website.id, kiosk: venue.kiosk.id)
        let events = traffic.events(250).map { event in
            var event = event
            if random.isTrue(oneIn: 12) { event.userID = "U\(random.number(1...6))" }
            // A server tells some of the orders of browsers too, with no page of its own.
            if event.action == .orderPlaced, random.isTrue(oneIn: 2) { event.anonymousID = "server-\(event.messageID)" }
            return event
        }
        try await venue.write(traffic.batches(events))
        try await venue.consolidate()
    }

    func first<S: VenueStatement>(_ statement: S) async throws -> S.Output? {
        try await venue.database.store.inVenue(venue.venue) { try await $0.first(statement) }
    }

    func all<S: VenueStatement>(_ statement: S) async throws -> [S.Output] {
        try await venue.database.store.inVenue(venue.venue) { try await $0.all(statement) }
    }

    func numbers(_ question: String) async throws -> [Int] {
        try await venue.database.rows(of: question, in: venue.venue) { try $0.next(as: Int.self) }
    }

    /// Page after page.
    func sessions(of contact: Identifier<Contact>, limit: Int) async throws -> [Int] {
        var found: [Int] = []
        var before: MomentPlace<WebSession>?
        while true {
            let page = try await all(ListSessionsOfContact(contact: contact, before: before, limit: limit))
            found += page.prefix(limit).map { Int($0.id.rawValue) }
            guard page.count > limit, let last = page.prefix(limit).last else { return found }
            before = MomentPlace(at: last.startedAt, id: last.id)
        }
    }

    func baskets(_ state: Basket.State? = nil, ofShow show: String? = nil) async throws -> [Basket] {
        var found: [Basket] = []
        while true {
            let page = try await baskets(BasketQuery(state: state, before: found.last?.id, limit: 7, now: now), show)
            found += page.prefix(7)
            guard page.count > 7 else { return found }
        }
    }

    private func baskets(_ query: BasketQuery, _ show: String?) async throws -> [Basket] {
        if let show { return try await all(ListBasketsOfShow(query, show: show)) }
        return query.state == .open ? try await all(ListOpenBaskets(query)) : try await all(ListBaskets(query))
    }

    func figures(_ grouping: WebFigureQuery.Grouping) -> WebFigureQuery {
        WebFigureQuery(
            first: LocalDate(daysSince1970: 0), last: LocalDate(daysSince1970: 50_000), timeZone: "Europe/Paris",
            application: nil, grouping: grouping)
    }
}
