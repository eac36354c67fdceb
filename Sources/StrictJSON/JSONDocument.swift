/// A JSON text that was found valid, whole, and within its limits; its values are read from it on demand.
///
/// Strict RFC 8259 in UTF-8, and stricter where trouble comes from: no byte order mark, no NUL, no half of a surrogate
/// pair, no member named twice (names are compared by bytes after unescaping, never normalised), no number longer than
/// 64 bytes, with an exponent beyond ±308 or beyond what a `Double` holds; `JSONLimits` can have escapes of NUL and of
/// halves mended instead. One pass, no recursion, time in proportion to the text whatever the text is (times the
/// logarithm of its members, at worst).
package struct JSONDocument: Sendable {
    private let storage: JSONStorage

    /// Reads a text, which is kept without a copy.
    package init(parsing text: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        let tape = try text.withUnsafeBufferPointer { buffer throws(JSONSyntaxError) in
            try JSONParser.tape(of: buffer, limits: limits)
        }
        storage = JSONStorage(text: text, tape: tape)
    }

    /// Reads a text from memory that belongs to someone else, which is copied once unless it is too large.
    package init(copying text: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        guard text.count <= limits.maxBytes else { throw JSONSyntaxError(.tooLarge, at: limits.maxBytes) }
        try self.init(parsing: [UInt8](text), limits: limits)
    }

    /// The outermost value.
    package var root: JSONValue { JSONValue(storage: storage, index: 0) }

    /// The whole text, as it came.
    package var text: [UInt8] { storage.text }
}

/// What all the values of one document share.
final class JSONStorage: Sendable {
    let text: [UInt8]
    let tape: [JSONToken]

    init(text: [UInt8], tape: [JSONToken]) {
        self.text = text
        self.tape = tape
    }
}
