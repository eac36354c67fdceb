/// Reads fixed-width decimal fields from ASCII text, byte by byte.
struct DigitScanner {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { place == bytes.count }

    /// Exactly this many digits.
    mutating func number(digits: Int) -> Int64? {
        guard place + digits <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[place..<place + digits] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        place += digits
        return value
    }

    /// Digits after a decimal point, as if there were `maximumDigits` of them.
    mutating func fraction(maximumDigits: Int) -> Int64? {
        let count = bytes[place...].prefix { (48...57).contains($0) }.count
        guard (1...maximumDigits).contains(count), var value = number(digits: count) else { return nil }
        for _ in count..<maximumDigits { value *= 10 }
        return value
    }

    /// The next byte, if it is one of these characters.
    mutating func take(_ choices: StaticString) -> UInt8? {
        guard place < bytes.count else { return nil }
        let byte = bytes[place]
        guard choices.withUTF8Buffer({ $0.contains(byte) }) else { return nil }
        place += 1
        return byte
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }
}
