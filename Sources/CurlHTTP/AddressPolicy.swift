/// Which addresses a client may connect to.
///
/// It is asked about each address after the look-up and before the connection, so no spelling of a host, no redirect
/// and no change of the name between a check and its use gets around it.
package struct AddressPolicy: Sendable {
    /// Addresses of the public Internet, at port 443.
    package static let publicOnly = AddressPolicy(granted: [], publicPorts: [443])

    /// Addresses of the public Internet at some ports, and blocks of other addresses at any port.
    ///
    /// A block grants its own family only: `127.0.0.0/8` does not grant `::ffff:127.0.0.1`.
    package static func allowing(_ ranges: [AddressRange], publicPorts: Set<UInt16> = [443]) -> AddressPolicy {
        AddressPolicy(granted: ranges, publicPorts: publicPorts)
    }

    private let granted: [AddressRange]
    private let publicPorts: Set<UInt16>

    /// Whether a connection to this address and port may be opened.
    package func permits(_ address: IPAddress, port: UInt16) -> Bool {
        granted.contains { $0.contains(address) } || publicPorts.contains(port) && address.isPublic
    }
}

extension IPAddress {
    /// Whether the address is one of the public Internet, by the IANA registries of special addresses.
    var isPublic: Bool {
        switch family {
        case .v4: !Self.specialV4.contains { $0.contains(self) }
        case .v6: Self.globalV6.contains(self) && !Self.specialV6.contains { $0.contains(self) }
        }
    }

    private static let specialV4: [AddressRange] = [
        .v4(0, 0, 0, 0, prefix: 8),  // this network; Linux connects 0.0.0.0 to loopback
        .v4(10, 0, 0, 0, prefix: 8),  // private
        .v4(100, 64, 0, 0, prefix: 10),  // carrier-grade NAT
        .v4(127, 0, 0, 0, prefix: 8),  // loopback
        .v4(169, 254, 0, 0, prefix: 16),  // link-local, metadata of cloud machines
        .v4(172, 16, 0, 0, prefix: 12),  // private
        .v4(192, 0, 0, 0, prefix: 24),  // protocol assignments
        .v4(192, 0, 2, 0, prefix: 24),  // documentation
        .v4(192, 88, 99, 0, prefix: 24),  // 6to4 relays
        .v4(192, 168, 0, 0, prefix: 16),  // private
        .v4(198, 18, 0, 0, prefix: 15),  // benchmarks
        .v4(198, 51, 100, 0, prefix: 24),  // documentation
        .v4(203, 0, 113, 0, prefix: 24),  // documentation
        .v4(224, 0, 0, 0, prefix: 4),  // multicast
        .v4(240, 0, 0, 0, prefix: 4),  // reserved, broadcast
    ]

    /// All that is allotted for global use.
    ///
    /// Loopback, link-local, unique local, multicast, IPv4-mapped and IPv4-compatible addresses and NAT64
    /// (`64:ff9b::`) lie outside, and so does whatever is invented there later.
    private static let globalV6 = AddressRange.v6(0x2000, prefix: 3)

    private static let specialV6: [AddressRange] = [
        .v6(0x2001, prefix: 23),  // protocol assignments: Teredo, ORCHID, benchmarks
        .v6(0x2001, 0x0DB8, prefix: 32),  // documentation
        .v6(0x2002, prefix: 16),  // 6to4: carries any IPv4 address
        .v6(0x3FFF, prefix: 20),  // documentation
    ]
}
