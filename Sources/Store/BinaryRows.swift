import Domain
import Postgres

/// Rows in the binary form of COPY, without header and trailer.
struct BinaryRows: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each row begins.
    private(set) var starts: [Int] = []

    var count: Int { starts.count }

    mutating func beginRow(columns: Int16, reserving size: Int = 128) {
        // Twice as much each time: what is asked for is given to the byte, and every row would move all before it.
        if bytes.capacity < bytes.count + size { bytes.reserveCapacity(max(bytes.count + size, 2 * bytes.capacity)) }
        starts.append(bytes.count)
        withUnsafeBytes(of: columns.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(text: String?) {
        guard var text else { return append32(-1) }
        text.withUTF8 { utf8 in
            append32(Int32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func append(json: ArraySlice<UInt8>?) {
        guard let json else { return append32(-1) }
        append32(Int32(json.count))
        bytes += json
    }

    mutating func append(instant: Instant?) {
        guard let instant else { return append32(-1) }
        append(integer: Value.binaryTimestamp(microsecondsSince1970: instant.microseconds))
    }

    mutating func append(integer: Int64) {
        append32(8)
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(bool: Bool) {
        append32(1)
        bytes.append(bool ? 1 : 0)
    }

    mutating func append(date: LocalDate?) {
        guard let date else { return append32(-1) }
        append32(4)
        append32(Value.binaryDate(daysSince1970: date.daysSince1970))
    }

    mutating func append(texts: [String]) {
        guard !texts.isEmpty else {
            // No dimension.
            append32(12)
            for field: Int32 in [0, 0, 25] { append32(field) }
            return
        }
        append32(Int32(20 + texts.reduce(0) { $0 + 4 + $1.utf8.count }))
        // One dimension without NULL, of texts, from 1.
        for field in [1, 0, 25, Int32(texts.count), 1] { append32(field) }
        for text in texts { append(text: text) }
    }

    mutating func append(optionalInteger integer: Int64?) {
        guard let integer else { return append32(-1) }
        append(integer: integer)
    }

    mutating func append(_ other: BinaryRows) {
        let offset = bytes.count
        bytes += other.bytes
        starts += other.starts.map { $0 + offset }
    }

    /// Writes over the first two columns of every row, which must be integers: the batch, and the row's place in it.
    mutating func number(batch: Int64) {
        for (item, start) in starts.enumerated() {
            // The number of columns, then a length before each of the two.
            overwrite(batch, at: start + 2 + 4)
            overwrite(Int64(item), at: start + 2 + 4 + 8 + 4)
        }
    }

    /// What COPY reads: the rows between header and trailer.
    var file: [UInt8] { Self.header + bytes + Self.trailer }

    /// Signature, flags, length of the extension area.
    private static let header: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    private static let trailer: [UInt8] = [0xFF, 0xFF]

    private mutating func overwrite(_ integer: Int64, at offset: Int) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: integer.bigEndian, toByteOffset: offset, as: Int64.self) }
    }

    private mutating func append32(_ value: Int32) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
