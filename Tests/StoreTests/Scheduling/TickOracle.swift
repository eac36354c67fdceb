import Domain
import Foundation
import StoreTestSupport

/// The ticks of a wall clock, found by walking through the minutes of a zone as Foundation knows it: another way than the
/// product's arithmetic.
struct TickOracle {
    let zone: TimeZone

    init(_ name: String) throws {
        guard let zone = TimeZone(identifier: name) else { throw NoSuchZone() }
        self.zone = zone
    }

    private struct NoSuchZone: Error {}

    /// What the zone's clock shows, in seconds since 1970 as if it were UTC.
    func wall(_ second: Int) -> Int {
        second + zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
    }

    /// The tick of a local date, given in days since 1970: the last minute at which the clock shows that time; where it never
    /// does, as long after the last minute before it as the two differ.
    func tick(day: Int, minutes: Int) -> Int {
        let wanted = day * 86_400 + minutes * 60
        let span = stride(from: wanted - 15 * 3_600 - 86_400, through: wanted + 13 * 3_600 + 86_400, by: 60)
        var before: Int?
        var last: Int?
        for second in span {
            let shown = wall(second)
            if shown == wanted { last = second }
            if shown < wanted { before = second }
        }
        if let last { return last }
        guard let before else { return wanted }
        return before + wanted - wall(before)
    }

    /// The latest tick not after an instant and the first after it, on the days that `isDue` takes, some days around.
    func ticks(
        around second: Int, minutes: Int, within days: Int, isDue: (Int) -> Bool
    ) -> (latest: Int?, next: Int?) {
        let today = Int((Double(wall(second)) / 86_400).rounded(.down))
        let ticks = (today - days...today + days).filter(isDue).map { tick(day: $0, minutes: minutes) }
        return (ticks.filter { $0 <= second }.max(), ticks.filter { $0 > second }.min())
    }

    /// ISO: Monday is 1.
    static func weekday(ofDay day: Int) -> Int {
        // 1970-01-01 was a Thursday.
        (((day + 3) % 7) + 7) % 7 + 1
    }
}
