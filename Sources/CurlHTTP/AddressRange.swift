/// A block of addresses, such as `10.20.0.0/16` or `fd00:1::/32`.
package struct AddressRange: Sendable, Hashable {
    private let base: IPAddress
    private let prefixLength: Int

    /// Reads an address, a slash and a prefix length; nil where bits beyond the prefix are set.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let base = IPAddress(String(parts[0]) ?? "") else { return nil }
        guard parts[1].allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(String(parts[1]) ?? "") else {
            return nil
        }
        self.init(base, prefix: length)
        guard length <= width, base.value & hostMask == 0 else { return nil }
    }

    /// An IPv4 block from its four numbers.
    package static func v4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, prefix: Int) -> AddressRange {
        AddressRange(IPAddress(family: .v4, bytes: [a, b, c, d]), prefix: prefix)
    }

    /// An IPv6 block from its leading 16-bit groups.
    package static func v6(_ groups: UInt16..., prefix: Int) -> AddressRange {
        let padded = groups + Array(repeating: 0, count: 8 - groups.count)
        let bytes = padded.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        return AddressRange(IPAddress(family: .v6, bytes: bytes), prefix: prefix)
    }

    /// Whether an address lies in the block; one of the other family never does.
    package func contains(_ address: IPAddress) -> Bool {
        address.family == base.family && (address.value ^ base.value) & ~hostMask == 0
    }

    private init(_ base: IPAddress, prefix: Int) {
        self.base = base
        self.prefixLength = prefix
    }

    private var width: Int { base.family == .v4 ? 32 : 128 }

    private var hostMask: UInt128 {
        // A shift by the whole width gives zero, so /0 masks everything.
        (UInt128(1) << UInt128(width - prefixLength)) &- 1
    }
}
