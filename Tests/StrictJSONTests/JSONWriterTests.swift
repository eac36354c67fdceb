import StrictJSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func commasStandBetweenValuesOnly() {
        let text = written { writer in
            writer.object { writer in
                writer.member("id", "a")
                writer.member("count", 3)
                writer.key("list")
                writer.array { writer in
                    writer.integer(1)
                    writer.array { _ in }
                    writer.object { _ in }
                    writer.null()
                    writer.bool(true)
                }
                writer.key("raw")
                writer.raw("{\"x\":1}".utf8)
                writer.member("last", false)
            }
        }
        #expect(text == #"{"id":"a","count":3,"list":[1,[],{},null,true],"raw":{"x":1},"last":false}"#)
    }

    @Test func absentValuesAreWrittenAsNull() {
        let text = written { writer in
            writer.object { writer in
                writer.member("a", String?.none)
                writer.member("b", Int64?.none)
                writer.member("c", Bool?.none)
                writer.member("d", Double?.none)
                writer.member("e", Int64.min)
                writer.member("f", 0.1)
            }
        }
        #expect(text == #"{"a":null,"b":null,"c":null,"d":null,"e":-9223372036854775808,"f":0.1}"#)
    }

    @Test func stringsAreEscapedAsTheStandardAsks() {
        #expect(written { $0.string("a\"b\\c/d") } == #""a\"b\\c/d""#)
        #expect(
            written { $0.string("\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F} \u{7F}") }
                == "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \u{7F}\"")
        #expect(written { $0.string("\r\n") } == #""\r\n""#)
        #expect(written { $0.string("été 𝄞 \u{2028}") } == "\"été 𝄞 \u{2028}\"")
        #expect(written { $0.key("a\"\n") } == #""a\"\n":"#)
    }

    @Test func anEscapeIsFoundAtEveryPlaceOfAString() {
        for length in 0..<40 {
            for place in 0..<length {
                var characters = [Character](repeating: "x", count: length)
                characters[place] = "\""
                let expected = String(characters).replacing("\"", with: "\\\"")
                #expect(written { $0.string(String(characters)) } == "\"\(expected)\"")
            }
        }
    }

    @Test func numbersReadBackTheSame() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<2_000 {
            let integer = Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
            let double = Double(bitPattern: random.next())
            // Beyond the exponents that are accepted there is nothing to read back.
            let readable = double.isFinite && (double == 0 || double.magnitude >= 1e-308) ? double : 0.5
            var writer = JSONWriter()
            writer.array { writer in
                writer.integer(integer)
                writer.double(readable)
            }
            let elements = try #require(try JSONDocument(parsing: writer.bytes).root.elements.map(Array.init))
            #expect(elements[0].int64 == integer)
            #expect(elements[1].double == readable)
        }
    }

    @Test func numbersThatAreNotFiniteAreNull() {
        #expect(written { $0.double(.nan) } == "null")
        #expect(written { $0.double(-.infinity) } == "null")
    }

    @Test func aWriterIsUsedAgainAfterItForgot() {
        var writer = JSONWriter()
        writer.array { $0.integer(1) }
        writer.removeAll()
        writer.array { $0.integer(2) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[2]")
    }

    @Test func anErrorOfTheClosureIsPassedOn() {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) { try writer.object { _ in throw Stop() } }
    }

    @Test func aDocumentIsWrittenAgainByteForByte() throws {
        let text = Array(LongSample.event.utf8)
        var writer = JSONWriter()
        Self.copy(try JSONDocument(parsing: text).root, to: &writer)
        #expect(try JSONTree(JSONDocument(parsing: writer.bytes).root) == JSONTree(JSONDocument(parsing: text).root))
    }

    private static func copy(_ value: JSONValue, to writer: inout JSONWriter) {
        if let members = value.members {
            writer.object { writer in
                for member in members {
                    writer.key(member.name)
                    copy(member.value, to: &writer)
                }
            }
        } else if let elements = value.elements {
            writer.array { writer in for element in elements { copy(element, to: &writer) } }
        } else if let bytes = value.utf8 {
            writer.string(utf8: bytes)
        } else {
            writer.raw(value.rawBytes)
        }
    }
}
