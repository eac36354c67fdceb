import Domain
import Testing

@Suite struct SourceTests {
    @Test(arguments: ["venue", "a", "0", "box-office", "shop.eu_2", String(repeating: "a", count: 40)])
    func aPlainLabelIsASource(_ label: String) {
        #expect(Source(label)?.rawValue == label)
    }

    @Test(arguments: [
        "", "A", "-a", ".a", "_a", "a b", "é", "a/b", "a\u{0}", String(repeating: "a", count: 41), "ａ",
    ])
    func nothingElseIs(_ label: String) {
        #expect(Source(label) == nil)
    }

    @Test func theVenuesOwnIsOne() {
        #expect(Source("venue") == .venue)
    }

    @Test func whatIsToldIsNothingAValueOrNone() {
        let nothing: Told<Int> = .nothing
        #expect(!nothing.isSaid && nothing.said == nil)
        #expect(Told.value(5).isSaid && Told.value(5).said == 5)
        let none: Told<Int> = .value(nil)
        #expect(none.isSaid && none.said == nil)
    }
}
