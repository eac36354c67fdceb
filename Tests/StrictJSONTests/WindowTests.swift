import Testing

@testable import StrictJSON

@Suite struct WindowTests {
    private func refusal(_ text: UnsafeBufferPointer<UInt8>) -> JSONSyntaxError? {
        do throws(JSONSyntaxError) {
            _ = try JSONParser.tape(of: text, limits: JSONLimits())
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["é", "€", "𝄞"])
    func aCharacterCutAtTheEndIsNotCompletedFromBeyond(_ character: String) {
        let text = Array("\"\(character)\"".utf8)
        text.withUnsafeBufferPointer { text in
            for length in 2..<(text.count - 1) {
                #expect(
                    refusal(UnsafeBufferPointer(rebasing: text[..<length])) == JSONSyntaxError(.invalidUTF8, at: 1))
            }
        }
    }

    @Test func whatLiesBeyondTheEndChangesNothing() {
        let samples = JSONSample.allAccepted.map(\.text) + [Array(LongSample.event.utf8)]
        for sample in samples {
            for length in 0..<sample.count {
                let cut = Array(sample.prefix(length)).withUnsafeBufferPointer(refusal)
                let window = sample.withUnsafeBufferPointer { refusal(UnsafeBufferPointer(rebasing: $0[..<length])) }
                #expect(cut == window)
                #expect((window?.offset ?? 0) <= length)
            }
        }
    }
}
