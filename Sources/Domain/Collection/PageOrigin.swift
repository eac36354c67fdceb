/// The origin of a page, exactly as browsers write it: `https://www.example.fr`, `http://localhost:8000`.
package struct PageOrigin: Hashable, Sendable {
    package let rawValue: String

    /// Nil unless a browser could write `text` for a page that may collect.
    ///
    /// A port is there only where it is not the scheme's own, and a page that is not encrypted is on the developer's own machine.
    package init?(_ text: String) {
        guard let scheme = Scheme.allCases.first(where: { text.utf8.starts(with: $0.rawValue.utf8) }) else {
            return nil
        }
        let rest = text.utf8.dropFirst(scheme.rawValue.utf8.count)
        let parts = rest.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let host = HostName(String(Substring(first))),
            scheme == .https || Self.ownMachine.contains(host.rawValue)
        else { return nil }
        if let port = parts.dropFirst().first {
            guard let number = UInt16(String(Substring(port))), number > 0, number != scheme.port,
                String(number).utf8.elementsEqual(port)
            else { return nil }
        }
        rawValue = text
    }

    /// The origin of the page with this address, which may be none that a page could collect from; nil for no address.
    package static func ofPage(_ address: String) -> String? {
        let bytes = Array(address.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, bytes[colon...].starts(with: "://".utf8)
        else { return nil }
        let authority = bytes[(colon + 3)...].prefix { !"/?#".utf8.contains($0) }
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        let scheme = String(decoding: bytes[...(colon + 2)].map(\.lowercased), as: UTF8.self)
        let text = scheme + String(decoding: host.map(\.lowercased), as: UTF8.self)
        // Browsers leave it out of an origin, and out of the address of a page, too.
        guard let port = Scheme(rawValue: scheme)?.port, text.hasSuffix(":\(port)") else { return text }
        return String(text.dropLast(":\(port)".utf8.count))
    }

    private enum Scheme: String, CaseIterable {
        case https = "https://"
        case http = "http://"

        var port: UInt16 { self == .https ? 443 : 80 }
    }

    private static let ownMachine: Set<String> = ["localhost", "127.0.0.1"]
}
