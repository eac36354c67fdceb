extension JSONText {
    /// The place of the first byte, from another on, that cannot stand for itself in a string; the end when none.
    static func nextEscape(in value: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var at = start
        if let base = value.baseAddress {
            while at + 8 <= value.count {
                let word = UInt64(littleEndian: UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self))
                let matches = firstEscape(in: word)
                if matches != 0 { return at + matches.trailingZeroBitCount >> 3 }
                at += 8
            }
        }
        while at < value.count, !needsEscape(value[at]) { at += 1 }
        return at
    }

    /// How a byte that cannot stand for itself is written.
    static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        default: (byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)
        }
    }
}
