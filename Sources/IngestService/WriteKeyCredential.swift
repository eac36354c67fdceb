import HTTPTypes
import Hummingbird
import StrictJSON

/// The write key of a request, from wherever an SDK may put it: Basic, Bearer, the body, the query, in this order.
enum WriteKeyCredential {
    static func inHeader(of request: Request) -> String? {
        guard let header = request.headers[.authorization]?.utf8,
            let space = header.firstIndex(of: UInt8(ascii: " "))
        else { return nil }
        let credential = header[header.index(after: space)...]
        if header[..<space].isWord("basic") {
            // The key is the user; the password is empty, and some senders leave the colon out.
            return Base64.decoded(credential).map { text in
                String(decoding: text.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
            }
        }
        // An OAuth token says nothing of the application; the write key is then in the body.
        guard header[..<space].isWord("bearer"), credential.starts(with: "wk_".utf8) else { return nil }
        return String(Substring(credential))
    }

    static func inBody(_ body: JSONValue) -> String? {
        body["writeKey"]?.string ?? body["api_key"]?.string
    }

    static func inQuery(of request: Request) -> String? {
        request.uri.queryParameters["writeKey"].map(String.init)
    }
}

extension Substring.UTF8View {
    /// Whether it is this word in small letters, whatever its own case.
    fileprivate func isWord(_ word: StaticString) -> Bool {
        count == word.utf8CodeUnitCount && word.withUTF8Buffer { elementsEqual($0) { $0 | 0x20 == $1 } }
    }
}

/// Base64 as headers hold it; every request of an SDK has one.
private enum Base64 {
    /// Nil for what is none; the padding may be missing.
    static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let digit = digit(byte) else { return nil }
            bits = bits << 6 | digit
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return padding <= 2 && count < 6 ? result : nil
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
