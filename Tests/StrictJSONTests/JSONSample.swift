import StrictJSON
import Testing

/// A text and what must become of it.
struct JSONSample: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    /// Why it is refused; nil when it is accepted.
    let reason: JSONSyntaxError.Reason?
    /// Where, in bytes.
    let offset: Int?

    static func accepted(_ text: String) -> JSONSample {
        JSONSample(text: Array(text.utf8), reason: nil, offset: nil)
    }

    static func refused(_ text: String, _ reason: JSONSyntaxError.Reason, at offset: Int) -> JSONSample {
        JSONSample(text: Array(text.utf8), reason: reason, offset: offset)
    }

    static func refused(_ text: [UInt8], _ reason: JSONSyntaxError.Reason, at offset: Int) -> JSONSample {
        JSONSample(text: text, reason: reason, offset: offset)
    }

    /// A string of these bytes between quotes, which is refused; the offset counts from the opening quote.
    static func refused(inString bytes: [UInt8], at offset: Int = 1) -> JSONSample {
        let quote = [UInt8(ascii: "\"")]
        return JSONSample(text: quote + bytes + quote, reason: .invalidUTF8, offset: offset)
    }

    var testDescription: String {
        let shown = String(decoding: text.prefix(60), as: UTF8.self)
        return "\(shown.debugDescription) \(reason?.rawValue ?? "accepted")"
    }
}
