import StrictJSON
import Testing

@Suite struct StringRoundTripTests {
    @Test(arguments: 1...4)
    func everyWrittenStringIsReadBackByteForByte(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let string = Self.string(using: &random)
            var writer = JSONWriter()
            writer.string(string)
            let value = try JSONDocument(parsing: writer.bytes).root
            let bytes = Array(string.utf8)
            #expect(value.utf8.map(Array.init) == bytes)
            #expect(value.string.map { Array($0.utf8) } == bytes)
            #expect(value.isString(string))
            #expect(try JSONOracle.read(writer.bytes) == .string(bytes))
        }
    }

    @Test(arguments: 5...6)
    func everyStringWrittenInEscapesOnlyIsReadBackByteForByte(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let string = Self.string(using: &random)
            var text = "\""
            for unit in string.utf16 {
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            text += "\""
            let value = try JSONDocument(parsing: Array(text.utf8)).root
            #expect(value.string.map { Array($0.utf8) } == Array(string.utf8))
            #expect(Array(value.rawBytes) == Array(text.utf8))
        }
    }

    @Test func everyCharacterButNULSurvives() throws {
        for plane in UInt32(0)...0x10 {
            var string = ""
            for code in (plane << 16)...(plane << 16 | 0xFFFF) {
                if code != 0, let scalar = Unicode.Scalar(code) { string.unicodeScalars.append(scalar) }
            }
            var writer = JSONWriter()
            writer.string(string)
            let value = try JSONDocument(parsing: writer.bytes, limits: JSONLimits(maxStringBytes: 1 << 20)).root
            #expect(value.utf8.map { $0.elementsEqual(string.utf8) } == true, "plane \(plane)")
        }
    }

    @Test func composedAndDecomposedFormsStayApart() throws {
        let document = try JSONDocument(parsing: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        #expect(document.root["\u{E9}"]?.int64 == 1)
        #expect(document.root["e\u{301}"]?.int64 == 2)
        let composed = try JSONDocument(parsing: Array("\"caf\u{E9}\"".utf8)).root
        #expect(composed.isString("caf\u{E9}"))
        #expect(!composed.isString("cafe\u{301}"))
    }

    private static func string(using random: inout SeededGenerator) -> String {
        var string = ""
        for _ in 0..<Int.random(in: 0...24, using: &random) {
            let range: ClosedRange<UInt32> =
                switch Int.random(in: 0..<7, using: &random) {
                case 0: 0x01...0x1F
                case 1: 0x20...0x7F
                case 2: 0x80...0x7FF
                case 3: 0x300...0x36F  // combining marks
                case 4: 0x800...0xD7FF
                case 5: 0xE000...0xFFFF
                default: 0x10000...0x10FFFF
                }
            guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) else { continue }
            string.unicodeScalars.append(scalar)
        }
        return string
    }
}
