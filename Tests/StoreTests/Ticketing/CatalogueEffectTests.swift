import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// What follows for contacts and orders when the catalogue changes.
    @Suite struct CatalogueEffectTests {
        /// A venue in which Ana buys one line of everything and Bob holds it; Cléa buys something else.
        private struct Box {
            let venue: Venue
            let database: TestDatabase

            init(_ database: TestDatabase) async throws {
                self.database = database
                venue = try await database.venue()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                _ = try await database.tell([ShowTelling(externalID: "S", name: "Phèdre")], in: venue)
                _ = try await database.tell(
                    ["P", "Q"].map {
                        PerformanceTelling(externalID: $0, show: "S", startsAt: Instant("2026-12-01T20:00:00Z"))
                    }, in: venue)
                _ = try await database.tell(
                    ["A", "B"].map { ProductTelling(externalID: $0, name: $0, family: .subscription) }, in: venue)
                _ = try await database.tell(
                    ["K", "L"].map { AudienceCategoryTelling(externalID: $0, name: $0) }, in: venue)
                _ = try await database.tell(
                    ["W", "X"].map { SalesChannelTelling(externalID: $0, name: $0, type: .others) }, in: venue)
                try await order("1", by: "ana", holder: "bob", "P", "A", "K", "W")
                try await order("2", by: "clea", holder: "clea", "Q", "B", "L", "X")
                try await forget()
            }

            private func order(
                _ id: String, by buyer: String, holder: String, _ performance: String, _ product: String,
                _ category: String, _ channel: String
            ) async throws {
                var line = ArrivingLine(externalID: "1", amount: 1_000)
                line.performance = performance
                line.product = product
                line.audienceCategory = category
                line.holder = holder
                var order = ArrivingOrder(
                    externalID: id, orderedAt: database.clock.now, buyer: ArrivingBuyer(externalID: buyer),
                    lines: [line])
                order.salesChannel = channel
                let told = order
                let results = try await database.store.inVenue(venue) {
                    try await $0.write([told], from: .venue, at: database.clock.now)
                }
                #expect(results.map(\.outcome) == [.created])
            }

            func forget() async throws { try await database.run("DELETE FROM indicator_marks", in: venue) }

            func marked() async throws -> Set<String> {
                let names = try await database.rows(
                    of: "SELECT c.external_id FROM indicator_marks m JOIN contacts c ON c.id = m.contact_id", in: venue
                ) { try $0.next(as: String.self) }
                try await forget()
                return Set(names)
            }
        }

        @Test func whatIndicatorsCountMarksBuyersAndHolders() async throws {
            try await TestDatabase.withDatabase { database in
                let box = try await Box(database)
                var performance = PerformanceTelling(
                    externalID: "P", show: "S", startsAt: Instant("2026-12-02T20:00:00Z"))
                _ = try await database.tell([performance], in: box.venue)
                #expect(try await box.marked() == ["ana", "bob"])
                performance.season = .value("2026-09-01/2027-09-01")
                _ = try await database.tell([performance], in: box.venue)
                #expect(try await box.marked() == ["ana", "bob"])
                performance.capacity = .value(5)
                _ = try await database.tell([performance], in: box.venue)
                #expect(try await box.marked() == [])

                var product = ProductTelling(externalID: "A", name: "renamed", family: .subscription)
                _ = try await database.tell([product], in: box.venue)
                #expect(try await box.marked() == [])
                product.givesSubscriber = .value(false)
                _ = try await database.tell([product], in: box.venue)
                #expect(try await box.marked() == ["ana", "bob"])

                var category = AudienceCategoryTelling(externalID: "K", name: "K")
                category.isChild = .value(true)
                _ = try await database.tell([category], in: box.venue)
                #expect(try await box.marked() == ["ana", "bob"])
                category.sourceUpdatedAt = .firstYear
                category.isChild = .value(false)
                #expect(try await database.tell([category], in: box.venue).map(\.outcome) == [.superseded])
                #expect(try await box.marked() == [])
            }
        }

        @Test func ordersCountAsWhatTheirChannelIsNow() async throws {
            try await TestDatabase.withDatabase { database in
                let box = try await Box(database)
                _ = try await database.tell(
                    [SalesChannelTelling(externalID: "W", name: "W", type: .b2b)], in: box.venue)
                #expect(try await box.marked() == ["ana"])
                let channels = try await database.rows(
                    of: "SELECT external_id || channel FROM orders ORDER BY external_id", in: box.venue
                ) { try $0.next(as: String.self) }
                #expect(channels == ["1B2B", "2OTHERS"])
            }
        }

        @Test func whatIsLeftOfAPerformanceIsItsCapacityLessEverything() async throws {
            try await TestDatabase.withDatabase { database in
                let box = try await Box(database)
                func available() async throws -> Availability {
                    try await database.store.inVenue(box.venue) { transaction in
                        let performances = try await transaction.all(ListPerformances(page: Page(after: nil, limit: 9)))
                        let known = try #require(performances.first { $0.origin.externalID == "P" })
                        return try #require(try await transaction.first(FindAvailability(performance: known.id)))
                    }
                }
                #expect(try await available().available == nil)
                var hall = HallTelling(externalID: "H", name: "H")
                hall.capacity = .value(100)
                _ = try await database.tell([hall], in: box.venue)
                var performance = PerformanceTelling(
                    externalID: "P", show: "S", startsAt: Instant("2026-12-01T20:00:00Z"))
                performance.hall = .value("H")
                _ = try await database.tell([performance], in: box.venue)
                _ = try await database.tell(
                    [QuotaTelling(externalID: "Q", performance: "P", name: "Presse", seats: 10)], in: box.venue)
                let left = try await available()
                #expect(left.capacity == 100 && left.sold == 1 && left.reserved == 0 && left.quotas == 10)
                #expect(left.available == 89)
                performance.capacity = .value(5)
                _ = try await database.tell([performance], in: box.venue)
                #expect(try await available().available == -6)
                performance.state = .value(.cancelled)
                _ = try await database.tell([performance], in: box.venue)
                #expect(try await available().available == 0)
            }
        }
    }
}
