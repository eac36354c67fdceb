import StrictJSON
import Testing

/// What `JSONLimits.mendsEscapes` lets pass, and only then.
@Suite struct MendedEscapeTests {
    private static let mending = JSONLimits(mendsEscapes: true)

    @Test(arguments: [
        (#"\ud83d"#, "\u{FFFD}"), (#"a\udc00b"#, "a\u{FFFD}b"), (#"\u0000"#, "\u{FFFD}"),
        (#"\ud83d\ud83c\udfad"#, "\u{FFFD}🎭"), (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\udc00\ud800"#, "\u{FFFD}\u{FFFD}"),
        (#"\ud83d\n\u00e9"#, "\u{FFFD}\né"), (#"\ud83d\u0000"#, "\u{FFFD}\u{FFFD}"), (#"\ud83dx"#, "\u{FFFD}x"),
    ])
    func aHalfOrANULIsReadAsOneCharacter(_ written: String, read: String) throws {
        let text = Array(#"{"\#(written)":["\#(written)"]}"#.utf8)
        let reason = #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: text) }?.reason
        #expect(reason == .loneSurrogate || reason == .nul)
        let root = try JSONDocument(parsing: text, limits: Self.mending).root
        #expect(root[read]?.elements?.compactMap(\.string) == [read])
        #expect(root.members?.map(\.name) == [read])
        var mended: [Bool] = []
        root.forEachPiece { mended.append($0.isMended) }
        #expect(mended == [true, true])
    }

    @Test(arguments: [#""\ud83""#, #""\ud83d\u""#, #""\ud83d\uZZZZ""#, #""\ud83d\"#, "\"\0\"", #""\x""#, #""\ud83d"#])
    func whatIsNoEscapeIsStillRefused(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: Array(text.utf8), limits: Self.mending) }
    }

    @Test func namesThatBecomeOneAreDoubled() {
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONDocument(parsing: Array(#"{"\ud83d":1,"\u0000":2}"#.utf8), limits: Self.mending)
        }
        #expect(error?.reason == .duplicateKey)
    }

    @Test func everyPieceIsComeByInOrderWithItsHolder() throws {
        let text = #"{"a":"1","b":{"c":[2,["\u0033"]],"d":null},"e":[{"f":true}]}"#
        let root = try JSONDocument(parsing: Array(text.utf8)).root
        var seen: [String] = []
        root.forEachPiece { piece in
            let holders = [root.outerHolder(of: piece), root.holder(of: piece)].map { $0?.string ?? "-" }
            let value = root.value(of: piece)
            let written = String(decoding: piece.written, as: UTF8.self)
            #expect(piece.holderWritten.map { String(decoding: $0, as: UTF8.self) } == root.holder(of: piece)?.string)
            #expect(piece.isEscaped == written.hasPrefix("\\") && !piece.isMended)
            seen.append("\(piece.kind) \(holders.joined(separator: ".")) \(value.string ?? written)")
        }
        #expect(
            seen == [
                "name -.- a", "string -.a 1", "name -.- b", "name -.b c", "number b.c 2", "string b.c 3", "name -.b d",
                "name -.- e", "name -.e f",
            ])
    }
}
