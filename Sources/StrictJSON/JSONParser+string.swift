extension JSONParser {
    /// Reads the string whose opening quote is at hand.
    mutating func readString(as kind: JSONToken.Kind) throws(JSONSyntaxError) {
        at += 1
        let start = at
        var isEscaped = false
        var isMended = false
        while true {
            skipPlainASCII()
            guard at < end else { throw JSONSyntaxError(.unexpectedEnd, at: end) }
            let byte = text[at]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                if try passEscape() { isMended = true }
            } else if byte >= 0x80 {
                try passMultibyteCharacter(startingWith: byte)
            } else {
                throw JSONSyntaxError(byte == 0 ? .nul : .controlCharacter, at: at)
            }
        }
        let length = at - start
        guard length <= limits.maxStringBytes else { throw JSONSyntaxError(.stringTooLong, at: start) }
        at += 1
        let bytes = UnsafeBufferPointer(start: text + start, count: length)
        tape.append(
            JSONToken(
                offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length),
                link: kind == .key ? JSONSignature.ofWritten(bytes, isEscaped: isEscaped) : 0,
                kind: kind, isEscaped: isEscaped, isMended: isMended))
    }

    /// Moves to the next quote, backslash, control character or byte beyond ASCII, eight bytes at a time.
    @inline(__always)
    private mutating func skipPlainASCII() {
        while at + 8 <= end {
            let word = UInt64(littleEndian: UnsafeRawPointer(text + at).loadUnaligned(as: UInt64.self))
            let matches = JSONText.firstEscape(in: word) | word & JSONText.topBits
            if matches != 0 {
                at += matches.trailingZeroBitCount >> 3
                return
            }
            at += 8
        }
        while at < end, text[at] < 0x80, !JSONText.needsEscape(text[at]) { at += 1 }
    }

    /// Answers whether it stands for U+FFFD.
    private mutating func passEscape() throws(JSONSyntaxError) -> Bool {
        guard at + 1 < end else { throw JSONSyntaxError(.unexpectedEnd, at: end) }
        switch text[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
            return false
        case UInt8(ascii: "u"): return try passUnicodeEscape()
        default: throw JSONSyntaxError(.invalidEscape, at: at)
        }
    }

    private mutating func passUnicodeEscape() throws(JSONSyntaxError) -> Bool {
        let start = at
        switch try passCodeUnit() {
        case 0:
            guard limits.mendsEscapes else { throw JSONSyntaxError(.nul, at: start) }
            return true
        case 0xD800..<0xDC00:
            let afterHalf = at
            guard at < end else { throw JSONSyntaxError(.unexpectedEnd, at: end) }
            if text[at] == UInt8(ascii: "\\"), at + 1 == end || text[at + 1] == UInt8(ascii: "u"),
                0xDC00..<0xE000 ~= (try passCodeUnit())
            {
                return false
            }
            guard limits.mendsEscapes else { throw JSONSyntaxError(.loneSurrogate, at: start) }
            // What follows is a character of its own, or another half.
            at = afterHalf
            return true
        case 0xDC00..<0xE000:
            guard limits.mendsEscapes else { throw JSONSyntaxError(.loneSurrogate, at: start) }
            return true
        default: return false
        }
    }

    /// Passes a `\uXXXX` whose backslash is at hand, and answers its code unit.
    private mutating func passCodeUnit() throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for place in (at + 2)..<(at + 6) {
            guard place < end else { throw JSONSyntaxError(.unexpectedEnd, at: end) }
            guard let digit = JSONText.hexadecimalDigit(text[place]) else {
                throw JSONSyntaxError(.invalidEscape, at: at)
            }
            unit = unit << 4 | digit
        }
        at += 6
        return unit
    }

    /// Passes one character of two to four bytes: table 3-7 of the Unicode standard, so no overlong form, no surrogate,
    /// nothing beyond U+10FFFF.
    @inline(__always)
    private mutating func passMultibyteCharacter(startingWith lead: UInt8) throws(JSONSyntaxError) {
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw JSONSyntaxError(.invalidUTF8, at: at)
        }
        guard at + count <= end, second.contains(text[at + 1]),
            count < 3 || text[at + 2] & 0xC0 == 0x80, count < 4 || text[at + 3] & 0xC0 == 0x80
        else { throw JSONSyntaxError(.invalidUTF8, at: at) }
        at += count
    }
}
