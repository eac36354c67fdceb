/// One value of a document, read from the text each time it is asked for.
///
/// It keeps the document alive and is cheap to copy; asking for another kind than it has answers nil, and a member with
/// the value `null` is there (`isNull`), unlike a missing one.
package struct JSONValue: Sendable {
    let storage: JSONStorage
    let index: Int

    /// The kinds of JSON values.
    package enum Kind: String, Sendable {
        case null, boolean, number, string, array, object
    }

    /// What kind of value this is.
    package var kind: Kind {
        switch token.kind {
        case .null: .null
        case .no, .yes: .boolean
        case .integer, .decimal: .number
        case .string, .key: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Whether this is `null`.
    package var isNull: Bool { token.kind == .null }

    /// The truth value, of a boolean.
    package var bool: Bool? {
        switch token.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    /// The exact value, of a number written without exponent, with no fraction but zeros (`12`, `12.0`), that fits.
    package var int64: Int64? {
        guard kind == .number else { return nil }
        return withWrittenBytes(JSONText.int64)
    }

    /// The nearest value, of any number.
    package var double: Double? {
        guard kind == .number else { return nil }
        return withWrittenBytes(JSONText.double)
    }

    /// The text, of a string.
    package var string: String? {
        guard kind == .string else { return nil }
        return withWrittenBytes { written in
            guard token.isEscaped else { return String(decoding: written, as: UTF8.self) }
            return String(decoding: JSONText.unescaped(written), as: UTF8.self)
        }
    }

    /// The text as UTF-8, of a string; a slice of the document's own bytes, without a copy, unless it has escapes.
    package var utf8: ArraySlice<UInt8>? {
        guard kind == .string else { return nil }
        guard token.isEscaped else { return writtenBytes }
        return withWrittenBytes { JSONText.unescaped($0)[...] }
    }

    /// Whether this is a string of exactly these bytes; it allocates nothing unless the string has escapes.
    package func isString(_ expected: String) -> Bool {
        guard kind == .string else { return false }
        var expected = expected
        return expected.withUTF8 { storage.string(at: index, equals: $0) }
    }

    /// The bytes of this value in the text, as sent: valid JSON by themselves, quotes included.
    package var rawBytes: ArraySlice<UInt8> {
        guard kind == .string else { return writtenBytes }
        return storage.text[(writtenBytes.startIndex - 1)...writtenBytes.endIndex]
    }

    var token: JSONToken { storage.tape[index] }

    private var writtenBytes: ArraySlice<UInt8> {
        let start = Int(token.offset)
        return storage.text[start..<(start + Int(token.length))]
    }

    private func withWrittenBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        storage.withWrittenBytes(of: token, body)
    }
}

extension JSONStorage {
    func withWrittenBytes<Result>(of token: JSONToken, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.withUnsafeBufferPointer { text in
            let start = Int(token.offset)
            return body(UnsafeBufferPointer(rebasing: text[start..<(start + Int(token.length))]))
        }
    }

    /// Whether the string or key at this place of the tape has these bytes, after unescaping.
    func string(at index: Int, equals expected: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = tape[index]
        return withWrittenBytes(of: token) { written in
            if token.isEscaped { return JSONText.unescaped(written).elementsEqual(expected) }
            return written.count == expected.count && written.elementsEqual(expected)
        }
    }
}
