/// A moment as a file tells it: with an offset, or by the clock on the venue's wall.
package enum FileMoment: Hashable, Sendable {
    case instant(Instant)
    /// Microseconds from 1970-01-01T00:00 by the venue's own clock.
    case local(Int64)

    /// Reads `2026-11-22`, `2026-11-22T20:30`, `2026-11-22 20:30:15.5`, the same with `Z` or `+01:00`, `22/11/2026`,
    /// `22/11/2026 20:30` and `22/11/2026 20h30`; a date alone is its midnight.
    ///
    /// Nil for all else: of `01/02/26` nobody knows what it means.
    package init?(_ text: String) {
        var scanner = DigitScanner(text.trimmingBlanks)
        guard let date = LocalDate(scanningFile: &scanner) else { return nil }
        let midnight = Int64(date.daysSince1970) * Self.day
        if scanner.isAtEnd {
            self = .local(midnight)
            return
        }
        guard scanner.take("T ") != nil, let time = scanner.time() else { return nil }
        guard !scanner.isAtEnd else {
            self = .local(midnight + time)
            return
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let instant = Instant(microseconds: midnight + time - offset)
        guard instant >= .firstYear else { return nil }
        self = .instant(instant)
    }

    private static let day: Int64 = 86_400_000_000
}

extension LocalDate {
    /// Reads `2026-11-22` or `22/11/2026`.
    package init?(inFile text: String) {
        var scanner = DigitScanner(text.trimmingBlanks)
        guard let date = LocalDate(scanningFile: &scanner), scanner.isAtEnd else { return nil }
        self = date
    }

    fileprivate init?(scanningFile scanner: inout DigitScanner) {
        let start = scanner
        if let date = LocalDate(scanning: &scanner) {
            self = date
            return
        }
        scanner = start
        guard let day = scanner.number(digits: 2), scanner.take("/") != nil, let month = scanner.number(digits: 2),
            scanner.take("/") != nil, let year = scanner.number(digits: 4)
        else { return nil }
        var iso = DigitScanner("\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))")
        guard let date = LocalDate(scanning: &iso) else { return nil }
        self = date
    }
}

extension DigitScanner {
    /// Microseconds from midnight: `20:30`, `20:30:15`, `20:30:15.123456`, `20h30` or `20h`.
    fileprivate mutating func time() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, let mark = take(":hH") else { return nil }
        let minute: Int64
        if mark == UInt8(ascii: ":") {
            guard let read = number(digits: 2) else { return nil }
            minute = read
        } else {
            minute = isAtEnd ? 0 : number(digits: 2) ?? 60
        }
        guard minute < 60 else { return nil }
        var microseconds = (hour * 60 + minute) * 60_000_000
        guard mark == UInt8(ascii: ":"), take(":") != nil else { return microseconds }
        guard let second = number(digits: 2), second < 60 else { return nil }
        microseconds += second * 1_000_000
        guard take(".") != nil else { return microseconds }
        guard let fraction = fraction(maximumDigits: 6) else { return nil }
        return microseconds + fraction
    }

    /// Microseconds east of UTC, from `Z`, `+01:00` or `+0100`.
    fileprivate mutating func offset() -> Int64? {
        if take("Z") != nil { return 0 }
        guard let sign = take("+-"), let hours = number(digits: 2), hours < 16 else { return nil }
        _ = take(":")
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes) * 60_000_000
    }
}

extension String {
    /// Without the blanks at its ends, those included that French writes in numbers.
    var trimmingBlanks: String {
        guard let first = utf8.first, let last = utf8.last, Self.mayBeBlank(first) || Self.mayBeBlank(last) else {
            return self
        }
        var rest = Substring(self)
        while let first = rest.unicodeScalars.first, first.isBlank { rest.unicodeScalars.removeFirst() }
        while let last = rest.unicodeScalars.last, last.isBlank { rest.unicodeScalars.removeLast() }
        return String(rest)
    }

    private static func mayBeBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte >= 128 }
}

extension Unicode.Scalar {
    /// A space, a tab, a no-break space or a narrow one.
    var isBlank: Bool { self == " " || self == "\t" || self == "\u{A0}" || self == "\u{202F}" || self == "\u{2009}" }
}
