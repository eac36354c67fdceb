import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/collection-coverage`: which share of the ticketing's orders the applications told, and which of them
/// have gone silent.
struct CoverageRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/collection-coverage") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            try request.requireParameters(among: ["from", "to", "application"])
            let period = try DayPeriod(request)
            let query = CoverageQuery(
                first: period.first, last: period.last, timeZone: venue.timeZone,
                application: try request.applicationFilter, at: api.store.clock.now())
            return try await coverage(query, of: venue).answer().response
        }
    }

    private func coverage(_ query: CoverageQuery, of venue: Venue) async throws -> Coverage {
        let applications = try await api.store.onPlatform { try await $0.all(AllApplications(venue: venue.id)) }
            .filter { query.application == nil || $0.id == query.application }
        if query.application != nil, applications.isEmpty { throw Problem.notFound }
        let window = HearingWindow(applications: applications.map(\.id), at: query.now)
        return try await api.store.inVenue(venue) { transaction in
            let counted = try await transaction.all(CountCoverage(query))
            let heard = try await transaction.all(LastEvents(window)) + transaction.all(LastAudienceViews(window))
            let balises = try await transaction.all(AllBalises())
            var days: [LocalDate: OrderCoverage] = [:]
            var told: [Identifier<Domain.Application>: Int64] = [:]
            for part in counted {
                switch part {
                case .ofDay(let day, let coverage): days[day] = coverage
                case .toldBy(let application, let orders): told[application] = orders
                }
            }
            return Coverage(
                query: query, days: days,
                applications: applications.map { application in
                    ApplicationCoverage(
                        application: application, ordersSeen: told[application.id] ?? 0,
                        lastEvents: heard.filter { $0.application == application.id }.map(\.at),
                        balises: balises.filter { $0.application == application.id }, now: query.now)
                })
        }
    }
}

/// What an application told of the orders of a period, and whether it is still heard of.
private struct ApplicationCoverage: Representable {
    let id: Identifier<Domain.Application>
    let name: String
    let ordersSeen: Int64
    let lastHeardAt: Instant?
    let silent: [Balise]

    init(application: Domain.Application, ordersSeen: Int64, lastEvents: [Instant], balises: [Balise], now: Instant) {
        id = application.id
        name = application.description.name
        self.ordersSeen = ordersSeen
        lastHeardAt = (lastEvents + balises.compactMap(\.lastEventAt)).max()
        silent = balises.filter { $0.state(at: now) == .silent }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("application_id", id)
            writer.member("name", name)
            writer.member("orders_seen", ordersSeen as Int64?)
            writer.member("last_heard_at", lastHeardAt)
            writer.key("silent_balises")
            writer.array { writer in
                for balise in silent {
                    writer.object { writer in
                        writer.member("id", balise.id)
                        writer.member("action", balise.action.rawValue)
                        writer.member("label", balise.label)
                        writer.member("last_event_at", balise.lastEventAt)
                    }
                }
            }
        }
    }
}

/// Coverage by day, of all days of which it is known, and by application.
private struct Coverage: Representable {
    let query: CoverageQuery
    let days: [LocalDate: OrderCoverage]
    let applications: [ApplicationCoverage]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("from", query.first)
            writer.member("to", query.last)
            writer.key("data")
            writer.array { writer in
                for number in query.first.daysSince1970...query.last.daysSince1970 {
                    let day = LocalDate(daysSince1970: number)
                    writer.object { writer in
                        writer.member("day", day)
                        days[day, default: OrderCoverage()].writeMembers(to: &writer)
                    }
                }
            }
            writer.key("total")
            writer.object { total.writeMembers(to: &$0) }
            writer.key("applications")
            writer.array { writer in for application in applications { application.write(to: &writer) } }
        }
    }

    private var total: OrderCoverage {
        var total = OrderCoverage()
        for coverage in days.values where coverage.isKnown {
            total.ordersOfRecord += coverage.ordersOfRecord
            total.ordersSeen += coverage.ordersSeen
        }
        return total
    }
}

extension OrderCoverage {
    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.member("orders_of_record", ordersOfRecord as Int64?)
        writer.member("orders_seen", ordersSeen as Int64?)
        writer.member("coverage", ratio)
    }
}
