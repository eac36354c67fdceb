/// Why a text is not the JSON that is accepted here, and where; it never holds a byte of the text.
package struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was found wrong first.
    package let reason: Reason
    /// Where, in bytes from the start of the text; the length of the text when it ends too early.
    package let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// A sentence to show to whoever sent the text.
    package var description: String { "\(reason.sentence) (byte \(offset))" }

    /// The closed list of refusals; the raw value is stable and fit for a counter's label.
    package enum Reason: String, CaseIterable, Sendable {
        case unexpectedEnd = "unexpected_end"
        case unexpectedByte = "unexpected_byte"
        case trailingComma = "trailing_comma"
        case trailingBytes = "trailing_bytes"
        case byteOrderMark = "byte_order_mark"
        case invalidUTF8 = "invalid_utf8"
        case nul = "nul"
        case controlCharacter = "control_character"
        case invalidEscape = "invalid_escape"
        case loneSurrogate = "lone_surrogate"
        case invalidNumber = "invalid_number"
        case numberOutOfRange = "number_out_of_range"
        case duplicateKey = "duplicate_key"
        case tooLarge = "too_large"
        case tooDeep = "too_deep"
        case tooManyValues = "too_many_values"
        case stringTooLong = "string_too_long"
    }
}

extension JSONSyntaxError.Reason {
    var sentence: String {
        switch self {
        case .unexpectedEnd: "the JSON text ends too early"
        case .unexpectedByte: "this byte has no place here in a JSON text"
        case .trailingComma: "a comma is followed by no value"
        case .trailingBytes: "the JSON text goes on after its value"
        case .byteOrderMark: "the JSON text begins with a byte order mark"
        case .invalidUTF8: "the JSON text is not valid UTF-8"
        case .nul: "the NUL character is not accepted, raw or escaped"
        case .controlCharacter: "a control character stands unescaped in a string"
        case .invalidEscape: "a string has an unknown escape sequence"
        case .loneSurrogate: "a string has half of a surrogate pair"
        case .invalidNumber: "a number is malformed"
        case .numberOutOfRange: "a number is too large or too long"
        case .duplicateKey: "an object names the same member twice"
        case .tooLarge: "the JSON text is too large"
        case .tooDeep: "the JSON text is nested too deeply"
        case .tooManyValues: "the JSON text has too many values"
        case .stringTooLong: "a string is too long"
        }
    }
}
