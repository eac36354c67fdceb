import StrictJSON
import Testing

@Suite struct NumberTests {
    private func number(_ text: String) throws -> JSONValue { try JSONDocument(parsing: Array(text.utf8)).root }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("12.0", 12), ("-3.000", -3), ("0.0", 0),
        ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", Int64.max),
        ("-9223372036854775808", Int64.min), ("-9223372036854775807", -Int64.max),
    ])
    func integersAreExact(_ text: String, _ value: Int64) throws {
        #expect(try number(text).int64 == value)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
        "99999999999999999999", "123456789012345678901234567890", "1.5", "0.1", "1.00000000000000000001", "1e2", "1E0",
        "1.0e0",
    ])
    func whatIsNoIntegerOrDoesNotFitIsNotRounded(_ text: String) throws {
        #expect(try number(text).int64 == nil)
    }

    @Test(arguments: [
        ("0.1", 0.1), ("0.30000000000000004", 0.1 + 0.2), ("1e308", 1e308),
        ("-1.7976931348623157e308", -.greatestFiniteMagnitude),
        ("2.2250738585072014e-308", .leastNormalMagnitude), ("9007199254740993", 9_007_199_254_740_992),
        ("1e-308", 1e-308),
        ("1E2", 100), ("12", 12), ("0e308", 0), ("0.001e308", 1e305),
        ("123456789012345678901234567890", 1.2345678901234568e29),
    ])
    func doublesAreTheNearest(_ text: String, _ value: Double) throws {
        #expect(try number(text).double == value)
    }

    @Test func minusZeroKeepsItsSign() throws {
        #expect(try number("-0").double?.sign == .minus)
        #expect(try number("-0.0").double?.sign == .minus)
        #expect(try Array(number("-0").rawBytes) == Array("-0".utf8))
    }

    @Test(arguments: [
        "1e309", "-1e309", "1e400", "1E+400", "1e130000", "-1e130000", "1e-309", "1e-400", "0e309", "10e308", "2e308",
        "1.8e308", "-1.7976931348623159e308", "123e307", "1e99999999999999999999999999",
        "1e-99999999999999999999999999",
        "12345678901234567890123456789012345678901234567890123456789012345",
        "0.000000000000000000000000000000000000000000000000000000000000001",
        "-1234567890123456789012345678901234567890123456789012345678901234",
    ])
    func whatIsOutOfRangeIsRefused(_ text: String) {
        for (before, after) in [("", ""), ("[1,", "]"), (#"{"a":"#, "}")] {
            let error = #expect(throws: JSONSyntaxError.self) { try number(before + text + after) }
            #expect(error?.reason == .numberOutOfRange)
            #expect(error?.offset == before.utf8.count)
        }
    }

    @Test func aMillionDigitsAreRefusedInOnePass() {
        let text = String(repeating: "1", count: 1_000_000)
        let error = #expect(throws: JSONSyntaxError.self) { try number(text) }
        #expect(error?.reason == .numberOutOfRange)
    }

    @Test func otherKindsAreNoNumbers() throws {
        for text in [#""1""#, "null", "true", "[1]", #"{"a":1}"#] {
            #expect(try number(text).int64 == nil)
            #expect(try number(text).double == nil)
        }
    }
}
