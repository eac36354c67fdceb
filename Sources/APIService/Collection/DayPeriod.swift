import Domain
import HTTPService
import Hummingbird

/// The days a request asks figures of, `?from=` and `?to=`, both included, by the venue's calendar.
struct DayPeriod {
    let first: LocalDate
    let last: LocalDate

    /// More days than in a year, so that a year can be put beside the one before.
    private static let mostDays: Int32 = 400

    /// Refuses dates there are none of, and periods without end.
    init(_ request: Request) throws {
        first = try request.date("from")
        last = try request.date("to")
        guard first <= last, last.daysSince1970 - first.daysSince1970 < Self.mostDays else {
            throw Problem(.invalidRequest, "`to` must not be before `from`, nor the period longer than 400 days.")
        }
    }
}

extension Request {
    fileprivate func date(_ name: String) throws -> LocalDate {
        guard let date = uri.queryParameters[Substring(name)].flatMap({ LocalDate(iso8601: String($0)) }) else {
            throw Problem(.invalidRequest, "`\(name)` must be there, and be a date, YYYY-MM-DD.")
        }
        return date
    }
}
