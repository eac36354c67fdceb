import Testing

@testable import StrictJSON

@Suite struct DuplicateKeyTests {
    /// Names of eight bytes made to share one signature.
    private static let colliding = ["q}D=`wj ", "ht@v,+WY", "ao24!yZ#", "&+eA;/3:", "JsrbnJ/C", "r)1u_nAG"]

    private static let wide = JSONLimits(maxBytes: 1 << 26, maxValues: 1 << 22)

    private static func object(_ names: [String]) -> [UInt8] {
        Array(("{" + names.map { "\"\($0)\":[0]" }.joined(separator: ",") + "}").utf8)
    }

    @Test(arguments: [2, 3, 15, 16, 17, 18, 100, 1_000])
    func aRepeatedNameIsFoundWhereverItIs(_ count: Int) throws {
        let names = (0..<count).map { "name \($0)" }
        _ = try JSONDocument(parsing: Self.object(names))
        for (first, second) in [(0, 1), (0, count - 1), (count / 2 - 1, count / 2), (count - 2, count - 1)] {
            var repeated = names
            repeated[second] = names[first]
            let text = Self.object(repeated)
            let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: text) }
            #expect(error?.reason == .duplicateKey)
            let before = Self.object(Array(repeated.prefix(second)))
            #expect(error?.offset == (second == 0 ? 2 : before.count + 1))
        }
    }

    @Test func differentNamesOfOneSignatureAreNotRefused() throws {
        let signatures = Self.colliding.map { name in Array(name.utf8).withUnsafeBufferPointer(JSONSignature.of) }
        #expect(Set(signatures).count == 1)
        for filler in [0, 40] {
            let names = Self.colliding + (0..<filler).map { "\($0)" }
            let document = try JSONDocument(parsing: Self.object(names))
            for name in names { #expect(document.root[name]?.rawBytes.count == 3) }
            #expect(document.root["q}D=`wj!"] == nil)
            let error = #expect(throws: JSONSyntaxError.self) {
                try JSONDocument(parsing: Self.object(names + [Self.colliding[2]]))
            }
            #expect(error?.reason == .duplicateKey)
        }
    }

    @Test func theSecondOfAHundredThousandNamesIsFoundAtTheEnd() {
        let names = (0..<100_000).map { "key\($0)" }
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONDocument(parsing: Self.object(names + ["key1"]), limits: Self.wide)
        }
        #expect(error?.reason == .duplicateKey)
    }

    @Test func nestedObjectsMayRepeatTheNamesAroundThem() throws {
        let text = #"{"a":{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":3}},"b":{"b":4}}"#
        let root = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(root["b"]?["b"]?.int64 == 4)
        #expect(root["a"]?["b"]?["a"]?.int64 == 3)
    }
}
