import Domain
import HTTPService
import Store

/// The first line of a file: which columns it has, and what separates them.
struct ImportHeader {
    let form: FileForm
    let text: String

    init(reading body: inout FileBody, _ options: ImportOptions) async throws {
        var line = try await body.firstLine(upTo: 4_096)
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if line.starts(with: byteOrderMark) { line.removeFirst(3) }
        // The names of columns are ASCII, whatever the encoding of the rest.
        guard let text = String(validating: line, as: UTF8.self) else {
            throw Problem(
                .invalidFile,
                options.encoding == .utf8
                    ? "Line 1 is not UTF-8: save the file as UTF-8, or declare encoding=windows-1252. Nothing was imported."
                    : "Line 1 holds letters that no column's name has: correct the header. Nothing was imported.")
        }
        try self.init(text, options)
    }

    /// Throws a `Problem` that lists the columns missing, doubled or unknown.
    init(_ text: String, _ options: ImportOptions) throws(Problem) {
        self.text = text
        let delimiter: FileDelimiter = text.utf8.contains(UInt8(ascii: ";")) ? .semicolon : .comma
        let separator = Character(delimiter.rawValue)
        let names = text.split(separator: separator, omittingEmptySubsequences: false).map { name in
            String(name.filter { $0 != "\"" && $0 != " " }).lowercased()
        }
        let known = options.kind.columns
        let columns = names.compactMap { known.firstIndex(of: $0) }
        let missing = options.kind.requiredColumns.filter { !names.contains($0) }
        guard columns.count == names.count, Set(columns).count == columns.count, missing.isEmpty else {
            throw Problem(.invalidFile, Self.complaint(missing: missing, known: known))
        }
        form = FileForm(encoding: options.encoding, delimiter: delimiter, columns: columns)
    }

    private static func complaint(missing: [String], known: [String]) -> String {
        let what =
            missing.isEmpty ? "it has a column unknown or given twice" : "it lacks \(missing.joined(separator: ", "))"
        return
            "Correct the header: \(what). The columns are \(known.joined(separator: ", ")). Nothing was imported."
    }
}
