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
    /// Refuses what it does not know.
    fileprivate init(_ request: Request, timeZone: String) throws {
        try request.requireParameters(among: ["from", "to", "application", "group_by"])
        let period = try DayPeriod(request)
        let grouping = try request.option("group_by", as: Grouping.self)
        self.init(
            first: period.first, last: period.last, timeZone: timeZone, application: try request.applicationFilter,
            grouping: grouping ?? .day)
    }
}
