extension PageAddress {
    /// Whether an address, of `http` or relative, is so plain that cleaning it would change nothing.
    ///
    /// Most are, and are known to be without being read: letters, digits and the commonest signs, in short segments.
    package static func isPlain(_ address: UnsafeBufferPointer<UInt8>) -> Bool {
        guard address.count <= longestPlain else { return false }
        var rest = address[...]
        for scheme in schemes where rest.starts(with: scheme) {
            rest = rest.dropFirst(scheme.count)
            let host = rest.prefix { $0.isSmall || $0.isDigit || inPlainHosts.contains($0) }
            let path = rest[host.endIndex...]
            return (1...100).contains(host.count) && path.first == UInt8(ascii: "/") && hasPlainSegments(path)
        }
        return !rest.starts(with: "//".utf8) && hasPlainSegments(rest)
    }

    private static func hasPlainSegments(_ path: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var length = 0
        for byte in path {
            if byte == UInt8(ascii: "/") {
                length = 0
            } else {
                length += 1
                guard length <= longestSegment, byte.isAlphanumeric || byte >= 0x80 || inPlainSegments.contains(byte)
                else { return false }
            }
        }
        return true
    }

    private static let longestPlain = 1_000
    /// A longer one may be a token.
    private static let longestSegment = 31
    private static let schemes: [[UInt8]] = [Array("https://".utf8), Array("http://".utf8)]
    private static let inPlainHosts = ASCIISet("-.")
    /// No point: web tokens are joined by it.
    private static let inPlainSegments = ASCIISet("-_")
}
