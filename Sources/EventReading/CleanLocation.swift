import Domain

/// Addresses of pages in texts, as they may be kept.
enum CleanLocation {
    /// What stands for an address that cannot be read: it may hold anything.
    private static let unreadable = "-"

    /// An address with a scheme, or from the root of a site, without what is someone's, IP addresses truncated.
    static func of(_ address: ArraySlice<UInt8>) -> String {
        guard let page = PageAddress(String(decoding: address, as: UTF8.self)) else { return unreadable }
        return truncatingAddresses(in: page.cleaned)
    }

    /// Where the address of a page is expected: of any form, without a host or a slash too.
    static func expected(_ text: ArraySlice<UInt8>) -> String {
        let address = trimmed(text)
        guard let first = address.first else { return string(text) }
        if first == UInt8(ascii: "/") { return unlessRewritten(text, of(address)) }
        if first == UInt8(ascii: "?") { return ofQuery(address) }
        if isProse(address) { return string(text) }
        let beginning = address.prefix { !endsBeginning($0) }
        guard !beginning.contains(UInt8(ascii: "@")), !isOpaque(beginning, address) else { return unreadable }
        return withoutSlash(text, of)
    }

    /// Where the path of one is expected.
    static func expectedPath(_ text: ArraySlice<UInt8>) -> String {
        let path = trimmed(text)
        if path.first == UInt8(ascii: "/") { return ofPath(path) }
        return isProse(path) ? string(text) : withoutSlash(text, ofPath)
    }

    static func ofPath(_ path: ArraySlice<UInt8>) -> String {
        truncatingAddresses(in: PageAddress.cleanedPath(string(path)))
    }

    /// `?` and what follows; the sign may be missing.
    static func ofQuery(_ query: ArraySlice<UInt8>) -> String {
        guard query.first(where: { $0 > 32 }) == UInt8(ascii: "?") else {
            return String(ofQuery([UInt8(ascii: "?")] + query).dropFirst())
        }
        guard let page = PageAddress("/" + string(query)) else { return unreadable }
        return truncatingAddresses(
            in: String(decoding: page.cleaned.utf8.dropFirst(page.path.utf8.count), as: UTF8.self))
    }

    private static func withoutSlash(
        _ text: ArraySlice<UInt8>, _ clean: (ArraySlice<UInt8>) -> String
    ) -> String {
        unlessRewritten(text, String(clean([UInt8(ascii: "/")] + trimmed(text)).dropFirst()))
    }

    /// The text as it came where only spaces are written otherwise: names of places are kept under such names, too.
    private static func unlessRewritten(_ text: ArraySlice<UInt8>, _ clean: String) -> String {
        guard text.contains(where: { $0 <= 32 }) else { return clean }
        let rewritten = trimmed(text).flatMap { byte -> [UInt8] in
            guard byte <= 32 else { return [byte] }
            return Array((byte < 16 ? "%0" : "%").utf8) + Array(String(byte, radix: 16, uppercase: true).utf8)
        }
        return clean.utf8.elementsEqual(rewritten) ? string(text) : clean
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest = text.drop { $0 <= 32 }
        return rest.lastIndex { $0 > 32 }.map { rest[...$0] } ?? []
    }

    /// Words, and neither a value nor somebody among them.
    private static func isProse(_ text: ArraySlice<UInt8>) -> Bool {
        text.contains(32) && !text.contains(UInt8(ascii: "=")) && !text.contains(UInt8(ascii: "@"))
    }

    /// `mailto:`, `javascript:`, `data:` and the like; what follows the colon of a host is a number.
    private static func isOpaque(_ beginning: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let colon = beginning.firstIndex(of: UInt8(ascii: ":")), let first = beginning.first, isLetter(first),
            beginning[..<colon].allSatisfy(isOfScheme)
        else { return false }
        let port = text[(colon + 1)...].prefix { !endsBeginning($0) }
        return port.isEmpty || port.count > 5 || !port.allSatisfy { (48...57).contains($0) }
    }

    private static func endsBeginning(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

    static func isOfScheme(_ byte: UInt8) -> Bool {
        isLetter(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    static func string(_ text: ArraySlice<UInt8>) -> String { String(decoding: text, as: UTF8.self) }

    private static func truncatingAddresses(in address: String) -> String {
        AddressLiterals.truncated(in: Array(address.utf8)[...]) ?? address
    }
}
