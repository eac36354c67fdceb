extension JSONParser {
    /// The longest number accepted, in bytes: three times what the digits of a `Double` or an `Int64` need.
    private static let longestNumber = 64
    /// The largest exponent accepted, either way: a database that keeps numbers exactly writes one digit for each.
    private static let largestExponent = 308

    /// Reads the number whose sign or first digit is at hand.
    mutating func readNumber() throws(JSONSyntaxError) {
        let start = at
        if text[at] == UInt8(ascii: "-") { at += 1 }
        let integerStart = at
        try passDigits()
        let integerDigits = at - integerStart
        if integerDigits > 1, text[integerStart] == UInt8(ascii: "0") {
            throw JSONSyntaxError(.invalidNumber, at: integerStart)
        }
        var kind = JSONToken.Kind.integer
        if at < end, text[at] == UInt8(ascii: ".") {
            kind = .decimal
            at += 1
            try passDigits()
        }
        var mayOverflow = false
        if at < end, text[at] | 0x20 == UInt8(ascii: "e") {
            kind = .decimal
            mayOverflow = try passExponent(ofNumberAt: start) + integerDigits > Self.largestExponent
        }
        guard at - start <= Self.longestNumber else { throw JSONSyntaxError(.numberOutOfRange, at: start) }
        if mayOverflow {
            let bytes = UnsafeBufferPointer(start: text + start, count: at - start)
            guard JSONText.double(bytes) != nil else { throw JSONSyntaxError(.numberOutOfRange, at: start) }
        }
        append(kind, from: start, to: at)
    }

    private mutating func passDigits() throws(JSONSyntaxError) {
        let start = at
        while at < end, text[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        guard at > start else {
            throw at < end ? JSONSyntaxError(.invalidNumber, at: at) : JSONSyntaxError(.unexpectedEnd, at: end)
        }
    }

    private mutating func passExponent(ofNumberAt start: Int) throws(JSONSyntaxError) -> Int {
        at += 1
        let isNegative = at < end && text[at] == UInt8(ascii: "-")
        if at < end, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
        let digits = at
        try passDigits()
        var exponent = 0
        for place in digits..<at {
            exponent = exponent * 10 + Int(text[place] &- UInt8(ascii: "0"))
            guard exponent <= Self.largestExponent else { throw JSONSyntaxError(.numberOutOfRange, at: start) }
        }
        return isNegative ? -exponent : exponent
    }
}
