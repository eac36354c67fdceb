import Domain
import Testing

/// Addresses drawn at random from pieces that mislead.
struct PageAddressPropertyTests {
    private static let pieces = [
        "https://", "http://", "//", "/", "/", "?", "&", "=", ";", "#", "%", "%4", "%40", "%2540", "%00", "%25", "+",
        "@", ".", ":",
        "www.", "theatre.example", "[::1]", "jeanne@exemple.fr", "jeanne%40exemple.fr", "token=", "utm_source=",
        "utm_x", "name",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJ", "9f86d081884c7d659a2feaa0c55ad015", "é", "\u{0}", " ",
        "\\", "a", "B", "0",
        "-", "_", "\u{1F3AD}", "gclid=x",
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func cleaningWhatIsCleanChangesNothing(seed: UInt64) {
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<150 {
            let text = Self.text(from: &random)
            let path = PageAddress.cleanedPath(text)
            #expect(PageAddress.cleanedPath(path) == path, "\(text)")
            guard let address = PageAddress(text) else { continue }
            #expect(PageAddress(address.cleaned)?.cleaned == address.cleaned, "\(text)")
            #expect(PageAddress(address.cleaned)?.path == address.path, "\(text)")
        }
    }

    @Test(arguments: 11...18 as ClosedRange<UInt64>)
    func nothingPrivateIsEverKept(seed: UInt64) {
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<150 {
            let text = Self.text(from: &random)
            let address = PageAddress(text)
            for kept in [PageAddress.cleanedPath(text), address?.cleaned ?? "/", address?.path ?? "/"] {
                #expect(kept.utf8.count <= 2_000)
                for secret in [
                    "jeanne@exemple.fr", "jeanne%40exemple.fr", "token=", "&gclid=x", "?gclid=x", "\u{0}", "#",
                ] {
                    #expect(!kept.contains(secret), "\(text) left \(kept)")
                }
            }
            #expect(address?.path.hasPrefix("/") != false)
        }
    }

    @Test func noBytesAreTooStrange() {
        let seed: UInt64 = 41
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            for start in ["", "/", "https://a/", "/?", "https://"] {
                let address = PageAddress(start + text)
                #expect(PageAddress(address?.cleaned ?? "/")?.cleaned == address?.cleaned ?? "/", "seed \(seed)")
                _ = address?.parameter(text)
                _ = Arrival(page: address, referrer: text, campaign: ["source": text])
            }
        }
    }

    private static func text(from random: inout SystemIndependentGenerator) -> String {
        let count = Int.random(in: 1...14, using: &random)
        return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
}
