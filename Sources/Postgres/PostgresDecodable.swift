/// A type that can be read from a column.
package protocol PostgresDecodable {
    /// Nil when the cell's type or length is another.
    init?(cell: Cell)
}

extension Cell {
    /// The bytes as one big-endian integer of exactly this width.
    package func integer<Integer: FixedWidthInteger>(_: Integer.Type) -> Integer? {
        guard let bytes, bytes.count == MemoryLayout<Integer>.size, !isText else { return nil }
        return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
    }

    /// Days since 1970-01-01, for a `date`; nil for an infinity.
    package var daysSince1970: Int32? {
        type == 1082 ? integer(Int32.self).flatMap { Self.shifted($0, by: PostgresEpoch.days) } : nil
    }

    /// Microseconds since 1970-01-01T00:00:00Z, for a `timestamptz`; nil for an infinity.
    package var microsecondsSince1970: Int64? {
        type == 1184 ? integer(Int64.self).flatMap { Self.shifted($0, by: PostgresEpoch.microseconds) } : nil
    }

    /// Nil for both infinities, which are the two extremes, and for what the integer cannot hold.
    private static func shifted<Integer: FixedWidthInteger>(_ count: Integer, by epoch: Integer) -> Integer? {
        let (shifted, isOverflowing) = count.addingReportingOverflow(epoch)
        return isOverflowing || count == .min || count == .max ? nil : shifted
    }
}

extension Bool: PostgresDecodable {
    package init?(cell: Cell) {
        guard cell.type == 16, let bytes = cell.bytes, let byte = bytes.first else { return nil }
        self = cell.isText ? byte == UInt8(ascii: "t") : byte != 0
    }
}

extension Int64: PostgresDecodable {
    /// Any integer type of PostgreSQL widens to it.
    package init?(cell: Cell) {
        switch cell.type {
        case 20: guard let value = cell.integer(Int64.self) else { return nil }; self = value
        case 23: guard let value = cell.integer(Int32.self) else { return nil }; self = Int64(value)
        case 21: guard let value = cell.integer(Int16.self) else { return nil }; self = Int64(value)
        default: return nil
        }
    }
}

extension Int: PostgresDecodable {
    package init?(cell: Cell) {
        guard let value = Int64(cell: cell) else { return nil }
        self = Int(value)
    }
}

extension Double: PostgresDecodable {
    package init?(cell: Cell) {
        guard cell.type == 701, let pattern = cell.integer(UInt64.self) else { return nil }
        self = Double(bitPattern: pattern)
    }
}

extension String: PostgresDecodable {
    /// `text`, `varchar`, `name`, `json`, and `jsonb` without its version byte.
    package init?(cell: Cell) {
        guard let bytes = cell.bytes else { return nil }
        switch cell.type {
        case 25, 1043, 19, 114, 1042: self = String(decoding: bytes, as: UTF8.self)
        case 3802: self = String(decoding: cell.isText ? bytes[...] : bytes.dropFirst(), as: UTF8.self)
        default: return nil
        }
    }
}

extension Array: PostgresDecodable where Element: ArrayElement {
    /// `bytea` for bytes; a one-dimensional array without NULL for the rest.
    package init?(cell: Cell) {
        guard let elements = Element.decodeArray(cell) else { return nil }
        self = elements
    }
}

/// What an array column, or `bytea`, can hold.
package protocol ArrayElement {
    static func decodeArray(_ cell: Cell) -> [Self]?
}

extension UInt8: ArrayElement {
    package static func decodeArray(_ cell: Cell) -> [UInt8]? {
        cell.type == 17 && !cell.isText ? cell.bytes.map { Array($0) } : nil
    }
}

extension String: ArrayElement {
    package static func decodeArray(_ cell: Cell) -> [String]? {
        guard cell.type == 1009 else { return nil }
        return cell.elements { String(decoding: $0, as: UTF8.self) }
    }
}

extension Int64: ArrayElement {
    package static func decodeArray(_ cell: Cell) -> [Int64]? {
        guard cell.type == 1016 else { return nil }
        return cell.elements { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
    }
}

extension Cell {
    fileprivate func elements<Element>(_ decode: (UnsafeRawBufferPointer) -> Element) -> [Element]? {
        guard let bytes, bytes.count >= 12, !isText else { return nil }
        func int32(_ offset: Int) -> Int {
            Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
        guard int32(0) != 0 else { return [] }
        guard int32(0) == 1, int32(4) == 0, bytes.count >= 20 else { return nil }
        var offset = 20
        var output: [Element] = []
        for _ in 0..<int32(12) {
            guard offset + 4 <= bytes.count else { return nil }
            let length = int32(offset)
            guard length >= 0, offset + 4 + length <= bytes.count else { return nil }
            output.append(decode(UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + length])))
            offset += 4 + length
        }
        return output
    }
}
