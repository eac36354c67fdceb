/// What the bytes of a text are, for rules that look at ASCII only.
extension UInt8 {
    /// The same byte, an ASCII capital made small.
    var lowercased: UInt8 { isCapital ? self | 0x20 : self }

    var isDigit: Bool { (48...57).contains(self) }
    var isCapital: Bool { (65...90).contains(self) }
    var isSmall: Bool { (97...122).contains(self) }
    var isLetter: Bool { isCapital || isSmall }
    var isAlphanumeric: Bool { isDigit || isLetter }
    /// Spaces and what else nobody sees.
    var isSpaceOrControl: Bool { self <= 32 || self == 127 }

    var hexadecimalValue: UInt8? {
        switch self {
        case 48...57: self - 48
        case 65...70: self - 55
        case 97...102: self - 87
        default: nil
        }
    }
}

/// Some ASCII characters, to ask of a byte whether it is one of them.
struct ASCIISet: Sendable {
    private let bits: UInt128

    init(_ characters: StaticString) {
        bits = characters.withUTF8Buffer { $0.reduce(0) { $0 | 1 << UInt128($1) } }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 128 && (bits >> UInt128(byte)) & 1 == 1
    }
}
