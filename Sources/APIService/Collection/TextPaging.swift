import HTTPService
import Hummingbird

/// What a request asks of a list in the order of a text, `?limit=` and `?cursor=`; `Paging` is for lists in the order of ids.
struct TextPaging {
    let limit: Int
    /// Empty at the beginning.
    let after: String

    /// No text that lists go by is longer.
    private static let longest = 300

    init(_ request: Request) throws {
        try request.requireParameters(among: ["limit", "cursor"])
        limit = try Paging.limit(of: request)
        after =
            try request.uri.queryParameters["cursor"].map { text in
                guard let place = Self.place(cursor: String(text)) else { throw Problem.invalidCursor }
                return place
            } ?? ""
    }

    /// Cuts the row too many and says where it begins.
    ///
    /// `place` is what the list is ordered by.
    func resources<Row: Representable>(_ rows: [Row], place: (Row) -> String) -> PageOfResources<Row> {
        let shown = rows.prefix(limit)
        return PageOfResources(
            data: Array(shown), nextCursor: rows.count > limit ? shown.last.map { Self.cursor(place($0)) } : nil)
    }

    /// Two digits a byte, and one to check them by.
    private static func cursor(_ place: String) -> String {
        place.utf8.map { byte in (byte < 36 ? "0" : "") + String(byte, radix: 36) }.joined()
            + String(place.utf8.reduce(0) { ($0 * 7 + Int($1)) % 35 }, radix: 36)
    }

    private static func place(cursor text: String) -> String? {
        let digits = Array(text.utf8.dropLast())
        guard !digits.isEmpty, digits.count.isMultiple(of: 2), digits.count <= 2 * longest else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 36) else { return nil }
            bytes.append(byte)
        }
        // No text holds NUL.
        guard !bytes.contains(0), let place = String(validating: bytes, as: UTF8.self), cursor(place) == text else {
            return nil
        }
        return place
    }
}
