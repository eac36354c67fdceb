/// What a text has in it that could be private, seen in one pass: it is asked of every text of every event.
struct TextSigns {
    private(set) var hasSpace = false
    private(set) var hasEquals = false
    private(set) var hasMail = false
    private(set) var hasEscape = false
    /// A question mark, and an equals sign after it.
    private(set) var hasQuery = false
    /// Where `://` stands, if it is near the beginning.
    private(set) var scheme: Int?
    /// Whether an IP address can be in it; wrong only by saying yes too often.
    private(set) var mayHoldAddress = false
    /// Whether there is nothing in it that an address of a page has, nor place for a token.
    let isPlain: Bool

    /// How far into a text `://` is looked for.
    private static let reach = 20
    private static let shortestToken = 20

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var isMarked = false
        var (dots, colons, pairs, escapes) = (0, 0, 0, 0)
        var isAsking = false
        for place in text.indices where !text[place].isOfToken {
            switch text[place] {
            case 0...32:
                hasSpace = true
                continue
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: ":"):
                colons += 1
                if place > 0, text[place - 1] == UInt8(ascii: ":") { pairs += 1 }
                if scheme == nil, place <= Self.reach, text[(place + 1)...].starts(with: "//".utf8) { scheme = place }
            case UInt8(ascii: "%"): escapes += 1
            case UInt8(ascii: "@"): hasMail = true
            case UInt8(ascii: "?"): isAsking = true
            case UInt8(ascii: "="):
                hasEquals = true
                if isAsking { hasQuery = true }
            case UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "\\"): break
            default: continue
            }
            isMarked = true
        }
        isPlain = !isMarked && text.count < Self.shortestToken
        hasEscape = escapes > 0
        // Seven colons, fewer only beside `::`; they may be percent-encoded. A time of day has two.
        mayHoldAddress = dots > 2 || colons > 6 || pairs > 0 || escapes > 1
    }
}
