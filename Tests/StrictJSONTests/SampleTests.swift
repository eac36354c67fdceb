import StrictJSON
import Testing

@Suite struct SampleTests {
    @Test(arguments: JSONSample.allAccepted)
    func validTextIsAccepted(_ sample: JSONSample) throws {
        let document = try JSONDocument(parsing: sample.text)
        #expect(document.text == sample.text)
        #expect(try JSONOracle.read(sample.text) == JSONTree(document.root))
    }

    @Test(arguments: JSONSample.allRefused)
    func refusedTextTellsWhyAndWhere(_ sample: JSONSample) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: sample.text) }
        #expect(error?.reason == sample.reason)
        #expect(error?.offset == sample.offset)
        #expect(throws: JSONOracle.Refusal.self) { try JSONOracle.read(sample.text) }
    }

    @Test func theTableIsLargeAndMeetsEveryGrammarReason() {
        #expect(JSONSample.allAccepted.count + JSONSample.allRefused.count >= 300)
        let met = Set(JSONSample.allRefused.compactMap(\.reason))
        let byLimits: Set<JSONSyntaxError.Reason> = [
            .tooLarge, .tooDeep, .tooManyValues, .stringTooLong, .numberOutOfRange,
        ]
        #expect(met.union(byLimits) == Set(JSONSyntaxError.Reason.allCases))
    }

    @Test func everyTruncationOfASampleIsRefusedUnlessItIsValid() {
        let samples = JSONSample.allAccepted.sorted { $0.text.count > $1.text.count }.prefix(50).map(\.text)
        var cuts = 0
        for sample in samples + [Array(LongSample.event.utf8)] {
            for length in 0..<sample.count {
                let cut = Array(sample.prefix(length))
                let expected = try? JSONOracle.read(cut)
                let found = try? JSONTree(JSONDocument(parsing: cut).root)
                #expect(found == expected, "cut at \(length)")
                cuts += 1
            }
        }
        #expect(cuts > 1_400)
    }

    @Test func everyTruncationOfAnObjectIsRefused() {
        let sample = Array(LongSample.event.utf8)
        for length in 0..<sample.count {
            #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: Array(sample.prefix(length))) }
        }
    }

    @Test func descriptionsHoldNoByteOfTheText() {
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONDocument(parsing: Array(#"{"secret":"Zoé","#.utf8))
        }
        #expect(error?.description == "the JSON text ends too early (byte 17)")
        let other = #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: Array(#"{"secret":Zoé"#.utf8)) }
        #expect(other?.description == "this byte has no place here in a JSON text (byte 10)")
    }
}
