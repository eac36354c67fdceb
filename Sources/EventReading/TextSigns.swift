/// What a text has in it that could be private, seen in one pass: it is asked of every text of every event.
struct TextSigns {
    /// Between other characters: those at the ends do not count.
    private(set) var hasSpace = false
    private(set) var hasEquals = false
    private(set) var hasMail = false
    private(set) var hasEscape = false
    /// A question mark or a number sign, and an equals sign after it.
    private(set) var hasQuery = false
    /// Whether it begins with a slash.
    let isRooted: Bool
    /// Whether it is a number, long enough to be a whole address.
    let isNumber: Bool
    /// Where `://` stands first.
    private(set) var scheme: Int?
    /// Whether an IP address can be in it; wrong only by saying yes too often.
    private(set) var mayHoldAddress = false
    /// Whether there is nothing in it that an address of a page has, nor place for a token.
    let isPlain: Bool

    private static let shortestToken = 20

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var isMarked = false
        var (dots, colons, pairs, escapes) = (0, 0, 0, 0)
        var isAsking = false
        var (start, end) = (text.startIndex, text.endIndex)
        while start < end, text[start] <= 32 { start += 1 }
        while start < end, text[end - 1] <= 32 { end -= 1 }
        let slash = UInt8(ascii: "/")
        isRooted = start < end && text[start] == slash
        isNumber = end - start > 7 && text[start..<end].allSatisfy { (48...57).contains($0) }
        for place in start..<end where !text[place].isOfToken {
            switch text[place] {
            case 0...32:
                hasSpace = true
                continue
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: ":"):
                colons += 1
                if place > start, text[place - 1] == UInt8(ascii: ":") { pairs += 1 }
                if place > start + 2, text[place - 3] == UInt8(ascii: "%") { pairs += 1 }
                let isScheme = place + 2 < end && text[place + 1] == slash && text[place + 2] == slash
                if scheme == nil, isScheme { scheme = place }
            case UInt8(ascii: "%"):
                escapes += 1
                if place > start, text[place - 1] == UInt8(ascii: ":") { pairs += 1 }
            case UInt8(ascii: "@"): hasMail = true
            case UInt8(ascii: "?"), UInt8(ascii: "#"): isAsking = true
            case UInt8(ascii: "="):
                hasEquals = true
                if isAsking { hasQuery = true }
            case slash, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "\\"): break
            default: continue
            }
            isMarked = true
        }
        isPlain = !isMarked && !isNumber && text.count < Self.shortestToken
        hasEscape = escapes > 0
        // Seven colons, fewer only beside `::`; some may be percent-encoded. A time of day has two.
        mayHoldAddress = dots + escapes > 2 || colons + escapes > 6 || pairs > 0 || escapes > 1
    }
}
