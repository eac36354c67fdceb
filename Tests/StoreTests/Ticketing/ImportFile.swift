import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

/// A CSV file of orders: lines that differ from a good one in what they say themselves.
struct ImportFile {
    typealias Line = [ImportColumn: String]

    static let good: Line = [
        .orderID: "o1", .lineID: "1", .orderedAt: "2026-10-01", .contactID: "c1", .amount: "12.50", .currency: "EUR",
    ]

    let lines: [Line]
    private let columns: [ImportColumn]

    init(_ lines: [Line], columns: [ImportColumn] = ImportColumn.allCases) {
        self.lines = lines.map { line in Self.good.merging(line) { $1 } }
        self.columns = columns
    }

    /// The outcome of an import.
    struct Report {
        let orderImport: OrderImport
        /// By the line's number in the file; the header is line 1.
        let refusals: [Int: Set<RefusalReason>]
    }

    func receive(in venue: Venue, _ database: TestDatabase, delimiter: ImportDelimiter = .comma) async throws
        -> OrderImport
    {
        try await database.store.inVenue(venue) { transaction in
            try await transaction.receiveImport(columns: columns, delimiter: delimiter, at: database.clock.now) {
                reception in
                for (index, line) in lines.enumerated() {
                    let fields = ["\(reception.id)", "\(index + 2)"] + columns.map { Self.quoted(line[$0] ?? "") }
                    try await reception.write(Array((fields.joined(separator: delimiter.rawValue) + "\n").utf8))
                }
                return Int64(lines.count)
            }
        }
    }

    /// Receives and imports it.
    @discardableResult
    func run(in venue: Venue, _ database: TestDatabase) async throws -> Report {
        let received = try await receive(in: venue, database)
        #expect(try await database.store.runImport(received.id, of: venue))
        return try await Self.report(received.id, in: venue, database)
    }

    static func report(_ id: Identifier<OrderImport>, in venue: Venue, _ database: TestDatabase) async throws -> Report
    {
        try await database.store.inVenue(venue) { transaction in
            let orderImport = try #require(try await transaction.first(FindImport(id: id)))
            let refused = try await transaction.all(ListRefusals(id: id, page: Page(after: nil, limit: 1_000)))
            return Report(
                orderImport: orderImport,
                refusals: Dictionary(uniqueKeysWithValues: refused.map { (Int($0.line), Set($0.reasons)) }))
        }
    }

    private static func quoted(_ field: String) -> String {
        "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
