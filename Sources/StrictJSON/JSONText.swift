/// What the bytes of scalars in a JSON text mean; strings and numbers given here were found valid before.
enum JSONText {
    /// The top bit of each of eight bytes.
    static let topBits: UInt64 = 0x8080_8080_8080_8080

    /// Whether a byte cannot stand for itself in a string: the quote, the backslash and the control characters.
    @inline(__always)
    static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Has the top bit of the first of eight bytes, in little-endian order, that needs an escape.
    ///
    /// Bits above that one mean nothing, as subtraction may borrow into the bytes above a match; bits below are zero.
    @inline(__always)
    static func firstEscape(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let matches =
            (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word
        return matches & topBits
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// The value of a string as UTF-8, from its bytes between the quotes.
    static func unescaped(_ written: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        // Never longer than written: the shortest escape of a character of n bytes has more than n.
        [UInt8](unsafeUninitializedCapacity: written.count) { value, count in
            var at = 0
            while at < written.count {
                guard written[at] == UInt8(ascii: "\\") else {
                    value[count] = written[at]
                    (at, count) = (at + 1, count + 1)
                    continue
                }
                if written[at + 1] == UInt8(ascii: "u") {
                    for byte in UTF8.encode(scalar(in: written, at: &at)) ?? UTF8.encodedReplacementCharacter {
                        value[count] = byte
                        count += 1
                    }
                } else {
                    value[count] = simpleEscape(written[at + 1])
                    (at, count) = (at + 2, count + 1)
                }
            }
        }
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: letter
        }
    }

    /// U+FFFD for NUL and for half of a surrogate pair, which only a text that was mended has.
    private static func scalar(in written: UnsafeBufferPointer<UInt8>, at place: inout Int) -> Unicode.Scalar {
        let unit = codeUnit(in: written, at: &place)
        guard 0xD800..<0xDC00 ~= unit else { return unit == 0 ? "\u{FFFD}" : Unicode.Scalar(unit) ?? "\u{FFFD}" }
        var following = place
        guard place + 6 <= written.count, written[place] == UInt8(ascii: "\\"), written[place + 1] == UInt8(ascii: "u"),
            case let low = codeUnit(in: written, at: &following), 0xDC00..<0xE000 ~= low
        else { return "\u{FFFD}" }
        place = following
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private static func codeUnit(in written: UnsafeBufferPointer<UInt8>, at place: inout Int) -> UInt32 {
        var unit: UInt32 = 0
        for digit in written[(place + 2)..<(place + 6)] { unit = unit << 4 | UInt32(hexadecimalDigit(digit) ?? 0) }
        place += 6
        return unit
    }

    /// The value of an integer, or of a decimal whose fraction is all zeros; nil with an exponent, or beyond the type.
    static func int64(_ written: UnsafeBufferPointer<UInt8>) -> Int64? {
        var at = 0
        let isNegative = written[0] == UInt8(ascii: "-")
        if isNegative { at = 1 }
        var magnitude: UInt64 = 0
        while at < written.count, written[at] &- UInt8(ascii: "0") < 10 {
            let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(written[at] &- UInt8(ascii: "0")))
            if overflow || carry { return nil }
            magnitude = sum
            at += 1
        }
        guard written[at...].allSatisfy({ $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "0") }) else { return nil }
        guard isNegative else { return Int64(exactly: magnitude) }
        return magnitude == Int64.min.magnitude ? Int64.min : Int64(exactly: magnitude).map { -$0 }
    }

    /// The nearest `Double` of a number; nil when it is beyond the greatest one.
    static func double(_ written: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let value = Double(String(decoding: written, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }
}
