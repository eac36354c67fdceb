import StrictJSON
import Testing

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct MutationTests {
    private static let fragments: [[UInt8]] = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "9", "-", ".", "e", "E308", "null", "true", " ", "\n", "\u{0}",
        "\u{1F}",
        "é", "𝄞", #"\u0061"#, #"\uD834"#, #"\uDD1E"#, #""a":1,"#, ",\"a\":2", "[[", "]]", "/",
    ].map { Array($0.utf8) }

    @Test(arguments: 1...8)
    func mutatedTextsAreReadAsASecondReaderReadsThem(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = JSONSample.allAccepted.map(\.text) + [Array(LongSample.event.utf8.prefix(300)) + [0x7D]]
        var accepted = 0
        for _ in 0..<3_000 {
            guard var text = seeds.randomElement(using: &random) else { return }
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&text, using: &random) }
            let expected = try? JSONOracle.read(text)
            let found = try? JSONTree(JSONDocument(parsing: text).root)
            #expect(found == expected, "\(text)")
            if found != nil { accepted += 1 }
        }
        // Else the mutations are too wild, or too tame, to tell two readers apart.
        #expect(accepted > 300)
        #expect(accepted < 2_700)
    }

    private static func mutate(_ text: inout [UInt8], using random: inout SeededGenerator) {
        let place = Int.random(in: 0...text.count, using: &random)
        let stop = min(text.count, place + Int.random(in: 0...3, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: text.removeSubrange(place..<stop)
        case 1: text.insert(contentsOf: fragments.randomElement(using: &random) ?? [], at: place)
        case 2: text.replaceSubrange(place..<stop, with: fragments.randomElement(using: &random) ?? [])
        case 3: text.insert(contentsOf: text[place..<stop], at: place)
        case 4: if place < text.count { text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        default: if place < text.count { text[place] = UInt8.random(in: 0...255, using: &random) }
        }
    }
}
