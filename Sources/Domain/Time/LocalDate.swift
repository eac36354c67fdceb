/// A calendar date without a time zone: what a venue's wall calendar shows.
package struct LocalDate: Hashable, Comparable, Sendable {
    package let daysSince1970: Int32

    package init(daysSince1970: Int32) {
        self.daysSince1970 = daysSince1970
    }

    package static func < (left: LocalDate, right: LocalDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// Reads `YYYY-MM-DD`; nil for a day the calendar does not have.
    package init?(iso8601 text: String) {
        var scanner = DigitScanner(text)
        guard let date = LocalDate(scanning: &scanner), scanner.isAtEnd else { return nil }
        self = date
    }

    init?(scanning scanner: inout DigitScanner) {
        guard let year = scanner.number(digits: 4), year > 0, scanner.take("-") != nil,
            let month = scanner.number(digits: 2), (1...12).contains(month), scanner.take("-") != nil,
            let day = scanner.number(digits: 2), day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The proleptic Gregorian date; the caller has checked that it exists.
    package init(year: Int64, month: Int64, day: Int64) {
        // Years begin in March here, so that the leap day is the last of its year.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredDivision(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: Int32(era * 146_097 + dayOfEra - 719_468))
    }

    package var components: (year: Int64, month: Int64, day: Int64) {
        let shifted = Int64(daysSince1970) + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    package var iso8601: String {
        let (year, month, day) = components
        return "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))"
    }

    /// The same day of an earlier month, or the last that month has.
    package func monthsEarlier(_ months: Int64) -> LocalDate {
        let (year, month, day) = components
        let count = year * 12 + month - 1 - months
        let earlierYear = count.flooredDivision(by: 12)
        let earlierMonth = count - earlierYear * 12 + 1
        return LocalDate(
            year: earlierYear, month: earlierMonth,
            day: min(day, Self.length(ofMonth: earlierMonth, year: earlierYear)))
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
