import Domain
import Testing

struct MoneyTests {
    @Test(
        arguments: [
            ("0", 0), ("25", 2_500), ("25.5", 2_550), ("25.50", 2_550), ("-12.34", -1_234), ("+3", 300),
            ("007.10", 710),
            ("19.99", 1_999), ("0.29", 29), ("1.005", 101), ("-1.005", -101), ("1.0049999999999999", 100),
            ("2.675", 268),
            ("0.004", 0), ("0.005", 1), ("-0.005", -1), ("-0.004", 0), ("0.0009", 0), ("1e2", 10_000), ("1E+2", 10_000),
            ("1.25e1", 1_250), ("1234e-2", 1_234), ("12345e-3", 1_235), ("5e-3", 1), ("4e-3", 0), ("1e-400", 0),
            ("0e999999999999", 0), ("0.000000000000000000000000000000001e35", 10_000),
            ("99999999999.99", 9_999_999_999_999),
            ("100000000000", 10_000_000_000_000), ("-100000000000.004", -10_000_000_000_000),
            ("12.340000000000000000000000000000000000000000001", 1_234),
            ("0.00500000000000000000000000000000000000000000", 1),
        ] as [(String, Int64)])
    func decimalsAreReadExactly(decimal: String, cents: Int64) {
        #expect(Money.cents(decimal: decimal) == cents)
    }

    @Test(arguments: [
        "", " ", "-", "+", ".", ".5", "5.", "1.2.3", "1,5", "1 000", " 1", "1 ", "1e", "1e+", "e5", "--1", "+-1",
        "0x10", "NaN", "Infinity", "١", "12€", "€12", "1_000", "1\u{0}",
        // Beyond what may be.
        "100000000000.005", "-100000000000.01", "1e11" + "1", "1e999999999999999999999",
        "123456789012345678901234567890", "1e40", "10000000000000000000000000000000000000000",
    ])
    func anythingElseIsNoAmount(_ text: String) {
        #expect(Money.cents(decimal: text) == nil)
    }

    @Test(
        arguments: [
            ("12.345", 2, 2_469), ("0.333", 3, 100), ("25", 0, 0), ("25", -2, -5_000), ("-0.005", 3, -2),
            ("0.001", 1_000, 100),
            ("1e-9", 1_000_000_000, 100), ("99999999999.99", 1, 9_999_999_999_999),
        ] as [(String, Int64, Int64)])
    func aProductIsRoundedOnce(price: String, quantity: Int64, cents: Int64) {
        #expect(Money.cents(decimal: price, times: quantity) == cents)
    }

    @Test func aProductBeyondWhatMayBeIsNone() {
        #expect(Money.cents(decimal: "99999999999", times: 2) == nil)
        #expect(Money.cents(decimal: "9999999999999999999999999", times: .max) == nil)
        #expect(Money.cents(decimal: "1", times: .min) == nil)
    }

    @Test func everyAmountInCentsIsReadBack() {
        let seed: UInt64 = 31
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<2_000 {
            let cents = Int64.random(in: -10_000_000_000_000...10_000_000_000_000, using: &random)
            let (units, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
            let text = "\(cents < 0 ? "-" : "")\(units).\(rest < 10 ? "0" : "")\(rest)"
            #expect(Money.cents(decimal: text) == cents, "seed \(seed)")
            #expect(Money.cents(decimal: "\(cents)e-2") == cents, "seed \(seed)")
        }
    }

    @Test func noTextIsTooStrange() {
        let seed: UInt64 = 32
        var random = SystemIndependentGenerator(state: seed)
        let alphabet = Array("0123456789eE.+-".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...50, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let cents = Money.cents(decimal: String(decoding: bytes, as: UTF8.self))
            #expect((cents ?? 0).magnitude <= 10_000_000_000_000, "seed \(seed)")
        }
    }
}
