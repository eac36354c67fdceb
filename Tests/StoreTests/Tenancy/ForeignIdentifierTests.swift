import Domain
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ForeignIdentifierTests {
        /// One of everything, in one venue.
        private struct Everything {
            let contact: Contact
            let contacts: ForeignContacts
            let season: Season
            let catalogue: [String: Int64]
            let performance: Performance
            let order: Order
            let orderImport: Identifier<FileImport>
            let run: Identifier<IndicatorRun>
            let connection: Identifier<TicketingConnection>
            let balise: Identifier<Balise>
            let refusal: Identifier<RefusedItem>
            let visitor = Identifier<Visitor>(rawValue: 7)
            let session: Identifier<WebSession>
            let basket: Identifier<Basket>
        }

        @Test func everyIdentifierOfAVenueIsUnknownInAnother() async throws {
            try await TestDatabase.withDatabase { database in
                let home = try await database.venue()
                let other = try await database.venue()
                let everything = try await Self.make(in: home, database)
                let names = try await database.store.inVenue(home) { transaction in
                    try await Self.look(for: everything, transaction) { name, count in
                        #expect(count > 0, "\(name) at home")
                    }
                }
                _ = try await database.store.inVenue(other) { transaction in
                    try await Self.look(for: everything, transaction) { name, count in
                        #expect(count == 0, "\(name) elsewhere")
                    }
                }
                let readers = StatementCatalogue.venue.map { "\($0)" }.filter { name in
                    ["Find", "List", "LinesOf"].contains { name.hasPrefix($0) }
                }
                #expect(Set(readers).subtracting(["FindKeptAnswer"]) == Set(names))
            }
        }

        @Test func nothingOfAVenueCanBeChangedOrNamedFromAnother() async throws {
            try await TestDatabase.withDatabase { database in
                let home = try await database.venue()
                let other = try await database.venue()
                let everything = try await Self.make(in: home, database)
                try await database.store.inVenue(other) { transaction in
                    let replaced = try await transaction.first(
                        ReplaceContact(id: everything.contact.id, details: ContactDetails(), at: database.clock.now))
                    #expect(replaced == nil)
                    let line = try #require(everything.order.lines.first)
                    let changed = try await transaction.change(
                        line: line.id, of: everything.order.id, to: .cancelled, at: database.clock.now)
                    #expect(changed == nil)
                }
                let stranger = try await database.contact(in: other)
                await #expect(throws: StoreFailure.unknownReference(constraint: "orders_buyer_id_fkey")) {
                    try await database.order(by: everything.contact, [], in: other)
                }
                await #expect(throws: StoreFailure.unknownReference(constraint: "orders_payer_id_fkey")) {
                    try await database.order(by: stranger, payer: everything.contact, [], in: other)
                }
                let lines: [(NewOrderLine, String)] = [
                    (.seat(everything.performance), "performance"), (.seat(nil, season: everything.season), "season"),
                    (.seat(nil, holder: everything.contact), "holder"),
                ]
                for (line, name) in lines {
                    await #expect(throws: StoreFailure.unknownReference(constraint: "order_lines_\(name)_id_fkey")) {
                        try await database.order(by: stranger, [line], in: other)
                    }
                }
            }
        }

        private static func make(in venue: Venue, _ database: TestDatabase) async throws -> Everything {
            let contact = try await database.contact(in: venue)
            let season = try await database.season("2026-09-01", "2027-09-01", in: venue)
            let performance = try await database.performance(at: database.clock.now, season: season, in: venue)
            let order = try await database.order(by: contact, [.seat(performance)], in: venue)
            let at = database.clock.now
            // A level, and then another.
            try await database.refresh(venue)
            let second = try await database.performance(at: at, season: season, in: venue)
            try await database.order(by: contact, [.seat(second)], in: venue)
            try await database.refresh(venue)
            let run = try await database.request(.asOf, asOf: at.advanced(bySeconds: -86_400), of: venue).id
            _ = try await database.store.runIndicators(run, of: venue)
            let orderImport = try await database.store.inVenue(venue) { transaction in
                let id = try #require(try await transaction.first(CreateImport(options: ImportOptions(), at: at)))
                return id
            }
            try await database.run("INSERT INTO import_refusals VALUES (\(orderImport), 2, '{too_long}')", in: venue)
            try await database.run(
                """
                INSERT INTO referrer_hosts VALUES ('gazette.example', 'gazette', 'referral');
                INSERT INTO share_links VALUES ('abcdefghijklmnop', 1, 1, 'browser', '\(at.rfc3339)', NULL, NULL);
                INSERT INTO refused_items (application_id, reason, refused_at) VALUES (1, 'robot', '\(at.rfc3339)');
                INSERT INTO balises (application_id, action, label, silent_after_seconds, declared_at)
                VALUES (1, 'page_view', 'Pages', 60, '\(at.rfc3339)')
                """, in: venue)
            try await browse(contact, in: venue, database)
            return Everything(
                contact: contact, contacts: try await ForeignContacts(in: venue, database), season: season,
                catalogue: try await catalogue(in: venue, database),
                performance: performance, order: order, orderImport: orderImport,
                run: run,
                connection: try await database.connection(in: venue).id,
                balise: Identifier(rawValue: Int64(try await database.number("SELECT id FROM balises", in: venue))),
                refusal: Identifier(
                    rawValue: Int64(try await database.number("SELECT id FROM refused_items", in: venue))),
                session: Identifier(rawValue: Int64(try await database.number("SELECT id FROM sessions", in: venue))),
                basket: Identifier(rawValue: Int64(try await database.number("SELECT id FROM baskets", in: venue))))
        }

        /// One of everything that sources tell of, by its kind.
        private static func catalogue(in venue: Venue, _ database: TestDatabase) async throws -> [String: Int64] {
            let show = ShowTelling(externalID: "S", name: "S")
            let performance = PerformanceTelling(externalID: "P", show: "S", startsAt: database.clock.now)
            let results = [
                "show": try await database.tell([show], in: venue),
                "performance": try await database.tell([performance], in: venue),
                "hall": try await database.tell([HallTelling(externalID: "H", name: "H")], in: venue),
                "quota": try await database.tell(
                    [QuotaTelling(externalID: "Q", performance: "P", name: "Q", seats: 1)], in: venue),
                "product": try await database.tell(
                    [ProductTelling(externalID: "A", name: "A", family: .goods)], in: venue),
                "category": try await database.tell([AudienceCategoryTelling(externalID: "K", name: "K")], in: venue),
                "tariff": try await database.tell([TariffTelling(externalID: "T", name: "T", kind: .full)], in: venue),
                "channel": try await database.tell(
                    [SalesChannelTelling(externalID: "C", name: "C", type: .b2b)], in: venue),
            ]
            return try results.mapValues { try #require($0.first?.id) }
        }

        /// Reads the catalogue.
        private static func look(
            in catalogue: [String: Int64], _ transaction: VenueTransaction, _ check: (String, Int) -> Void
        ) async throws -> [String] {
            var names: [String] = []
            func read<Entry: CatalogueEntry>(_ kind: String, _: Entry.Type) async throws {
                let id = Identifier<Entry>(rawValue: catalogue[kind] ?? 0)
                names += ["\(FindEntry<Entry>.self)", "\(ListEntries<Entry>.self)"]
                check("\(FindEntry<Entry>.self)", try await transaction.all(FindEntry(id: id)).count)
                let page = Page<Entry>(after: nil, limit: 10)
                check("\(ListEntries<Entry>.self)", try await transaction.all(ListEntries(page: page)).count)
            }
            try await read("hall", Hall.self)
            try await read("quota", Quota.self)
            try await read("product", Product.self)
            try await read("category", AudienceCategory.self)
            try await read("tariff", Tariff.self)
            try await read("channel", SalesChannel.self)
            return names
        }

        /// A session of the contact, by a touch, with a basket that holds a show.
        private static func browse(_ contact: Contact, in venue: Venue, _ database: TestDatabase) async throws {
            let batch = Instant("2026-11-22T11:00:00Z").microseconds << 11
            try await database.run(
                """
                UPDATE contacts SET external_id = 'U1' WHERE id = \(contact.id);
                INSERT INTO sessions (device, visitor_id, application_id, started_at, ended_at, first_batch, first_item,
                    actions, page_views, is_closed, channel_group)
                VALUES ('b', 7, 1, '2026-11-22T11:00:00Z', '2026-11-22T11:00:00Z', \(batch), 1, 1, 1, false, 'Email');
                INSERT INTO touches (batch, item, device, occurred_at, channel_group)
                VALUES (\(batch), 1, 'b', '2026-11-22T11:00:00Z', 'Email');
                INSERT INTO baskets (device, opened_at, changed_at, patience, additions, is_closed)
                VALUES ('b', '2026-11-22T11:00:00Z', '2026-11-22T11:00:00Z', '24 hours', 1, false);
                INSERT INTO visitor_actions (batch, item, part, device, session_id, basket_id, application_id, occurred_at,
                    action, show_ref, user_ref)
                SELECT \(batch), 1, 0, 'b', s.id, b.id, 1, '2026-11-22T11:00:00Z', 'basket_add', 'S1', 'U1'
                FROM sessions s, baskets b
                """, in: venue)
        }

        /// Tells `check` how many rows each reading statement has, and returns the statements' names.
        private static func look(
            for everything: Everything, _ transaction: VenueTransaction, _ check: (String, Int) -> Void
        ) async throws -> [String] {
            var names: [String] = []
            func read<S: VenueStatement>(_ statement: S) async throws {
                names.append("\(S.self)")
                check("\(S.self)", try await transaction.all(statement).count)
            }
            try await read(FindContact(id: everything.contact.id))
            try await read(ListContacts(page: Page(after: nil, limit: 10)))
            try await read(FindContactIndicators(contact: everything.contact.id))
            try await read(FindSeason(id: everything.season.id))
            try await read(ListSeasons(page: Page(after: nil, limit: 10)))
            try await read(FindShow(id: everything.performance.show))
            try await read(ListShows(page: Page(after: nil, limit: 10)))
            try await read(FindPerformance(id: everything.performance.id))
            try await read(ListPerformances(page: Page(after: nil, limit: 10)))
            try await read(FindOrder(id: everything.order.id))
            try await read(ListOrders(page: Page(after: nil, limit: 10)))
            try await read(LinesOfOrders(orders: [everything.order.id]))
            try await read(LinesOfOrderThen(order: everything.order.id, at: everything.order.orderedAt))
            try await read(ListLedgerOfOrder(order: everything.order.id))
            let day = try #require(LocalDate(iso8601: "1970-01-01"))
            let days = ListLedgerDays(
                first: day, last: LocalDate(daysSince1970: 40_000), timeZone: "Europe/Paris")
            try await read(days)
            try await read(FindAvailability(performance: everything.performance.id))
            names += try await look(in: everything.catalogue, transaction, check)
            names += try await everything.contacts.look(transaction, check)
            try await read(FindTicketingConnection(id: everything.connection))
            try await read(ListTicketingConnections(page: Page(after: nil, limit: 10)))
            try await read(FindImport(id: everything.orderImport))
            try await read(ListImports(page: Page(after: nil, limit: 10)))
            try await read(ListRefusals(id: everything.orderImport, page: Page(after: nil, limit: 10)))
            try await read(FindIndicatorRun(id: everything.run))
            try await read(ListIndicatorRuns(page: Page(after: nil, limit: 10), kind: nil))
            try await read(ListMovesOfRun(run: everything.run))
            try await read(ListComputedIndicators(run: everything.run, page: Page(after: nil, limit: 10)))
            try await read(
                ListLevelChangesOfContact(
                    contact: everything.contact.id, keys: [.assiduity], page: Page(after: nil, limit: 10)))
            try await read(FindBalise(id: everything.balise))
            try await read(ListBalises(page: Page(after: nil, limit: 10), application: nil))
            try await read(FindRefusedItem(id: everything.refusal))
            let since = Instant("2026-11-01T00:00:00Z")
            try await read(
                ListRefusedItems(
                    application: Identifier(rawValue: 1), reason: nil, since: since, before: nil, limit: 10))
            try await read(ListReferrerHosts(after: "", limit: 10))
            try await read(ListShareLinks(after: "", limit: 10))
            try await read(ListSessionsOfContact(contact: everything.contact.id, before: nil, limit: 10))
            try await read(LinesOfSessions(sessions: [everything.session]))
            try await read(FindOrderOrigin(id: everything.order.id))
            try await read(ListTouches(of: everything.visitor, until: Instant("2026-11-22T12:00:00Z")))
            let query = BasketQuery(state: nil, before: nil, limit: 10, now: Instant("2026-11-22T12:00:00Z"))
            try await read(ListBaskets(query))
            try await read(ListOpenBaskets(query))
            try await read(ListBasketsOfShow(query, show: "S1"))
            try await read(LinesOfBaskets(baskets: [everything.basket]))
            return names
        }
    }
}
