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

    private enum Scheme: String, CaseIterable {
        case https = "https://"
        case http = "http://"

        var port: UInt16 { self == .https ? 443 : 80 }
    }

    private static let ownMachine: Set<String> = ["localhost", "127.0.0.1"]
}
