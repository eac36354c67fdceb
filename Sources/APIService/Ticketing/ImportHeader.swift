import Domain
import HTTPService
import Hummingbird
import NIOCore
import Store

/// The body of a file, piece by piece, never larger than allowed.
struct FileBody {
    private var pieces: RequestBody.AsyncIterator
    private var rest: [UInt8] = []
    private var read = 0

    init(_ request: Request) {
        pieces = request.body.makeAsyncIterator()
    }

    mutating func next() async throws -> [UInt8]? {
        if !rest.isEmpty {
            defer { rest = [] }
            return rest
        }
        guard let piece = try await pieces.next() else { return nil }
        read += piece.readableBytes
        guard read <= ImportRoutes.maximumBytes else { throw Problem.tooLarge }
        return Array(buffer: piece)
    }

    /// The first line, without its end; what was read beyond it comes with the next piece.
    mutating func firstLine(upTo limit: Int) async throws -> [UInt8] {
        var line: [UInt8] = []
        while let piece = try await next() {
            if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                line += piece[..<end]
                rest = Array(piece[(end + 1)...])
                break
            }
            line += piece
            guard line.count <= limit else { break }
        }
        guard line.count <= limit else { throw Problem(.invalidFile, "The first line is too long to be a header.") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }
}

/// The first line of a file: which columns it has, and what separates them.
struct ImportHeader {
    let columns: [ImportColumn]
    let delimiter: ImportDelimiter
    let text: String

    init(reading body: inout FileBody) async throws {
        var line = try await body.firstLine(upTo: 4_096)
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if line.starts(with: byteOrderMark) { line.removeFirst(3) }
        guard let text = String(validating: line, as: UTF8.self) else {
            throw Problem(.invalidFile, "Line 1 is not UTF-8: save the file as UTF-8. Nothing was imported.")
        }
        try self.init(text)
    }

    /// Throws a `Problem` that lists the columns missing, doubled or unknown.
    init(_ text: String) throws(Problem) {
        self.text = text
        delimiter = text.utf8.contains(UInt8(ascii: ";")) ? .semicolon : .comma
        let separator = Character(delimiter.rawValue)
        let names = text.split(separator: separator, omittingEmptySubsequences: false).map { name in
            String(name.filter { $0 != "\"" && $0 != " " }).lowercased()
        }
        var columns: [ImportColumn] = []
        var isWrong = false
        for name in names {
            guard let column = ImportColumn(rawValue: name), !columns.contains(column) else {
                isWrong = true
                continue
            }
            columns.append(column)
        }
        let missing = ImportColumn.required.filter { !columns.contains($0) }.map(\.rawValue)
        guard !isWrong && missing.isEmpty else {
            throw Problem(.invalidFile, Self.complaint(missing: missing))
        }
        self.columns = columns
    }

    private static func complaint(missing: [String]) -> String {
        let what =
            missing.isEmpty ? "it has a column unknown or given twice" : "it lacks \(missing.joined(separator: ", "))"
        let known = ImportColumn.allCases.map(\.rawValue).joined(separator: ", ")
        return "Correct the header: \(what). The columns are \(known). Nothing was imported."
    }
}
