import Glibc

/// An IPv4 or IPv6 address; the two families never compare equal, an IPv4-mapped IPv6 address included.
package struct IPAddress: Sendable, Hashable {
    enum Family: Sendable { case v4, v6 }

    let family: Family
    /// The address as a number, in the low 32 bits for IPv4.
    let value: UInt128

    /// Reads `192.0.2.1` or `2001:db8::1`: nothing shorter, no other base, no zone.
    package init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if text.utf8.contains(0) {
            return nil
        } else if inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(family: .v4, bytes: bytes.prefix(4))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(family: .v6, bytes: bytes[...])
        } else {
            return nil
        }
    }

    init(family: Family, bytes: some Sequence<UInt8>) {
        self.family = family
        self.value = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    }
}

/// Where a socket is about to connect to.
struct SocketAddress: Equatable {
    let address: IPAddress
    let port: UInt16

    init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Reads a `sockaddr` of `length` bytes; nil for any family but the two of the Internet.
    init?(_ pointer: UnsafeRawPointer, length: Int) {
        let bytes = UnsafeRawBufferPointer(start: pointer, count: length)
        guard length >= MemoryLayout<sockaddr_in>.size else { return nil }
        let family = bytes.loadUnaligned(as: sa_family_t.self)
        let port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        switch Int32(family) {
        case AF_INET:
            self.init(address: IPAddress(family: .v4, bytes: bytes[4..<8]), port: port)
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            self.init(address: IPAddress(family: .v6, bytes: bytes[8..<24]), port: port)
        default:
            return nil
        }
    }
}
