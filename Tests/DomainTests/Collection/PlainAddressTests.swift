import Domain
import Testing

/// What is known to be clean without being read.
struct PlainAddressTests {
    private static func isPlain(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { PageAddress.isPlain($0) }
    }

    @Test(arguments: [
        "https://www.theatre.example/spectacles/le-malade-imaginaire", "http://a/", "/saison/été/2026_2027/", "/",
        "saison",
    ])
    func mostAddressesArePlain(_ address: String) {
        #expect(Self.isPlain(address))
    }

    @Test(arguments: [
        "https://www.theatre.example", "https://T.example/", "https:///a", "//t.example/", "/a?b", "/a#b", "/a;b",
        "/a b",
        "/0123456789abcdef0123456789abcdef", "/eyJhbGciOi.eyJzdWIi.x", "/a%20b", "/a@b.fr", "app://a/", "https://a:80/",
        "/a=b",
    ])
    func whatNeedsALookIsNot(_ address: String) {
        #expect(!Self.isPlain(address))
    }

    @Test(arguments: 1...4)
    func cleaningChangesNothingPlain(_ seed: UInt64) {
        var random = RandomAddress(seed: seed)
        var plain = 0
        for _ in 0..<20_000 {
            let text = random.text()
            guard Self.isPlain(text) else { continue }
            plain += 1
            if text.hasPrefix("/") {
                #expect(PageAddress.cleanedPath(text) == text)
            } else if text.contains("://") {
                #expect(PageAddress(text)?.cleaned == text)
            }
        }
        #expect(plain > 500)
    }
}

/// Pieces of addresses put together without sense.
private struct RandomAddress {
    private var generator: any RandomNumberGenerator
    private static let pieces = [
        "https://", "http://", "/", "/", "/", "a", "saison", "www.theatre.example", "-", "_", ".", "eyJ",
        "0123456789abcdef",
        "A1b2C3", "é", "?", "=", "@", "%", "//", "x.fr", " ",
    ]

    init(seed: UInt64) {
        struct Steps: RandomNumberGenerator {
            var state: UInt64
            mutating func next() -> UInt64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (state >> 33) << 32 | (state &* 0x9E37_79B9_7F4A_7C15) >> 32
            }
        }
        generator = Steps(state: seed)
    }

    mutating func text() -> String {
        let count = Int.random(in: 1...7, using: &generator)
        return (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
    }
}
