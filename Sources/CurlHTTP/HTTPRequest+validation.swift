extension HTTPRequest {
    /// Refuses what could be read as another request than the one meant; sends nothing and looks up no name.
    ///
    /// Every check is made on bytes: to Swift, CR LF is one character that equals neither CR nor LF.
    func check(allowsPlainHTTP: Bool) throws(HTTPFailure) {
        if let fault = urlFault(allowsPlainHTTP: allowsPlainHTTP) ?? headerFault() {
            throw HTTPFailure(.invalidRequest(fault), outcomeUnknown: false)
        }
        if let credentials, !credentials.isValid || headers.contains(where: { $0.isNamed("Authorization") }) {
            throw HTTPFailure(.invalidRequest(.credentials), outcomeUnknown: false)
        }
        if !body.isEmpty && !method.takesBody {
            throw HTTPFailure(.invalidRequest(.bodyNotAllowed), outcomeUnknown: false)
        }
    }

    private func urlFault(allowsPlainHTTP: Bool) -> InvalidRequest? {
        let bytes = Array(url.utf8)
        guard bytes.count <= 8 * 1024, bytes.allSatisfy(Self.mayStandInURL) else { return .url }
        let start = bytes.prefix(8).map(asciiLowercased)
        let schemeLength: Int
        if start.starts(with: "https://".utf8) {
            schemeLength = 8
        } else if allowsPlainHTTP, start.starts(with: "http://".utf8) {
            schemeLength = 7
        } else {
            return .scheme
        }
        let authority = bytes[schemeLength...].prefix { !"/?#".utf8.contains($0) }
        if authority.isEmpty { return .url }
        return authority.contains(UInt8(ascii: "@")) ? .userInformation : nil
    }

    /// Printable ASCII without what RFC 3986 leaves out: parsers disagree about those, and an address could hide
    /// there.
    private static func mayStandInURL(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}".utf8.contains(byte)
    }

    private func headerFault() -> InvalidRequest? {
        for header in headers {
            if header.name.isEmpty || !header.name.utf8.allSatisfy(isTokenByte) { return .headerName }
            if Self.ownedByTheClient.contains(where: header.isNamed) { return .headerName }
            if !header.value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) { return .headerValue }
        }
        return nil
    }

    /// Fields that frame the message or choose the server: they follow from the URL and the body, never from a
    /// caller.
    private static let ownedByTheClient = [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Expect", "TE", "Trailer", "Upgrade",
        "Proxy-Authorization", "Proxy-Connection",
    ]
}

extension HTTPHeader {
    func isNamed(_ other: String) -> Bool {
        HTTPHeaders.areEqual(name, other)
    }
}
