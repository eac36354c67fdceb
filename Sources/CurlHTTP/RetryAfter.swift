extension HTTPResponse {
    /// How long the server asks to be left alone (`Retry-After`, RFC 9110 §10.2.3).
    ///
    /// Reads seconds and the preferred form of a date; nil where the field is absent or anything else. Not bounded: the
    /// caller decides how long it is ready to wait.
    package func retryAfter(secondsSince1970 now: Int) -> Duration? {
        guard let text = headers["Retry-After"] else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int32(text).map { .seconds($0) }
        }
        return Self.secondsSince1970(ofDate: text).map { .seconds(max(0, $0 - now)) }
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func secondsSince1970(ofDate text: String) -> Int? {
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map(Substring.init)
        guard words.count == 6, words[5] == "GMT", words[3].utf8.count == 4 else { return nil }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = words[4].utf8.split(separator: UInt8(ascii: ":")).compactMap { UInt8(Substring($0)) }
        guard let day = UInt8(words[1]), (1...31).contains(day), let year = UInt16(words[3]), year >= 1970,
            let month = months.firstIndex(of: String(words[2])), clock.count == 3,
            clock[0] < 24, clock[1] < 60, clock[2] <= 60
        else { return nil }
        let days = daysSince1970(year: Int(year), month: month + 1, day: Int(day))
        return days * 86_400 + Int(clock[0]) * 3_600 + Int(clock[1]) * 60 + Int(clock[2])
    }

    /// Counts years from March, so that the leap day is the last of its year.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = month > 2 ? month - 3 : month + 9
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 719_469
    }
}
