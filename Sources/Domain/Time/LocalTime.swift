/// A time of day to the minute, without a date or a time zone: what a venue's wall clock shows.
package struct LocalTime: Hashable, Sendable {
    package let minutesSinceMidnight: Int64

    /// Reads `HH:MM`, from 00:00 to 23:59.
    package init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let hour = scanner.number(digits: 2), hour < 24, scanner.take(":") != nil,
            let minute = scanner.number(digits: 2), minute < 60, scanner.isAtEnd
        else { return nil }
        minutesSinceMidnight = hour * 60 + minute
    }

    package var text: String {
        (minutesSinceMidnight / 60).padded(to: 2) + ":" + (minutesSinceMidnight % 60).padded(to: 2)
    }
}
