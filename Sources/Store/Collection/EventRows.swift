package import Domain
import Postgres

/// Events in the binary form of COPY, ready for the table they are kept in.
package struct EventRows: Sendable {
    /// Encoded rows, without header and trailer.
    var bytes: [UInt8] = []
    package private(set) var count = 0

    package init() {}

    package mutating func append(_ event: CollectedEvent) {
        bytes.reserveCapacity(bytes.count + event.payload.count + 256)
        append16(11)
        append(text: event.messageID)
        append(integer: event.application.rawValue)
        append(text: event.kind.rawValue)
        append(text: event.name)
        append(text: event.anonymousID)
        append(text: event.userID)
        append(instant: event.occurredAt)
        append(instant: event.receivedAt)
        append(instant: event.sentAt)
        append(instant: event.originalTimestamp)
        append32(Int32(event.payload.count))
        bytes += event.payload
        count += 1
    }

    /// What COPY reads: the rows of all, between header and trailer.
    static func file(of parts: [EventRows]) -> [UInt8] {
        var file: [UInt8] = []
        file.reserveCapacity(header.count + trailer.count + parts.reduce(0) { $0 + $1.bytes.count })
        file += header
        for part in parts { file += part.bytes }
        file += trailer
        return file
    }

    static let columns = """
        message_id, application_id, kind, name, anonymous_id, user_id, occurred_at, received_at, sent_at, \
        original_timestamp, payload
        """
    /// Signature, flags, length of the extension area.
    static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    static let trailer: [UInt8] = [0xFF, 0xFF]

    private mutating func append(text: String?) {
        guard var text else { return append32(-1) }
        text.withUTF8 { utf8 in
            append32(Int32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    private mutating func append(instant: Instant?) {
        guard let instant else { return append32(-1) }
        append(integer: Value.binaryTimestamp(microsecondsSince1970: instant.microseconds))
    }

    private mutating func append(integer: Int64) {
        append32(8)
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append32(_ value: Int32) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append16(_ value: Int16) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
