import StrictJSON
import Testing

@Suite struct LimitTests {
    private func refusal(_ text: [UInt8], _ limits: JSONLimits = JSONLimits()) -> JSONSyntaxError? {
        do throws(JSONSyntaxError) {
            _ = try JSONDocument(parsing: text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    private func nested(_ depth: Int, open: String = "[", close: String = "]", closed: Bool = true) -> [UInt8] {
        Array(
            (String(repeating: open, count: depth) + "0" + (closed ? String(repeating: close, count: depth) : "")).utf8)
    }

    @Test func thirtyTwoDeepIsAcceptedAndOneMoreIsNot() {
        #expect(refusal(nested(32)) == nil)
        #expect(refusal(nested(32, open: "{\"a\":", close: "}")) == nil)
        #expect(refusal(nested(33))?.reason == .tooDeep)
        #expect(refusal(nested(33))?.offset == 32)
        #expect(refusal(nested(33, open: "{\"a\":", close: "}"))?.reason == .tooDeep)
    }

    @Test(arguments: [513, 20_000, 1_000_000])
    func deepTextsAreRefusedAtTheLimit(_ depth: Int) {
        let limits = JSONLimits(maxBytes: 1 << 24)
        for closed in [true, false] {
            #expect(refusal(nested(depth, closed: closed), limits)?.offset == 32)
            #expect(refusal(nested(depth, open: "[{\"a\":", close: "}]", closed: closed), limits)?.reason == .tooDeep)
        }
    }

    @Test func aMillionDeepTouchesNoStackWhenTheLimitAllowsIt() throws {
        let limits = JSONLimits(maxBytes: 1 << 24, maxDepth: 1_000_000, maxValues: 2_000_000)
        let document = try JSONDocument(parsing: nested(1_000_000), limits: limits)
        #expect(document.root.elements?.count == 1)
        #expect(refusal(nested(1_000_000, closed: false), limits)?.reason == .unexpectedEnd)
    }

    @Test func depthCountsOpenContainersOnly() {
        let siblings = "[" + String(repeating: "[[]],", count: 1_000) + "[]]"
        #expect(refusal(Array(siblings.utf8), JSONLimits(maxDepth: 3)) == nil)
        #expect(refusal(Array(siblings.utf8), JSONLimits(maxDepth: 2))?.reason == .tooDeep)
    }

    @Test func bytesAreCountedBeforeAnythingElse() {
        let text = Array("[1,2,3]".utf8)
        #expect(refusal(text, JSONLimits(maxBytes: 7)) == nil)
        #expect(refusal(text, JSONLimits(maxBytes: 6))?.reason == .tooLarge)
        #expect(refusal([0xFF] + text, JSONLimits(maxBytes: 7))?.reason == .tooLarge)
        let error = #expect(throws: JSONSyntaxError.self) {
            try text.withUnsafeBytes { try JSONDocument(copying: $0, limits: JSONLimits(maxBytes: 6)) }
        }
        #expect(error?.reason == .tooLarge)
    }

    @Test func valuesAreCountedWithContainersAndWithoutNames() {
        let text = Array(#"{"a":[1,2],"b":null}"#.utf8)
        #expect(refusal(text, JSONLimits(maxValues: 5)) == nil)
        #expect(refusal(text, JSONLimits(maxValues: 4))?.reason == .tooManyValues)
    }

    @Test func stringsAndNamesHaveALongestLength() {
        let limits = JSONLimits(maxStringBytes: 4)
        #expect(refusal(Array(#"{"abcd":"éé"}"#.utf8), limits) == nil)
        #expect(refusal(Array(#"{"abcde":1}"#.utf8), limits)?.reason == .stringTooLong)
        #expect(refusal(Array(#"["abcde"]"#.utf8), limits)?.offset == 2)
        // As written: six bytes for one character.
        #expect(refusal(Array(#"["\u0061"]"#.utf8), limits)?.reason == .stringTooLong)
    }

    @Test func aNameOfSixtyFourKilobytesIsKeptWhole() throws {
        let name = String(repeating: "nom ", count: 16_384)
        let root = try JSONDocument(parsing: Array("{\"\(name)\":1}".utf8)).root
        #expect(root[name]?.int64 == 1)
    }

    @Test func aCopiedTextOutlivesItsSource() throws {
        var source = Array(#"{"a":"b"}"#.utf8)
        let document = try source.withUnsafeBytes { try JSONDocument(copying: $0) }
        for index in source.indices { source[index] = 0 }
        #expect(document.root["a"]?.string == "b")
    }
}
