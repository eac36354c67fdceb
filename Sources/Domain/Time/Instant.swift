/// A moment, in microseconds since 1970-01-01T00:00:00Z: the precision PostgreSQL keeps.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// 0001-01-01T00:00:00Z: nothing we date happened before.
    package static let firstYear = Instant(microseconds: -62_135_596_800_000_000)

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    package func advanced(bySeconds seconds: Int64) -> Instant {
        Instant(microseconds: microseconds + seconds * 1_000_000)
    }

    /// RFC 3339 in UTC, with microseconds only where there are any.
    package var rfc3339: String {
        let second = microseconds.flooredDivision(by: 1_000_000)
        let fraction = microseconds - second * 1_000_000
        let day = second.flooredDivision(by: 86_400)
        let clock = second - day * 86_400
        let time = [clock / 3_600, clock / 60 % 60, clock % 60].map { $0.padded(to: 2) }.joined(separator: ":")
        let tail = fraction == 0 ? "Z" : "." + fraction.padded(to: 6) + "Z"
        return LocalDate(daysSince1970: Int32(day)).iso8601 + "T" + time + tail
    }

    /// Reads `2026-11-22T03:11:13.456+01:00`: an offset is required, 0 to 9 digits of fraction, a leap second counts as the next.
    package init?(rfc3339 text: String) {
        var scanner = DigitScanner(text)
        guard let date = LocalDate(scanning: &scanner), scanner.take("Tt ") != nil,
            let hour = scanner.number(digits: 2), hour < 24, scanner.take(":") != nil,
            let minute = scanner.number(digits: 2), minute < 60, scanner.take(":") != nil,
            let second = scanner.number(digits: 2), second < 61
        else { return nil }
        var fraction: Int64 = 0
        if scanner.take(".,") != nil {
            guard let read = scanner.fraction(maximumDigits: 9) else { return nil }
            fraction = read / 1_000
        }
        guard let offset = scanner.offsetMinutes(), scanner.isAtEnd else { return nil }
        let seconds = Int64(date.daysSince1970) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
        // The offset can carry over the ends of what four digits of a year can write.
        guard Self.writable.contains(seconds) else { return nil }
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }
}

extension Instant {
    /// The seconds of the years 0001 to 9999.
    private static let writable = -62_135_596_800..<253_402_300_800 as Range<Int64>
}

extension DigitScanner {
    /// Minutes east of UTC, from `Z` or `±hh:mm`.
    fileprivate mutating func offsetMinutes() -> Int64? {
        if take("Zz") != nil { return 0 }
        guard let sign = take("+-"), let hours = number(digits: 2), hours < 24 else { return nil }
        _ = take(":")
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }
}
