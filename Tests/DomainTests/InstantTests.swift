import Domain
import Foundation
import Testing

struct InstantTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999999Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("2026-11-22T03:11:13.456Z", 1_795_317_073_456_000), ("2026-11-22T03:11:13.000001Z", 1_795_317_073_000_001),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ] as [(String, Int64)])
    func aTextIsAMoment(_ text: String, microseconds: Int64) {
        #expect(Instant(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        ("2026-11-22T04:11:13+01:00", "2026-11-22T03:11:13Z"), ("2026-11-21T22:11:13-05:00", "2026-11-22T03:11:13Z"),
        ("2026-11-22t03:11:13z", "2026-11-22T03:11:13Z"), ("2026-11-22 03:11:13Z", "2026-11-22T03:11:13Z"),
        ("2026-11-22T03:11:13.4Z", "2026-11-22T03:11:13.400000Z"),
        ("2026-11-22T03:11:13.123456789Z", "2026-11-22T03:11:13.123456Z"),
        ("2026-11-22T08:41:13+0530", "2026-11-22T03:11:13Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2026-12-31T23:00:00-02:00", "2027-01-01T01:00:00Z"), ("2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00Z"),
    ])
    func everyFormIsWrittenInUTC(_ text: String, written: String) {
        #expect(Instant(rfc3339: text)?.rfc3339 == written)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T03:11:13", "2026-11-22T03:11Z", "2026-11-22T24:00:00Z", "2026-11-22T23:60:00Z",
        "2026-11-22T23:59:61Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-11-31T00:00:00Z", "0000-01-01T00:00:00Z", "26-11-22T03:11:13Z", "2026-11-22T03:11:13.Z",
        "2026-11-22T03:11:13.1234567890Z", "2026-11-22T03:11:13+24:00", "2026-11-22T03:11:13+01:60",
        "2026-11-22T03:11:13+1", "2026-11-22T03:11:13Z ", " 2026-11-22T03:11:13Z", "2026-11-22T03:11:13ZZ",
        "２０２６-11-22T03:11:13Z", "2026-11-22T+3:11:13Z", "-026-11-22T03:11:13Z", "1795317073",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test func whatIsWrittenIsReadAndAgreesWithTheFoundation() throws {
        let seed: UInt64 = 42
        var random = SystemIndependentGenerator(state: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        for _ in 0..<2_000 {
            // From the year 970 to the year 6970.
            let microseconds = Int64.random(in: -31_556_952_000_000_000...157_784_760_000_000_000, using: &random)
            let instant = Instant(microseconds: microseconds)
            #expect(Instant(rfc3339: instant.rfc3339) == instant, "seed \(seed)")
            // The Foundation goes over to the Julian calendar before 1582-10-15.
            guard microseconds > -12_219_292_800_000_000 else { continue }
            let second = Instant(microseconds: microseconds - (microseconds % 1_000_000 + 1_000_000) % 1_000_000)
            let date = Date(timeIntervalSince1970: Double(second.microseconds) / 1e6)
            #expect(second.rfc3339 == date.formatted(style), "seed \(seed)")
        }
    }

    @Test func instantsAreOrderedAndMoveBySeconds() {
        let instant = Instant(microseconds: 5)
        #expect(instant.advanced(bySeconds: -1) < instant)
        #expect(instant.advanced(bySeconds: 2).microseconds == 2_000_005)
    }
}

/// Random numbers that are the same each time.
struct SystemIndependentGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 32) | (state << 32)
    }
}
