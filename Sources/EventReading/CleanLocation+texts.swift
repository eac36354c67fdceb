/// Addresses of pages in texts that hold something else too.
extension CleanLocation {
    /// How far into a text the scheme's colon can be for the text to be taken for an address.
    private static let fewWords = 20

    /// Whether the scheme at `colon` is that of the text, and not of what its query or its words hold.
    static func isNear(_ colon: Int, in text: ArraySlice<UInt8>) -> Bool {
        let before = text[..<colon]
        return before.count <= fewWords && !before.contains(where: asks)
    }

    /// An address with or without words around it, which are kept; nil for a text without any.
    static func inText(_ text: ArraySlice<UInt8>, _ signs: TextSigns) -> String? {
        guard signs.hasSpace else { return ofWord(text, signs) }
        guard let scheme = signs.scheme else { return signs.hasQuery ? inWords(text) : nil }
        let colon = text.startIndex + scheme
        let before = text[..<colon].drop { $0 <= 32 }
        // From its beginning it is one address, spaces or not: what follows them may be of its query still.
        return before.contains { $0 <= 32 } ? inWords(text) : afterWords(text, colon: colon)
    }

    private static func inWords(_ text: ArraySlice<UInt8>) -> String {
        var result = ""
        var rest = text
        var isAfterAddress = false
        while !rest.isEmpty {
            let spaces = rest.prefix { $0 <= 32 }
            let word = rest[spaces.endIndex...].prefix { $0 > 32 }
            rest = rest[word.endIndex...]
            let signs = word.withUnsafeBufferPointer { TextSigns($0) }
            // An address may have spaces in it: a parameter in a later word may be its own.
            let clean = isAfterAddress && signs.hasEquals && signs.scheme == nil ? expected(word) : ofWord(word, signs)
            isAfterAddress = isAfterAddress || signs.scheme != nil
            result += string(spaces) + (clean ?? string(word))
        }
        return result
    }

    /// Nil for a word that is no address.
    private static func ofWord(_ word: ArraySlice<UInt8>, _ signs: TextSigns) -> String? {
        if let scheme = signs.scheme, !signs.isRooted { return afterWords(word, colon: word.startIndex + scheme) }
        return signs.isRooted || signs.hasQuery ? expected(word) : nil
    }

    /// What precedes the scheme is kept, unless the address is a parameter of it.
    private static func afterWords(_ text: ArraySlice<UInt8>, colon: Int) -> String {
        guard !text[..<colon].contains(where: asks) else { return expected(text) }
        let scheme = text[..<colon].reversed().prefix { isOfScheme($0) }.count
        let start = text[(colon - scheme)..<colon].firstIndex { isLetter($0) } ?? colon
        let words = text[..<start].contains { $0 > 32 } ? string(text[..<start]) : ""
        return words + of(text[start...])
    }

    /// The attributes of elements stand in quotes, as PostHog writes them: each may be an address.
    ///
    /// A quote in one follows a backslash; one that ends in a backslash is not told from that, so what seems to stand
    /// outside is looked at too.
    static func ofElements(_ text: ArraySlice<UInt8>) -> String {
        parts(of: text).enumerated().map { place, part in
            let signs = part.withUnsafeBufferPointer { TextSigns($0) }
            if signs.isPlain { return string(part) }
            if place % 2 == 1, signs.scheme == nil { return expected(part) }
            return inText(part, signs) ?? string(part)
        }.joined(separator: "\"")
    }

    private static func parts(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var previous: UInt8?
        for place in text.indices {
            if text[place] == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") {
                parts.append(text[start..<place])
                start = place + 1
            }
            previous = text[place]
        }
        return parts + [text[start...]]
    }

    private static func asks(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "=")
    }
}
