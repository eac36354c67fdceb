import Domain
import Testing

struct TruncatedAddressTests {
    @Test(
        arguments: [
            ("203.0.113.77", "203.0.0.0"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.0.0"),
            ("203.0.113.77:51234", "203.0.0.0"), ("127.0.0.1", "127.0.0.0"),
            // IPv6: 48 bits, in small letters and as short as may be.
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"), ("2001:DB8:ABCD:12::1", "2001:db8:abcd::"),
            ("2001:0db8:0001::", "2001:db8:1::"), ("2001:db8::1", "2001:db8::"), ("2001::7", "2001::"), ("::1", "::"),
            ("::", "::"), ("0:0:5:4:3:2:1:0", "0:0:5::"), ("1::2:3:4:5:6:7", "1:0:2::"), ("fe80::1%eth0", "fe80::"),
            ("fe80::1%25eth0.1", "fe80::"), ("[2001:db8:1:2::3]", "2001:db8:1::"),
            ("[2001:db8:1:2::3]:443", "2001:db8:1::"), ("[fe80::1%lo]:8080", "fe80::"),
            ("64:ff9b::203.0.113.77", "64:ff9b::"), ("1:2:3:4:5:6:203.0.113.77", "1:2:3::"),
            // An IPv4 address in an IPv6 one.
            ("::ffff:203.0.113.77", "203.0.0.0"), ("::FFFF:CB00:714D", "203.0.0.0"),
            ("[::ffff:203.0.113.77]:443", "203.0.0.0"), ("0:0:0:0:0:ffff:203.0.113.77", "203.0.0.0"),
            ("2002:cb00:714d:1::1", "2002:cb00::"), ("::203.0.113.77", "::"),
        ])
    func whatTellsVisitorsApartIsTakenAway(address: String, expected: String) {
        #expect(TruncatedAddress.of(address) == expected)
        #expect(TruncatedAddress.of(address[...]) == expected)
        #expect(TruncatedAddress.of(expected) == expected)
    }

    @Test(arguments: [
        "", " ", "203.0.113", "203.0.113.", ".203.0.113.77", "203.0.113.77.1", "203.0.113.256", "203.0.113.077",
        "203.0..77", "203.0.113.77 ", " 203.0.113.77", "203.0.113.77:", "203.0.113.77:123456", "203.0.113.77:http",
        "203.0.113.77/24", "203.0.113.a", "٢٠٣.0.113.77", "3405803853", "0x7f.0.0.1", "1", ":", ":::", "::1::",
        "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::",
        "1::2::3", ":1::", "1:2:3:4:5:6:7:", "fe80::1%", "fe80::1%a b", "[::1", "::1]", "[]", "[::1]x", "[::1]:",
        "[203.0.113.77]", "::203.0.113", "::203.0.113.77:1", "203.0.113.77::", "unknown", "theatre.example",
        "203.0.113.77,198.51.100.1", "203.0.113.77\u{0}",
    ])
    func whatIsNoAddressIsNone(_ text: String) {
        #expect(TruncatedAddress.of(text) == nil)
    }

    @Test func veryLongTextsAreNone() {
        #expect(TruncatedAddress.of(String(repeating: "1", count: 100_000)) == nil)
        #expect(TruncatedAddress.of("fe80::1%" + String(repeating: "a", count: 100_000)) == nil)
    }

    @Test func theLastTwoOctetsLeaveNoTrace() {
        let seed: UInt64 = 21
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<500 {
            let octets = (0..<2).map { _ in Int.random(in: 0...255, using: &random) }
            let forms = ["", "::ffff:", "[::ffff:"]
            for form in forms {
                let others = (0..<2).map { _ in
                    "\(UInt8.random(in: 0...255, using: &random)).\(UInt8.random(in: 0...255, using: &random))"
                }
                let results = others.map {
                    TruncatedAddress.of("\(form)\(octets[0]).\(octets[1]).\($0)\(form.first == "[" ? "]" : "")")
                }
                #expect(results == Array(repeating: "\(octets[0]).\(octets[1]).0.0", count: 2), "seed \(seed)")
            }
        }
    }

    @Test func whatFollowsTheFirst48BitsLeavesNoTrace() {
        let seed: UInt64 = 22
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<500 {
            let kept = (0..<3).map { _ in String(Int.random(in: 0x100...0x1FFF, using: &random), radix: 16) }.joined(
                separator: ":")
            let rest = (0..<5).map { _ in
                String(UInt16.random(in: 0...UInt16.max, using: &random), radix: 16, uppercase: true)
            }
            .joined(separator: ":")
            #expect(TruncatedAddress.of("\(kept):\(rest)") == kept + "::", "seed \(seed)")
        }
    }

    @Test func noTextIsTooStrange() {
        let seed: UInt64 = 23
        var random = SystemIndependentGenerator(state: seed)
        let alphabet = Array("0123456789abcdefF:::...%[]-/ g".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            guard let truncated = TruncatedAddress.of(String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect(TruncatedAddress.of(truncated) == truncated, "seed \(seed)")
            #expect(truncated.hasSuffix("::") || truncated.hasSuffix(".0.0"), "seed \(seed)")
        }
    }
}
