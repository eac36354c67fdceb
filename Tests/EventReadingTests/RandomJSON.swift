import Glibc
import StrictJSON

/// Items as nobody would send them, and as somebody who wishes harm would.
struct RandomJSON {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// Parts of the two addresses that must not survive, however they are written, and of a token of a page's address.
    private static let traces = ["113.77", "2:3:4:5:6", "2%3A3%3A4", "2%3a3%3a4", "s3cr3t"]

    private static let four = "203.0.113.77"
    private static let six = "2001:db8:1:2:3:4:5:6"

    private static let names = [
        "type", "event", "name", "messageId", "anonymousId", "userId", "groupId", "previousId", "timestamp", "sentAt",
        "context",
        "properties", "traits", "page", "url", "path", "referrer", "search", "title", "campaign", "source", "userAgent",
        "ip", "$ip",
        "IP_Address", "remote_addr", "X-Forwarded-For", "consent", "mode", "categoryPreferences", "Analytics",
        "products", "items",
        "show_id", "product_id", "price", "quantity", "currency", "order_id", "distinct_id", "uuid", "$set",
        "$device_id",
        "$current_url", "$referrer", "share_token", "utm_source", "affiliation", "", "é", four, "redirect_url", "href",
        "query",
        "pathname", "location", "$elements_chain",
    ]

    private static let texts = [
        "", "a", "track", "page", "identify", "alias", "group", "$pageview", "$set", "$create_alias", "Order Completed",
        "consented", "2026-11-27T10:10:10Z", "2026-13-41T10:10:10Z", four, six, four + ":443", "[\(six)]:443",
        "::ffff:" + four,
        four + ", " + six, "http://\(four)/a", "https://[\(six)]:8443/?x=\(four)&y=\(six)",
        "https://t.example/\(four)/b#\(four)",
        "https://t.example/?a=2001%3Adb8%3A1%3A2%3A3%3A4%3A5%3A6", "/saison?from=\(four)", "?ip=\(four)",
        "HTTP://\(four):80",
        "capacitor://localhost/x?token=s3cr3t", "www.t.example/x?token=s3cr3t", "../x?token=s3cr3t", "/x?token=s3cr3t",
        "Voir https://t.example/x?a=1&token=s3cr3t", "a:href=\"/x?token=s3cr3t\"", "anne@t.example", "#a", "?a=1",
        "http://[", "https://", "http://a b c", "-1", "1e9", "12.345", "EUR", "\u{7F}\u{1}", "🎭",
        String(repeating: "é", count: 150),
    ]

    /// What may not be there is in a text.
    static func trace(in text: String) -> String? {
        traces.first { strstr(text, $0) != nil }
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func number(below bound: Int) -> Int { Int(next() >> 33) % bound }
    mutating func pick<T>(_ choices: [T]) -> T { choices[number(below: choices.count)] }

    /// An object most of the time, with members that the reader looks for.
    mutating func item() -> String {
        var writer = JSONWriter()
        if number(below: 20) == 0 {
            write(depth: 0, to: &writer)
        } else {
            object(depth: 0, to: &writer)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func write(depth: Int, to writer: inout JSONWriter) {
        switch number(below: depth < 5 ? 14 : 8) {
        case 0: writer.null()
        case 1: writer.bool(number(below: 2) == 0)
        case 2: writer.raw(pick(["0", "-1", "38.00", "1e300", "3405803853", "123456789012345678901234567890"]).utf8)
        case 3: writer.raw(pick([#""\ud83d""#, #""/a\u0000?b""#, #""\udc00 203.0.113.77""#]).utf8)
        case 4...7: writer.string(pick(Self.texts))
        case 8, 9:
            let count = number(below: 4)
            writer.array { writer in
                for _ in 0..<count { write(depth: depth + 1, to: &writer) }
            }
        default: object(depth: depth, to: &writer)
        }
    }

    private mutating func object(depth: Int, to writer: inout JSONWriter) {
        var used: Set<String> = []
        let count = number(below: 12)
        let isRight = depth == 0 && number(below: 3) > 0
        writer.object { writer in
            if isRight {
                used = ["type", "userId", "event"]
                writer.member("type", pick(["track", "page", "identify", "dance"]))
                writer.member("userId", "B-1")
                writer.member("event", pick(["Order Completed", "$set", "add_to_cart", Self.four]))
            }
            for _ in 0..<count {
                let name = pick(Self.names)
                guard used.insert(name).inserted else { continue }
                writer.key(name)
                write(depth: depth + 1, to: &writer)
            }
        }
    }
}
