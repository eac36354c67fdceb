/// A system that tells of a venue: its ticketing, its shop, a file taken over.
///
/// What it tells of is known by the ids it gives, which are its own affair: two sources may use the same one.
package struct Source: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// The venue's own ticketing, whose ids its applications use for people and for orders.
    package static let venue = Source(unchecked: "venue")

    private static let longest = 40

    private init(unchecked rawValue: String) {
        self.rawValue = rawValue
    }

    /// Nil unless it is 1 to 40 lower-case letters, digits, `_`, `.` or `-`, and begins with a letter or a digit.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...Self.longest).contains(bytes.count), bytes.allSatisfy(Self.isAllowed),
            let first = bytes.first, !Self.punctuation.contains(first)
        else { return nil }
        rawValue = text
    }

    package var description: String { rawValue }

    private static let punctuation = Set("_.-".utf8)

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: punctuation.contains(byte)
        }
    }
}
