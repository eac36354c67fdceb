import Domain
import HTTPService
import Hummingbird
import Store

/// `/v1/venues/{venue}/web-figures`: visits and what they led to, of people who agreed and of exempt statistics side by side.
struct WebFigureRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/web-figures") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let query = try WebFigureQuery(request, timeZone: venue.timeZone)
            return try await api.store.inVenue(venue) { transaction in
                var consented = try await transaction.all(CountConsented(query))
                if query.grouping == .show { consented += try await transaction.all(CountConsentedByShow(query)) }
                return WebFigures(
                    query: query, consented: consented, exempt: try await transaction.all(CountExempt(query)))
            }.answer().response
        }
    }
}

extension WebFigureQuery {
    /// More days than in a year, so that a year can be put beside the one before.
    private static let mostDays: Int32 = 400

    /// Refuses what it does not know, dates there are none of, and periods without end.
    fileprivate init(_ request: Request, timeZone: String) throws {
        try request.requireParameters(among: ["from", "to", "application", "group_by"])
        let first = try request.date("from")
        let last = try request.date("to")
        guard first <= last, last.daysSince1970 - first.daysSince1970 < Self.mostDays else {
            throw Problem(.invalidRequest, "`to` must not be before `from`, nor the period longer than 400 days.")
        }
        let grouping = try request.uri.queryParameters["group_by"].map { text in
            guard let grouping = Grouping(rawValue: String(text)) else {
                let groupings = Grouping.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.invalidRequest, "`group_by` must be one of \(groupings).")
            }
            return grouping
        }
        self.init(
            first: first, last: last, timeZone: timeZone, application: try request.applicationFilter,
            grouping: grouping ?? .day)
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
