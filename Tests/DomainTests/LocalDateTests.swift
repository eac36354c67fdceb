import Domain
import Testing

struct LocalDateTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
            ("2026-11-22", 20_779),
            ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ] as [(String, Int32)])
    func aTextIsADay(_ text: String, days: Int32) {
        #expect(LocalDate(iso8601: text)?.daysSince1970 == days)
        #expect(LocalDate(daysSince1970: days).iso8601 == text)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-1-1", "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-00-10",
        "2026-13-10", "2026-10-00", "2026-10-32", "0000-01-01", "-001-01-01", "2026-10-10T00:00:00Z", "2026/10/10",
        "20261010", " 2026-10-10", "2026-10-10 ", "２０２６-10-10",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(LocalDate(iso8601: text) == nil)
    }

    @Test func everyDayOfFourCenturiesFollowsTheOneBefore() throws {
        var (year, month, day): (Int64, Int64, Int64) = (1_899, 12, 31)
        let start = LocalDate(year: year, month: month, day: day).daysSince1970
        for offset in 0...Int32(146_097) {
            let date = LocalDate(daysSince1970: start + offset)
            #expect(date.components == (year, month, day))
            #expect(LocalDate(iso8601: date.iso8601) == date)
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[Int(month) - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(arguments: ["2000", "2004", "2024", "2400"])
    func leapYearsHaveTheirDay(_ year: String) {
        #expect(LocalDate(iso8601: year + "-02-29")?.iso8601 == year + "-02-29")
    }
}
