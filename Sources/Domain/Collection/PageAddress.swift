/// The address of a page as a browser told it, and what of it may be kept.
package struct PageAddress: Sendable {
    /// In small letters, without `www.`; nil for a relative address.
    package let host: String?
    /// Cleaned, as in ``cleaned``; begins with `/`.
    package let path: String
    /// Without fragment, credentials, tokens, e-mail addresses and what follows one person; at most 2,000 bytes.
    package let cleaned: String
    /// As it came: may hold what must not be kept.
    private let query: ArraySlice<UInt8>

    /// Absolute, or relative from the root of a site; nil for anything else.
    package init?(_ url: String) {
        var rest = Self.trimmed(url)
        guard let authority = Authority(takenFrom: &rest) else { return nil }
        let beforeFragment = rest.prefix { $0 != UInt8(ascii: "#") }
        let rawPath = beforeFragment.prefix { $0 != UInt8(ascii: "?") }
        query = beforeFragment[rawPath.endIndex...].dropFirst()
        host = authority.host
        var cleaning = AddressCleaning(after: authority.text, room: beforeFragment.count)
        cleaning.addPath(rawPath)
        path = cleaning.path
        cleaning.addQuery(query)
        cleaned = cleaning.text
    }

    /// The first value of a parameter, whatever the case of its name.
    package func parameter(_ name: String) -> String? {
        var found: ArraySlice<UInt8>?
        forEachParameter { other, value in
            guard found == nil, other.count == name.utf8.count else { return }
            if zip(other, name.utf8).allSatisfy({ $0.lowercased == $1.lowercased }) { found = value }
        }
        return found.map(PercentEncoding.parameterValue)
    }

    var hasParameters: Bool { !query.isEmpty }

    func forEachParameter(_ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void) {
        Self.forEachParameter(of: query, body)
    }

    static func forEachParameter(
        of query: ArraySlice<UInt8>, _ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void
    ) {
        var rest = query
        while !rest.isEmpty {
            let parameter = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[parameter.endIndex...].dropFirst()
            guard !parameter.isEmpty else { continue }
            let name = parameter.prefix { $0 != UInt8(ascii: "=") }
            body(name, parameter[name.endIndex...].dropFirst())
        }
    }

    /// The ``host`` of an address, whose other parts are not looked at.
    static func host(of url: String) -> String? {
        var rest = trimmed(url)
        return Authority(takenFrom: &rest)?.host
    }

    /// A path alone, cleaned as that of an address: without query and fragment.
    package static func cleanedPath(_ path: String) -> String {
        let bytes = trimmed(path)
        if bytes.first != UInt8(ascii: "/"), let address = PageAddress(path) { return address.path }
        var cleaning = AddressCleaning(after: [], room: bytes.count)
        cleaning.addPath(bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        return cleaning.path
    }

    private static func trimmed(_ text: String) -> ArraySlice<UInt8> {
        let bytes = Array(text.utf8).drop(while: \.isSpaceOrControl)
        return bytes.lastIndex { !$0.isSpaceOrControl }.map { bytes[...$0] } ?? []
    }
}

/// What an address begins with: `scheme://user@host:port`, of which the user is left out.
private struct Authority {
    /// In small letters, with `www.` and the port.
    var text: [UInt8] = []
    var host: String?

    private static let longestScheme = 32
    private static let longestHost = 253
    private static let longestAddress = 45

    private static let inSchemes = ASCIISet("+-.")
    private static let afterAuthority = ASCIISet("/\\?#")
    private static let inHosts = ASCIISet("-._")
    private static let inAddresses = ASCIISet(":.")

    init?(takenFrom rest: inout ArraySlice<UInt8>) {
        if rest.first != UInt8(ascii: "/") {
            let scheme = rest.prefix { $0.isAlphanumeric || Self.inSchemes.contains($0) }
            guard let first = scheme.first, first.isLetter, scheme.count <= Self.longestScheme,
                rest[scheme.endIndex...].starts(with: "://".utf8)
            else { return nil }
            text.reserveCapacity(64)
            text.append(contentsOf: scheme.lazy.map(\.lowercased))
            // What a computer calls its files says who sits before it.
            guard !text.elementsEqual("file".utf8) else { return nil }
            text.append(UInt8(ascii: ":"))
            rest = rest[(scheme.endIndex + 1)...]
        }
        guard rest.starts(with: "//".utf8) else { return }
        let authority = rest.dropFirst(2).prefix { !Self.afterAuthority.contains($0) }
        rest = rest[authority.endIndex...]
        let afterUser = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        guard let name = Self.host(in: afterUser) else { return nil }
        let port = afterUser[name.endIndex...]
        guard port.isEmpty || port.first == UInt8(ascii: ":"), port.count <= 6, port.dropFirst().allSatisfy(\.isDigit)
        else { return nil }
        text.append(contentsOf: "//".utf8)
        let start = text.count
        text.append(contentsOf: name.lazy.map(\.lowercased))
        var bare = text[start...]
        if bare.starts(with: "www.".utf8), bare.count > 4 { bare.removeFirst(4) }
        if bare.last == UInt8(ascii: "."), bare.count > 1 { bare.removeLast() }
        host = String(decoding: bare, as: UTF8.self)
        if port.count > 1 { text.append(contentsOf: port) }
    }

    private static func host(in authority: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = authority[...close]
            let digits = address.dropFirst().dropLast()
            let isAddress = digits.allSatisfy { $0.hexadecimalValue != nil || inAddresses.contains($0) }
            return isAddress && digits.count <= longestAddress ? address : nil
        }
        let name = authority.prefix { $0.isAlphanumeric || $0 >= 0x80 || inHosts.contains($0) }
        return name.isEmpty || name.count > longestHost ? nil : name
    }
}
