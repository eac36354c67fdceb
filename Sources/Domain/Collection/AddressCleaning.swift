/// Writes an address again, piece by piece, without what must not be kept.
///
/// What would make it too long is left out by whole pieces, so that cleaning what is clean changes nothing.
struct AddressCleaning {
    private static let longest = 2_000

    private var bytes: [UInt8]
    private let pathStart: Int
    private var pathEnd: Int
    private var isFull = false

    init(after authority: [UInt8], room: Int) {
        bytes = []
        bytes.reserveCapacity(min(authority.count + room + 1, Self.longest))
        bytes.append(contentsOf: authority)
        pathStart = authority.count
        pathEnd = authority.count
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var path: String { String(decoding: bytes[pathStart..<pathEnd], as: UTF8.self) }

    /// A segment that tells who or opens something becomes `-`; what follows `;` in one, mostly a session, is left out.
    mutating func addPath(_ path: ArraySlice<UInt8>) {
        var rest = path.first == UInt8(ascii: "/") ? path.dropFirst() : path
        while true {
            let whole = rest.prefix { $0 != UInt8(ascii: "/") }
            let segment = whole.prefix { $0 != UInt8(ascii: ";") }
            // Nor may a segment vanish: two slashes at the beginning would announce a host.
            let isLeftOut = PrivateText.isIn(segment) || segment.isEmpty && !whole.isEmpty
            add(UInt8(ascii: "/"), isLeftOut ? [UInt8(ascii: "-")] : segment)
            rest = rest[whole.endIndex...]
            guard !rest.isEmpty, !isFull else { break }
            rest = rest.dropFirst()
        }
        if bytes.count == pathStart { bytes.append(UInt8(ascii: "/")) }
        pathEnd = bytes.count
    }

    mutating func addQuery(_ query: ArraySlice<UInt8>) {
        let start = bytes.count
        PageAddress.forEachParameter(of: query) { name, value in
            guard !isPrivate(name, value) else { return }
            add(bytes.count == start ? UInt8(ascii: "?") : UInt8(ascii: "&"), query[name.startIndex..<value.endIndex])
        }
    }

    private func isPrivate(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Bool {
        // What names a campaign is long, or drawn at random, and the same for all.
        let isOfCampaign = name.prefix(4).lazy.map(\.lowercased).elementsEqual("utm_".utf8)
        // A second question mark begins another address, whose parameter this is.
        let innermost = name.lastIndex(of: UInt8(ascii: "?")).map { name[($0 + 1)...] } ?? name
        return ParameterNames.isPrivate(innermost) || PrivateText.isIn(name)
            || PrivateText.isIn(value, tokensCount: !isOfCampaign)
    }

    private mutating func add(_ separator: UInt8, _ piece: ArraySlice<UInt8>) {
        let hidden = piece.count(where: \.isSpaceOrControl)
        guard !isFull, bytes.count + 1 + piece.count + 2 * hidden <= Self.longest else {
            isFull = true
            return
        }
        bytes.append(separator)
        guard hidden > 0 else {
            bytes.append(contentsOf: piece)
            return
        }
        for byte in piece {
            if byte.isSpaceOrControl {
                bytes.append(contentsOf: "%".utf8)
                bytes.append(contentsOf: String(byte >> 4, radix: 16, uppercase: true).utf8)
                bytes.append(contentsOf: String(byte & 0xF, radix: 16, uppercase: true).utf8)
            } else {
                bytes.append(byte)
            }
        }
    }
}
