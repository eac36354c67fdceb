import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

/// A CSV file as it is received: lines of a kind's columns.
struct ImportFile<Column: ImportColumn> {
    typealias Line = [Column: String]

    let lines: [Line]
    var options = ImportOptions()
    /// Lines in a part.
    var part = 20_000

    init(_ lines: [Line], part: Int = 20_000) {
        self.lines = lines
        self.part = part
        if Column.self == ContactColumn.self { options.kind = .contacts }
        if Column.self == CatalogueColumn.self { options.kind = .catalogue }
    }

    /// The outcome of an import.
    struct Report {
        let fileImport: FileImport
        /// By the line's number in the file; the header is line 1.
        let refusals: [Int: Set<RefusalReason>]
    }

    func receive(in venue: Venue, _ database: TestDatabase) async throws -> FileImport {
        try await database.store.inVenue(venue) { transaction in
            let columns = Column.allCases.map(\.rawValue)
            let form = FileForm(encoding: options.encoding, delimiter: .comma, columns: columns)
            let id = try await transaction.receiveRows(options, form: form, at: database.clock.now) { reception in
                for (index, line) in lines.enumerated() {
                    let fields =
                        ["\(reception.id)", "\(index / part)", "\(index + 2)"]
                        + Column.allCases.map { Self.quoted(line[$0] ?? "") }
                    try await reception.write(Array((fields.joined(separator: ",") + "\n").utf8))
                }
            }
            let parts = (lines.count + part - 1) / part
            // Of no content twice: each is received.
            let digest = Array("\(id)".utf8)
            return try await transaction.completeImport(
                id, ReceivedFile(lines: Int64(lines.count), parts: Int64(parts), digest: digest))
        }
    }

    /// Receives and imports it.
    @discardableResult
    func run(in venue: Venue, _ database: TestDatabase) async throws -> Report {
        let received = try await receive(in: venue, database)
        #expect(try await database.store.runImport(received.id, of: venue))
        return try await Self.report(received.id, in: venue, database)
    }

    static func report(_ id: Identifier<FileImport>, in venue: Venue, _ database: TestDatabase) async throws -> Report {
        try await database.store.inVenue(venue) { transaction in
            let fileImport = try #require(try await transaction.first(FindImport(id: id)))
            let refused = try await transaction.all(ListRefusals(id: id, page: Page(after: nil, limit: 1_000)))
            return Report(
                fileImport: fileImport,
                refusals: Dictionary(uniqueKeysWithValues: refused.map { (Int($0.line), Set($0.reasons)) }))
        }
    }

    private static func quoted(_ field: String) -> String {
        "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}

extension ImportFile<OrderColumn> {
    static var good: Line {
        [.orderID: "o1", .lineID: "1", .orderedAt: "2026-10-01", .contactID: "c1", .amount: "12.50", .currency: "EUR"]
    }

    /// Lines that differ from a good one in what they say themselves.
    static func orders(_ lines: [Line], part: Int = 20_000) -> ImportFile {
        ImportFile(lines.map { good.merging($0) { $1 } }, part: part)
    }
}
