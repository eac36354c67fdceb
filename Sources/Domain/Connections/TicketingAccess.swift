/// All it takes to ask a ticketing system.
package struct TicketingAccess: Sendable {
    package let kind: ConnectionKind
    package let address: SystemAddress
    package let organizer: OrganizerName
    package let credential: Credential
    /// The venue's: what is sold in another one is not ours.
    package let currency: String
    /// What its channels count as, where the venue says so.
    package let channelTypes: [String: ChannelType]

    package init(
        kind: ConnectionKind, address: SystemAddress, organizer: OrganizerName, credential: Credential,
        currency: String, channelTypes: [String: ChannelType]
    ) {
        self.kind = kind
        self.address = address
        self.organizer = organizer
        self.credential = credential
        self.currency = currency
        self.channelTypes = channelTypes
    }
}

/// A token of another system: descriptions, dumps and mirrors print a placeholder.
package struct Credential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let value: String

    /// Nil unless it is 8 to 500 visible ASCII characters, so that nothing else can travel with it.
    package init?(_ value: String) {
        guard (8...500).contains(value.utf8.count), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.value = value
    }

    package var description: String { "<credential>" }
    package var debugDescription: String { "<credential>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where a system answers: `https://tickets.example.org`, with a port or a path where it has one.
package struct SystemAddress: Sendable, Equatable {
    package let rawValue: String

    /// Nil for what is no `https:` or `http:` address of a host, or holds user information, a query or a fragment; a slash at
    /// its end is taken off.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        let allowed = "-._~:/[]%".utf8
        guard bytes.count <= 500, bytes.allSatisfy({ Self.isAlphanumeric($0) || allowed.contains($0) }) else {
            return nil
        }
        let trimmed = String(decoding: bytes, as: UTF8.self)
        guard let scheme = ["https://", "http://"].first(where: trimmed.hasPrefix) else { return nil }
        let host = trimmed.utf8.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "/") }
        guard let first = host.first, Self.isAlphanumeric(first) || first == UInt8(ascii: "[") else { return nil }
        rawValue = trimmed
    }

    fileprivate static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// What a system calls the account that is read, such as pretix's `organizers/{organizer}`.
package struct OrganizerName: Sendable, Equatable {
    package let rawValue: String

    /// Nil unless it is 1 to 50 letters, digits, `.`, `-` or `_`, so that it needs no escaping in an address.
    package init?(_ text: String) {
        guard (1...50).contains(text.utf8.count), text != ".", text != "..",
            text.utf8.allSatisfy({ SystemAddress.isAlphanumeric($0) || "-._".utf8.contains($0) })
        else { return nil }
        rawValue = text
    }
}
