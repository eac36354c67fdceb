/// What a text must not tell once it is kept: an e-mail address, or a token that opens something or stands for someone.
package enum PrivateText {
    /// Whether a piece of an address, percent-encoded or not, holds any of them.
    static func isIn(_ text: ArraySlice<UInt8>, tokensCount: Bool = true) -> Bool {
        guard let plain = PercentEncoding.thoroughlyDecoded(text) else { return true }
        return holdsMailAddress(plain) || tokensCount && holdsToken(plain) || holdsPrivateParameter(plain)
    }

    /// Whether an e-mail address is in a text that may be percent-encoded; yes when it is so too often.
    package static func tellsMailAddress(_ text: ArraySlice<UInt8>) -> Bool {
        PercentEncoding.thoroughlyDecoded(text).map(holdsMailAddress) ?? true
    }

    static func holdsMailAddress(_ text: ArraySlice<UInt8>) -> Bool {
        guard var place = text.firstIndex(of: UInt8(ascii: "@")) else { return false }
        while true {
            let domain = text[(place + 1)...]
            let label = domain.prefix { isOfName($0) || $0 == UInt8(ascii: "-") }
            let rest = domain[label.endIndex...]
            if place > text.startIndex, isOfLocalPart(text[place - 1]), !label.isEmpty, rest.first == UInt8(ascii: "."),
                let next = rest.dropFirst().first, isOfName(next)
            {
                return true
            }
            guard let following = domain.firstIndex(of: UInt8(ascii: "@")) else { return false }
            place = following
        }
    }

    static func holdsToken(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while rest.count >= shortestToken {
            let piece = rest.prefix(while: isOfToken)
            if isToken(piece) { return true }
            rest = rest[piece.endIndex...].dropFirst()
        }
        return false
    }

    /// Whether an address or a parameter inside the text has a parameter that ``ParameterNames`` keeps private.
    private static func holdsPrivateParameter(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
            let before = rest[..<equals]
            let end = before.lastIndex { !$0.isAlphanumeric && !insideNames.contains($0) }
            let name = end.map { before[($0 + 1)...] } ?? before
            if !name.isEmpty, ParameterNames.isPrivate(name) { return true }
            rest = rest[(equals + 1)...]
        }
        return false
    }

    private static let insideNames = ASCIISet("-_")
    private static let betweenTokens = ASCIISet("-_.~+/=")
    private static let outsideLocalParts = ASCIISet("@(),:;<>[\\]")

    /// A JSON web token, shorter ones too.
    private static let shortestToken = 20
    private static let shortestOpaque = 32

    /// Titles change seldom between letters and digits, or to capitals; what is drawn at random does all the time.
    private static func isToken(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= shortestToken else { return false }
        if text.starts(with: "eyJ".utf8), text.count(where: { $0 == UInt8(ascii: ".") }) >= 2 { return true }
        guard text.count >= shortestOpaque else { return false }
        var shape = Shape()
        for byte in text { shape.add(byte) }
        return shape.isHexadecimal || shape.changes * 5 >= text.count
            || shape.longestRun >= shortestOpaque && !(shape.hasCapitals && shape.hasSmalls)
    }

    private struct Shape {
        var isHexadecimal = true
        var changes = 0
        var longestRun = 0
        var hasCapitals = false
        var hasSmalls = false
        private var run = 0
        private var previous = UInt8(ascii: "-")

        mutating func add(_ byte: UInt8) {
            isHexadecimal = isHexadecimal && (byte.hexadecimalValue != nil || byte == UInt8(ascii: "-"))
            hasCapitals = hasCapitals || byte.isCapital
            hasSmalls = hasSmalls || byte.isSmall
            run = byte.isAlphanumeric ? run + 1 : 0
            longestRun = max(longestRun, run)
            if run > 1, previous.isDigit != byte.isDigit || previous.isSmall && byte.isCapital { changes += 1 }
            previous = byte
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte >= 0x80
    }

    private static func isOfLocalPart(_ byte: UInt8) -> Bool {
        isOfName(byte) || (byte > 32 && byte < 127 && !outsideLocalParts.contains(byte))
    }

    private static func isOfToken(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || betweenTokens.contains(byte)
    }
}
