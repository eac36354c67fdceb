import Foundation

/// Cuts a file into statements at the semicolons outside quotes, dollar quotes and comments, and drops the comments.
///
/// Knows what migrations are written with: no comments within `/*` and `*/`, no backslashes that escape a quote.
struct SQLStatements {
    static func split(_ text: String) -> [String] {
        var reader = SQLStatements(rest: Array(text.utf8)[...])
        while reader.step() {}
        reader.endStatement()
        return reader.statements
    }

    private var rest: ArraySlice<UInt8>
    private var current: [UInt8] = []
    private var statements: [String] = []

    private init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    /// Reads one comment, one quotation or one byte; false at the end.
    private mutating func step() -> Bool {
        guard let byte = rest.first else { return false }
        switch byte {
        case UInt8(ascii: "-") where rest.dropFirst().first == byte:
            rest = rest.drop { $0 != UInt8(ascii: "\n") }
        case UInt8(ascii: ";"):
            rest.removeFirst()
            endStatement()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): takeQuotation(between: [byte])
        case UInt8(ascii: "$"):
            let tag = rest.dropFirst().prefix { $0 == UInt8(ascii: "_") || isLetterOrDigit($0) }
            let isTag = tag.first.map { !(48...57).contains($0) } ?? true
            let isClosed = rest.dropFirst(1 + tag.count).first == byte
            takeQuotation(between: isTag && isClosed ? [byte] + tag + [byte] : nil)
        default: takeQuotation(between: nil)
        }
        return true
    }

    /// From a mark at the very start to the next one, both included; a doubled quote is two quotations.
    ///
    /// Without a mark, one byte.
    private mutating func takeQuotation(between mark: [UInt8]?) {
        var end = rest.startIndex + (mark?.count ?? 1)
        if let mark {
            while end < rest.endIndex, !rest[end...].starts(with: mark) { end += 1 }
            end = min(end + mark.count, rest.endIndex)
        }
        current += rest[..<end]
        rest = rest[end...]
    }

    private mutating func endStatement() {
        let statement = String(decoding: current, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if !statement.isEmpty { statements.append(statement) }
        current = []
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
