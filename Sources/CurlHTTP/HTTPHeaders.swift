/// One header field; the value is bytes, since nothing obliges a server to send UTF-8.
package struct HTTPHeader: Sendable, Hashable {
    package let name: String
    package let value: [UInt8]

    package init(_ name: String, _ value: String) {
        self.init(name: name, value: Array(value.utf8))
    }

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// The value as text, or nil where it is not UTF-8.
    package var text: String? { String(validating: value, as: UTF8.self) }
}

/// Header fields in the order of the wire; names compare without regard to ASCII case.
package struct HTTPHeaders: Sendable, Hashable {
    package private(set) var fields: [HTTPHeader]

    package init(_ fields: [HTTPHeader] = []) {
        self.fields = fields
    }

    /// The first value of a name as text; nil where there is none or it is not UTF-8.
    package subscript(name: String) -> String? {
        fields.first { Self.areEqual($0.name, name) }?.text
    }

    /// Every value of a name, in order.
    package func values(of name: String) -> [[UInt8]] {
        fields.filter { Self.areEqual($0.name, name) }.map(\.value)
    }

    mutating func append(_ header: HTTPHeader) {
        fields.append(header)
    }

    /// Adds a folded line (RFC 9112 §5.2) to the last value.
    mutating func continueLast(with bytes: some Sequence<UInt8>) {
        guard let last = fields.popLast() else { return }
        fields.append(HTTPHeader(name: last.name, value: last.value + [UInt8(ascii: " ")] + bytes))
    }

    mutating func removeAll() {
        fields.removeAll()
    }

    /// Compares bytes: lower-casing text would make the Kelvin sign a `k`.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8) { asciiLowercased($0) == asciiLowercased($1) }
    }
}

/// Lower-cases an ASCII letter and leaves every other byte alone.
func asciiLowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Whether a byte may stand in a header name (RFC 9110 §5.6.2, `tchar`).
func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default:
        "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
