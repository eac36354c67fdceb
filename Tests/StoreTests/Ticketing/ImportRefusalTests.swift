import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct ImportRefusalTests {
        private static let faults: [(ImportFile<OrderColumn>.Line, Set<RefusalReason>)] = [
            ([:], []), ([.orderID: ""], [.missingOrder]), ([.lineID: ""], [.missingLine]),
            ([.contactID: ""], [.missingContact]), ([.orderedAt: ""], [.invalidDate]),
            ([.orderedAt: "yesterday"], [.invalidDate]), ([.orderedAt: "2026-02-30"], [.invalidDate]),
            ([.orderedAt: "22/11/2026"], []), ([.orderedAt: "2026-10-01T20:30:00+01:00"], []),
            ([.orderedAt: "2026-10-01 20:30"], []), ([.orderedAt: "infinity"], [.invalidDate]),
            ([.performanceAt: "soon"], [.invalidPerformanceDate]),
            ([.performanceID: "p7"], [.unknownPerformance]),
            ([.performanceID: "p8", .performanceAt: "2026-12-01"], [.unknownPerformance]),
            ([.performanceID: "p9", .performanceAt: "2026-12-01", .showID: "s9"], []), ([.performanceID: "known"], []),
            ([.amount: ""], [.invalidAmount]), ([.amount: "12.345"], [.invalidAmount]),
            ([.amount: "1e3"], [.invalidAmount]), ([.amount: "free"], [.invalidAmount]), ([.amount: "-3,5"], []),
            ([.quantity: "0"], [.invalidQuantity]), ([.quantity: "-1"], [.invalidQuantity]),
            ([.quantity: "1.5"], [.invalidQuantity]), ([.quantity: "10001"], [.invalidQuantity]),
            ([.quantity: "999999999999"], [.invalidQuantity]), ([.quantity: "10000"], []),
            ([.currency: ""], [.foreignCurrency]), ([.currency: "USD"], [.foreignCurrency]), ([.currency: "eur"], []),
            ([.channel: "PIGEON"], [.unknownChannel]), ([.channel: "internet"], []),
            ([.status: "stolen"], [.unknownStatus]), ([.status: "SOLD"], []), ([.family: "circus"], [.unknownFamily]),
            ([.contactKind: "robot"], [.unknownKind]), ([.contactKind: "Structure"], []),
            ([.season: "1912"], [.unknownSeason]), ([.season: "2026-09-01/2027-09-01"], []),
            ([.product: String(repeating: "x", count: 201)], [.tooLong]),
            ([.product: String(repeating: "é", count: 200)], []),
            ([.amount: "?", .quantity: "?", .currency: "?"], [.invalidAmount, .invalidQuantity, .foreignCurrency]),
        ]

        @Test func everyLineIsRefusedForWhatIsWrongWithIt() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                _ = try await database.season("2026-09-01", "2027-09-01", in: venue)
                _ = try await database.performance(at: database.clock.now, externalID: "known", in: venue)
                let lines = Self.faults.enumerated().map { index, fault in
                    fault.0.merging([.orderID: "o\(index)"]) { given, _ in given }
                }
                let report = try await ImportFile.orders(lines).run(in: venue, database)
                for (index, fault) in Self.faults.enumerated() {
                    #expect(report.refusals[index + 2] ?? [] == fault.1, "\(fault.0)")
                }
                let refused = Self.faults.count { !$0.1.isEmpty }
                let counts = report.fileImport.counts
                #expect(report.fileImport.status == .done)
                #expect(counts.lines == Int64(lines.count) && counts.refusedLines == Int64(refused))
                #expect(counts.acceptedLines == Int64(lines.count - refused))
                #expect(counts.newOrders == counts.acceptedLines && counts.newLines == counts.acceptedLines)
                #expect(
                    try await database.number("SELECT count(*) FROM order_lines", in: venue) == lines.count - refused)
            }
        }

        @Test func anOrderIsImportedWholeOrNotAtAll() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let report = try await ImportFile.orders([
                    [.orderID: "a", .lineID: "1"], [.orderID: "a", .lineID: "2", .amount: "x"],
                    [.orderID: "a", .lineID: "3"], [.orderID: "b", .lineID: "1"], [.orderID: "b", .lineID: "1"],
                    [.orderID: "c", .lineID: "1"], [.orderID: "c", .lineID: "2", .contactID: "c2"],
                    [.orderID: "d", .lineID: "1"], [.orderID: "d", .lineID: "2", .orderedAt: "2026-10-02"],
                    [.orderID: "e", .lineID: "1"], [.orderID: "e", .lineID: "2", .payerID: "p"],
                    [.orderID: "f", .lineID: "1"], [.orderID: "f", .lineID: "2", .channel: "B2B"],
                    [.orderID: "g", .lineID: "1", .channel: "OTHERS"], [.orderID: "g", .lineID: "2"],
                    [.orderID: "", .lineID: "1"], [.orderID: "", .lineID: "1", .contactID: "c2"],
                ]).run(in: venue, database)
                var expected: [Int: Set<RefusalReason>] = [
                    2: [.siblingRefused], 3: [.invalidAmount], 4: [.siblingRefused], 5: [.duplicateLine],
                    6: [.duplicateLine], 17: [.missingOrder], 18: [.missingOrder],
                ]
                for line in 7...14 { expected[line] = [.inconsistentOrder] }
                #expect(report.refusals == expected)
                #expect(try await database.number("SELECT count(*) FROM orders", in: venue) == 1)
                #expect(try await database.number("SELECT count(*) FROM contacts", in: venue) == 1)
            }
        }

        @Test func aFileThatIsNoCSVIsRefusedWithItsLineAndLeavesNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let records = ["1,0,2,o1,1", "1,0,3,o1", "1,0,4,o1,\"x", "1,0,5,o1,\u{0}"]
                let form = FileForm(delimiter: .comma, columns: [0, 1])
                // An open quote is seen at the end only.
                for (index, reason, line) in [(1, UnreadableLine.Reason.csv, 2), (2, .csv, 3), (3, .encoding, 2)] {
                    let error = await #expect(throws: UnreadableLine.self) {
                        try await database.store.inVenue(venue) { transaction in
                            _ = try await transaction.receiveRows(
                                ImportOptions(), form: form, at: database.clock.now
                            ) { try await $0.write(Array("\(records[0])\n\(records[index])\n".utf8)) }
                        }
                    }
                    #expect(error?.reason == reason, "\(records[index])")
                    #expect(error?.line == line)
                }
                struct Change: Error {}
                await #expect(throws: Change.self) {
                    try await database.store.inVenue(venue) { transaction in
                        _ = try await transaction.receiveRows(
                            ImportOptions(), form: form, at: database.clock.now
                        ) { reception in
                            try await reception.write(Array("1,0,2,o1,1\n".utf8))
                            throw Change()
                        }
                    }
                }
                #expect(try await database.number("SELECT count(*) FROM imports", in: venue) == 0)
                #expect(try await database.number("SELECT count(*) FROM import_rows", in: venue) == 0)
            }
        }
    }
}
