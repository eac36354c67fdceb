/// An IP address with what tells one visitor from another taken away.
package enum TruncatedAddress {
    /// Nil unless the text is an IP address, which may have a port, brackets or a zone: the result has none of them.
    ///
    /// Of IPv4 the first two octets are kept; of IPv6 the first 48 bits, or 32 where they hold an IPv4 address (6to4).
    package static func of(_ literal: some StringProtocol) -> String? {
        switch read(literal) {
        case nil: return nil
        case .four(let address): return text(ofFour: address)
        case .six(let address) where address >> 32 == 0xFFFF: return text(ofFour: UInt32(truncatingIfNeeded: address))
        case .six(let address) where address >> 112 == 0x2002: return text(ofSix: address, groups: 2)
        case .six(let address): return text(ofSix: address, groups: 3)
        }
    }

    private static func read(_ literal: some StringProtocol) -> Address? {
        literal.utf8.withContiguousStorageIfAvailable { AddressText(bytes: $0).address }
            ?? Array(literal.utf8).withUnsafeBufferPointer { AddressText(bytes: $0).address }
    }

    private static func text(ofFour address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 0xFF).0.0"
    }

    /// The first groups: the rest is zero, always the longest run of zeros, and what `::` stands for.
    private static func text(ofSix address: UInt128, groups: Int) -> String {
        var text = ""
        var kept = groups
        while kept > 0, UInt16(truncatingIfNeeded: address >> (128 - 16 * kept)) == 0 { kept -= 1 }
        for group in 0..<kept {
            if group > 0 { text += ":" }
            text += String(UInt16(truncatingIfNeeded: address >> (112 - 16 * group)), radix: 16)
        }
        return text + "::"
    }
}

private enum Address {
    case four(UInt32)
    case six(UInt128)
}

/// The bytes of what may be an IP address.
private struct AddressText {
    let bytes: UnsafeBufferPointer<UInt8>

    private static let colon = UInt8(ascii: ":")
    private static let inZones = ASCIISet("._~-")
    /// The longest address has 45 characters; the zone of an interface is short too.
    private static let longest = 100

    var address: Address? {
        guard bytes.count <= Self.longest, let first = bytes.first else { return nil }
        if first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), isNothingOrPort(close + 1) else { return nil }
            return six(withoutZone(1..<close)).map(Address.six)
        }
        guard let colon = bytes.firstIndex(of: Self.colon) else { return four(bytes.indices).map(Address.four) }
        guard bytes[(colon + 1)...].contains(Self.colon) else {
            return isNothingOrPort(colon) ? four(0..<colon).map(Address.four) : nil
        }
        return six(withoutZone(bytes.indices)).map(Address.six)
    }

    private func isNothingOrPort(_ start: Int) -> Bool {
        guard start < bytes.count else { return true }
        let digits = bytes[(start + 1)...]
        return bytes[start] == Self.colon && (1...5).contains(digits.count) && digits.allSatisfy(\.isDigit)
    }

    /// Nil when there is a zone that is none.
    private func withoutZone(_ range: Range<Int>) -> Range<Int>? {
        guard let percent = bytes[range].firstIndex(of: UInt8(ascii: "%")) else { return range }
        let zone = bytes[(percent + 1)..<range.upperBound]
        let isZone = !zone.isEmpty && zone.allSatisfy { $0.isAlphanumeric || Self.inZones.contains($0) }
        return isZone ? range.lowerBound..<percent : nil
    }

    private func four(_ range: Range<Int>) -> UInt32? {
        let octets = bytes[range].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard octets.count == 4 else { return nil }
        var address: UInt32 = 0
        for octet in octets {
            // A leading zero would be octal to some.
            guard (1...3).contains(octet.count), octet.count == 1 || octet.first != 48 else { return nil }
            var value: UInt32 = 0
            for digit in octet {
                guard digit.isDigit else { return nil }
                value = value * 10 + UInt32(digit - 48)
            }
            guard value <= 255 else { return nil }
            address = address << 8 | value
        }
        return address
    }

    private func six(_ range: Range<Int>?) -> UInt128? {
        guard let range, range.count >= 2 else { return nil }
        var address: UInt128 = 0
        var groups = 0
        /// How many groups are before `::`.
        var gap: Int?
        var place = range.lowerBound
        if bytes[place] == Self.colon {
            guard bytes[place + 1] == Self.colon else { return nil }
            gap = 0
            place += 2
        }
        while place < range.upperBound {
            let stop = bytes[place..<range.upperBound].firstIndex(of: Self.colon) ?? range.upperBound
            if stop == range.upperBound, let last = four(place..<stop) {
                address = address << 32 | UInt128(last)
                groups += 2
            } else {
                guard let group = group(place..<stop) else { return nil }
                address = address << 16 | UInt128(group)
                groups += 1
            }
            guard groups <= 8 else { return nil }
            place = stop
            guard place < range.upperBound else { break }
            place += 1
            guard place < range.upperBound else { return nil }
            if bytes[place] == Self.colon {
                guard gap == nil else { return nil }
                gap = groups
                place += 1
            }
        }
        guard let gap else { return groups == 8 ? address : nil }
        guard groups < 8 else { return nil }
        let after = 16 * (groups - gap)
        return (address >> after) << (128 - 16 * gap) | address & ((1 << after) - 1)
    }

    private func group(_ range: Range<Int>) -> UInt16? {
        guard (1...4).contains(range.count) else { return nil }
        var value: UInt16 = 0
        for byte in bytes[range] {
            guard let digit = byte.hexadecimalValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
