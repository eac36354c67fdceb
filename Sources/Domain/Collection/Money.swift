/// Amounts read exactly: never through a binary fraction.
package enum Money {
    /// A hundred billion of the currency: nothing in a theatre costs more cents than this.
    private static let limit: UInt128 = 10_000_000_000_000

    /// The cents of an amount written as a JSON number or as a decimal, half a cent away from zero.
    ///
    /// Nil when it is not written so, or beyond ±10¹³ cents.
    package static func cents(decimal: String) -> Int64? {
        cents(decimal: decimal, times: 1)
    }

    /// The cents of so many of a unit price: rounded once, after the product.
    package static func cents(decimal: String, times quantity: Int64) -> Int64? {
        guard let number = DecimalNumber(decimal) else { return nil }
        let (product, overflows) = number.significand.multipliedReportingOverflow(by: UInt128(quantity.magnitude))
        guard !overflows, let cents = scaled(product, byPowerOfTen: number.exponent + 2), cents <= limit else {
            return nil
        }
        return number.isNegative != (quantity < 0) ? -Int64(cents) : Int64(cents)
    }

    /// Half away from zero; nil beyond what an amount may be.
    private static func scaled(_ value: UInt128, byPowerOfTen power: Int) -> UInt128? {
        var value = value
        guard power < 0 else {
            var left = power
            while left > 0, value != 0 {
                guard value <= limit else { return nil }
                value *= 10
                left -= 1
            }
            return value
        }
        // The first digit that is dropped decides, whatever follows it.
        var left = -power - 1
        while left > 0, value != 0 {
            value /= 10
            left -= 1
        }
        return value / 10 + (value % 10 >= 5 ? 1 : 0)
    }
}

/// A number as it is written: `significand × 10^exponent`.
private struct DecimalNumber {
    var isNegative = false
    var significand: UInt128 = 0
    var exponent = 0

    /// What is written after so many significant digits is not read: no rounding to cents can depend on it.
    private static let precision: UInt128 = 100_000_000_000_000_000_000_000
    /// Beyond this a power of ten is as good as infinite.
    private static let farthest = 1_000_000

    init?(_ text: String) {
        var rest = text.utf8[...]
        isNegative = Self.takeSign(from: &rest)
        guard takeDigits(from: &rest, afterPoint: false) else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard takeDigits(from: &rest, afterPoint: true) else { return nil }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            guard takeExponent(from: &rest) else { return nil }
        }
        guard rest.isEmpty else { return nil }
    }

    private static func takeSign(from rest: inout Substring.UTF8View) -> Bool {
        guard let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return false }
        rest.removeFirst()
        return sign == UInt8(ascii: "-")
    }

    private mutating func takeDigits(from rest: inout Substring.UTF8View, afterPoint: Bool) -> Bool {
        let count = rest.count
        while let byte = rest.first, byte.isDigit {
            rest.removeFirst()
            if significand < Self.precision {
                significand = significand * 10 + UInt128(byte - 48)
                exponent -= afterPoint ? 1 : 0
            } else {
                exponent += afterPoint ? 0 : 1
            }
        }
        return rest.count < count
    }

    private mutating func takeExponent(from rest: inout Substring.UTF8View) -> Bool {
        let isNegative = Self.takeSign(from: &rest)
        let count = rest.count
        var power = 0
        while let byte = rest.first, byte.isDigit {
            rest.removeFirst()
            power = min(power * 10 + Int(byte - 48), Self.farthest)
        }
        exponent += isNegative ? -power : power
        return rest.count < count
    }
}
