/// Reads fixed-width decimal fields from ASCII text, byte by byte.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Exactly this many digits.
    mutating func number(digits: Int) -> Int64? {
        let field = rest.prefix(digits)
        guard field.count == digits else { return nil }
        var value: Int64 = 0
        for byte in field {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        rest = rest.dropFirst(digits)
        return value
    }

    /// Digits after a decimal point, as if there were `maximumDigits` of them.
    mutating func fraction(maximumDigits: Int) -> Int64? {
        let count = rest.prefix { (48...57).contains($0) }.count
        guard (1...maximumDigits).contains(count), var value = number(digits: count) else { return nil }
        for _ in count..<maximumDigits { value *= 10 }
        return value
    }

    /// The next character, if it is one of these.
    mutating func take(_ choices: Character...) -> Character? {
        guard let byte = rest.first, let found = choices.first(where: { $0.asciiValue == byte }) else { return nil }
        rest = rest.dropFirst()
        return found
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
