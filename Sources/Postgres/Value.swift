/// One bound parameter, sent in PostgreSQL's binary form with its length: nothing is quoted, nothing is truncated.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    /// UTF-8; a text holding NUL is refused, since PostgreSQL cannot store it.
    case text(String)
    /// The bytes of a JSON document, for `json` columns.
    case json([UInt8])
    case bytes([UInt8])
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    case int64s([Int64])
    case texts([String])
    /// Texts, some of them NULL: a column of rows passed to `unnest`.
    case optionalTexts([String?])

    /// The type's identifier in `pg_type`; 0 lets the server infer it.
    var typeIdentifier: UInt32 {
        switch self {
        case .null: 0
        case .bool: 16
        case .int32: 23
        case .int64: 20
        case .double: 701
        case .text: 25
        case .json: 114
        case .bytes: 17
        case .date: 1082
        case .timestamp: 1184
        case .int64s: 1016
        case .texts, .optionalTexts: 1009
        }
    }

    /// Appends the binary form; nothing for NULL.
    func encode(into output: inout [UInt8]) throws(PostgresError) {
        switch self {
        case .null: break
        case .bool(let value): output.append(value ? 1 : 0)
        case .int32(let value): output.append(bigEndian: value)
        case .int64(let value): output.append(bigEndian: value)
        case .double(let value): output.append(bigEndian: value.bitPattern)
        case .text(let value): try Self.append(value, to: &output)
        case .json(let value), .bytes(let value): output += value
        case .date(let days): output.append(bigEndian: try Self.shifted(days, by: PostgresEpoch.days))
        case .timestamp(let microseconds):
            output.append(bigEndian: try Self.shifted(microseconds, by: PostgresEpoch.microseconds))
        case .int64s(let values):
            try Self.appendArrayHead(count: values.count, element: 20, to: &output)
            for value in values {
                output.append(bigEndian: Int32(8))
                output.append(bigEndian: value)
            }
        case .texts(let values):
            try Self.appendArrayHead(count: values.count, element: 25, to: &output)
            for value in values {
                output.append(bigEndian: Int32(truncatingIfNeeded: value.utf8.count))
                try Self.append(value, to: &output)
            }
        case .optionalTexts(let values):
            try Self.appendArrayHead(
                count: values.count, element: 25, hasNulls: values.contains { $0 == nil }, to: &output)
            for value in values {
                guard let value else {
                    output.append(bigEndian: Int32(-1))
                    continue
                }
                output.append(bigEndian: Int32(truncatingIfNeeded: value.utf8.count))
                try Self.append(value, to: &output)
            }
        }
    }

    /// A `timestamptz` as PostgreSQL's binary forms count it.
    package static func binaryTimestamp(microsecondsSince1970 microseconds: Int64) -> Int64 {
        microseconds &- PostgresEpoch.microseconds
    }

    /// A `date` as PostgreSQL's binary forms count it.
    package static func binaryDate(daysSince1970 days: Int32) -> Int32 { days &- PostgresEpoch.days }

    private static func append(_ text: String, to output: inout [UInt8]) throws(PostgresError) {
        let start = output.count
        output += text.utf8
        guard !output[start...].contains(0) else {
            throw PostgresError(.invalidParameter, detail: "a text parameter holds NUL")
        }
    }

    /// PostgreSQL's count for a date or an instant; its smallest number means -infinity and is refused.
    private static func shifted<Integer: FixedWidthInteger>(
        _ count: Integer, by epoch: Integer
    ) throws(PostgresError) -> Integer {
        let (shifted, isOverflowing) = count.subtractingReportingOverflow(epoch)
        guard !isOverflowing, shifted != .min else {
            throw PostgresError(.invalidParameter, detail: "a date or an instant is out of range")
        }
        return shifted
    }

    /// A one-dimensional array: dimensions, has-null flag, element type, count, lower bound; each element's length and
    /// bytes follow.
    private static func appendArrayHead(
        count: Int, element type: Int32, hasNulls: Bool = false, to output: inout [UInt8]
    ) throws(PostgresError) {
        guard let count = Int32(exactly: count) else {
            throw PostgresError(.invalidParameter, detail: "an array parameter is too long")
        }
        for field in [count == 0 ? 0 : 1, hasNulls ? 1 : 0, type] { output.append(bigEndian: field) }
        guard count > 0 else { return }
        for field in [count, 1] { output.append(bigEndian: field) }
    }
}

/// PostgreSQL counts from 2000-01-01; everyone else from 1970-01-01.
enum PostgresEpoch {
    static let days: Int32 = 10_957
    static let microseconds: Int64 = 946_684_800_000_000
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
