import StrictJSON
import Testing

@Suite struct JSONValueTests {
    private func root(_ text: String) throws -> JSONValue { try JSONDocument(parsing: Array(text.utf8)).root }

    @Test func eachKindAnswersItsOwnValueOnly() throws {
        let kinds: [(String, JSONValue.Kind)] = [
            ("null", .null), ("true", .boolean), ("false", .boolean), ("1", .number), ("1.5", .number),
            (#""a""#, .string),
            ("[]", .array), ("{}", .object),
        ]
        for (text, kind) in kinds {
            let value = try root(text)
            #expect(value.kind == kind)
            #expect(value.isNull == (kind == .null))
            #expect((value.bool != nil) == (kind == .boolean))
            #expect((value.double != nil) == (kind == .number))
            #expect((value.string != nil) == (kind == .string))
            #expect((value.utf8 != nil) == (kind == .string))
            #expect((value.elements != nil) == (kind == .array))
            #expect((value.members != nil) == (kind == .object))
            #expect(value["a"] == nil)
            #expect(value.isString("a") == (kind == .string))
            #expect(Array(value.rawBytes) == Array(text.utf8))
        }
        #expect(try root("true").bool == true)
        #expect(try root("false").bool == false)
    }

    @Test func elementsComeInOrderWithTheirContainersSkipped() throws {
        let value = try root(#"[1,[2,[3]],{"a":[4]},"x",[],{},5]"#)
        let elements = try #require(value.elements)
        #expect(elements.count == 7)
        #expect(
            elements.map { String(decoding: $0.rawBytes, as: UTF8.self) } == [
                "1", "[2,[3]]", #"{"a":[4]}"#, #""x""#, "[]", "{}", "5",
            ])
    }

    @Test func membersComeInTheOrderOfTheText() throws {
        let members = try #require(try root(#"{"z":1,"a":{"q":[]},"\u006d":null,"":[1,2]}"#).members)
        #expect(members.map(\.name) == ["z", "a", "m", ""])
        #expect(
            members.map { String(decoding: $0.value.rawBytes, as: UTF8.self) } == ["1", #"{"q":[]}"#, "null", "[1,2]"])
    }

    @Test func membersAreFoundByNameAfterUnescaping() throws {
        let value = try root(#"{"a":1,"b":{"a":2},"\u0063\n":3,"long name of a member":4,"":5,"é":6,"n":null}"#)
        #expect(value["a"]?.int64 == 1)
        #expect(value["b"]?["a"]?.int64 == 2)
        #expect(value["c\n"]?.int64 == 3)
        #expect(value["long name of a member"]?.int64 == 4)
        #expect(value[""]?.int64 == 5)
        #expect(value["é"]?.int64 == 6)
        #expect(value["n"]?.isNull == true)
        for missing in ["A", "c", "aa", "long name of a membeR", #"\u0063\n"#, "q"] { #expect(value[missing] == nil) }
    }

    @Test func rawBytesAreTheBytesAsSent() throws {
        let value = try root(#" { "a" : [ 1 , "\u00e9" ] , "b" : 1.50 } "#)
        #expect(String(decoding: value.rawBytes, as: UTF8.self) == #"{ "a" : [ 1 , "\u00e9" ] , "b" : 1.50 }"#)
        #expect(try String(decoding: #require(value["a"]).rawBytes, as: UTF8.self) == #"[ 1 , "\u00e9" ]"#)
        #expect(try String(decoding: #require(value["b"]).rawBytes, as: UTF8.self) == "1.50")
        let key = try #require(value.members?.first { _ in true }).key
        #expect(String(decoding: key.rawBytes, as: UTF8.self) == #""a""#)
    }

    @Test func plainStringsShareTheBytesOfTheDocument() throws {
        let value = try root(#"["plain","esc\taped"]"#)
        let elements = try #require(value.elements.map(Array.init))
        #expect(elements[0].utf8?.startIndex == 2)
        #expect(elements[1].utf8.map(Array.init) == Array("esc\taped".utf8))
    }

    @Test func valuesOutliveTheirDocument() throws {
        var value: JSONValue?
        do { value = try root(#"{"a":["kept"]}"#)["a"] }
        #expect(value?.elements?.map(\.string) == ["kept"])
    }
}
