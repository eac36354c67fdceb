import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ImportTests {
        private static let play: ImportFile<OrderColumn>.Line = [
            .performanceID: "p1", .performanceAt: "2026-12-01T20:30", .showID: "s1", .showName: "Phèdre",
            .genre: "Théâtre",
        ]

        @Test func aGoodFileIsOrdersContactsAndProgramme() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let lines: [ImportFile<OrderColumn>.Line] = [
                    [
                        .lineID: "1", .contactEmail: "ana@example.org", .contactFirstName: "Ana, \"A\"",
                        .contactKind: "structure", .payerID: "payer", .holderID: "holder", .channel: "B2B",
                        .status: "reserved", .quantity: "3", .amount: "12,5",
                    ],
                    [.lineID: "2", .payerID: "payer", .channel: "B2B", .product: "Programme", .family: "goods"],
                ]
                let report = try await ImportFile.orders(lines.map { $0.merging(Self.play) { $1 } }).run(
                    in: venue, database)
                #expect(report.refusals == [:])
                #expect(report.fileImport.counts.newOrders == 1 && report.fileImport.counts.newLines == 2)

                let contacts = try await Self.contacts(in: venue, database)
                #expect(Set(contacts.keys) == ["c1", "payer", "holder"])
                #expect(contacts["c1"]?.details.firstName == "Ana, \"A\"")
                #expect(contacts["c1"]?.details.kind == .structure)
                #expect(contacts["holder"]?.details.kind == .individual)
                let order = try #require(try await Self.orders(in: venue, database).first)
                #expect(order.externalID == "o1" && order.channel == .b2b)
                // Midnight in Paris.
                #expect(order.orderedAt == Instant("2026-09-30T22:00:00Z"))
                #expect(order.buyer == contacts["c1"]?.id && order.payer == contacts["payer"]?.id)
                let (first, second) = (order.lines[0].details, order.lines[1].details)
                #expect(first.status == .reserved && first.quantity == 3 && first.amount == 1_250)
                #expect(first.holder == contacts["holder"]?.id && first.product == "Phèdre")
                #expect(second.holder == nil && second.product == "Programme" && second.family == .goods)
                let performance = try #require(
                    try await database.store.inVenue(venue) {
                        try await $0.first(ListPerformances(page: Page(after: nil, limit: 2)))
                    })
                #expect(performance.startsAt == Instant("2026-12-01T19:30:00Z") && performance.externalID == "p1")
                #expect(first.performance == performance.id && second.performance == performance.id)
            }
        }

        @Test func theSameFileTwiceChangesNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let file = ImportFile.orders([[:], [.lineID: "2"], [.orderID: "o2", .contactID: "c2"]])
                try await file.run(in: venue, database)
                let before = try await Self.orders(in: venue, database).map { "\($0)" }
                let counts = try await file.run(in: venue, database).fileImport.counts
                #expect(counts.acceptedLines == 3)
                #expect(counts.newOrders == 0 && counts.newLines == 0 && counts.changedLines == 0)
                #expect(try await Self.orders(in: venue, database).map { "\($0)" } == before)
                let again = try await file.receive(in: venue, database)
                #expect(try await database.store.runImport(again.id, of: venue))
                #expect(try await database.store.runImport(again.id, of: venue) == false)
                #expect(try await database.number("SELECT count(*) FROM import_rows", in: venue) == 0)
                #expect(try await database.number("SELECT count(*) FROM arriving_lines", in: venue) == 0)
            }
        }

        @Test func aLaterFileChangesAndAddsLines() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await ImportFile.orders([[.contactFirstName: "Ana"], [.lineID: "2"]]).run(in: venue, database)
                let counts = try await ImportFile.orders([
                    [.status: "refunded", .contactFirstName: "Other", .contactEmail: "ana@example.org"],
                    [.lineID: "2"], [.lineID: "3"], [.orderID: "o2"],
                ]).run(in: venue, database).fileImport.counts
                #expect(counts.changedLines == 1 && counts.newLines == 2 && counts.newOrders == 1)
                let ana = try #require(try await Self.contacts(in: venue, database)["c1"])
                #expect(ana.details.firstName == "Ana" && ana.details.email == "ana@example.org")
                let orders = try await Self.orders(in: venue, database)
                #expect(orders.map(\.lines.count) == [3, 1])
                #expect(orders[0].lines[0].details.status == .refunded)
                #expect(orders.allSatisfy { $0.buyer == ana.id })
            }
        }

        @Test func everyContactOfAnImportIsMarkedTheFormerHolderToo() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                let steps: [(holder: String, marked: Set<String>)] = [
                    ("h1", ["c1", "payer", "h1"]), ("h2", ["c1", "payer", "h1", "h2"]), ("", ["c1", "payer", "h2"]),
                ]
                for (holder, marked) in steps {
                    let line = Self.play.merging([.payerID: "payer", .holderID: holder]) { $1 }
                    try await ImportFile.orders([line]).run(in: venue, database)
                    let names = try await database.rows(
                        of: "SELECT external_id FROM contacts WHERE id IN (SELECT contact_id FROM indicator_marks)",
                        in: venue
                    ) { try $0.next(as: String.self) }
                    #expect(Set(names) == marked, "holder \(holder)")
                    try await database.refresh(venue)
                    let oracle = IndicatorOracle(try await History(of: venue, in: database), asOf: database.clock.now)
                    let stored = try await StoredIndicators(of: venue, in: database)
                    #expect(differences(stored.histories, oracle.histories()) == [], "holder \(holder)")
                }
            }
        }

        @Test func importsAtOnceOfTheSameOrdersAddUp() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let files = (0..<4).map { turn in
                    ImportFile.orders(
                        (0..<200).map { number in
                            // Each file lists them its own way round, and they overlap.
                            let order = turn % 2 == 0 ? number : 199 - number
                            return [
                                .orderID: "o\(order + turn * 50)", .contactID: "c\((order + turn * 50) % 37)",
                                .holderID: "h\(order % 11)", .status: turn == 3 ? "refunded" : "sold",
                            ].merging(Self.play) { $1 }
                        })
                }
                var received: [FileImport] = []
                for file in files { received.append(try await file.receive(in: venue, database)) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for each in received {
                        group.addTask {
                            let isDone = try await database.store.runImport(each.id, of: venue)
                            #expect(isDone)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await database.number("SELECT count(*) FROM orders", in: venue) == 350)
                #expect(try await database.number("SELECT count(*) FROM order_lines", in: venue) == 350)
                #expect(try await database.number("SELECT sum(new_orders) FROM imports", in: venue) == 350)
                #expect(try await database.number("SELECT sum(new_lines) FROM imports", in: venue) == 350)
                #expect(try await database.number("SELECT count(*) FROM performances", in: venue) == 1)
            }
        }

        @Test func oneImportIsDoneOnceHoweverManyWorkersTakeIt() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let received = try await ImportFile.orders([[:], [.lineID: "2"]]).receive(in: venue, database)
                let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<6 { group.addTask { try await database.store.runImport(received.id, of: venue) } }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(done == 1)
                #expect(try await database.number("SELECT count(*) FROM order_lines", in: venue) == 2)
            }
        }

        @Test func aPartThatFailsIsUndoneAndCanBeTriedAgain() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let received = try await ImportFile.orders([[:], [.amount: "x", .orderID: "o2"]]).receive(
                    in: venue, database)
                try await database.run("ALTER TABLE import_marks ADD CONSTRAINT never CHECK (false)", in: venue)
                await #expect(throws: StoreFailure.ruleBroken(constraint: "never")) {
                    try await database.store.runImport(received.id, of: venue)
                }
                for table in ["contacts", "orders", "order_lines", "import_refusals", "arriving_lines"] {
                    #expect(try await database.number("SELECT count(*) FROM \(table)", in: venue) == 0, "\(table)")
                }
                #expect(
                    try await database.store.inVenue(venue) { try await $0.all(UnfinishedImports()) } == [received.id])
                try await database.run("ALTER TABLE import_marks DROP CONSTRAINT never", in: venue)
                #expect(try await database.store.runImport(received.id, of: venue))
                let report = try await ImportFile<OrderColumn>.report(received.id, in: venue, database)
                #expect(report.fileImport.status == .done && report.fileImport.counts.newLines == 1)
                #expect(report.refusals == [3: [.invalidAmount]])
            }
        }

        private static func contacts(in venue: Venue, _ database: TestDatabase) async throws -> [String: Contact] {
            let contacts = try await database.store.inVenue(venue) {
                try await $0.all(ListContacts(page: Page(after: nil, limit: 1_000)))
            }
            return Dictionary(uniqueKeysWithValues: contacts.map { ($0.details.externalID ?? "", $0) })
        }

        private static func orders(in venue: Venue, _ database: TestDatabase) async throws -> [Order] {
            try await database.store.inVenue(venue) { transaction in
                try await transaction.withLines(
                    try await transaction.all(ListOrders(page: Page(after: nil, limit: 1_000))))
            }
        }
    }
}
