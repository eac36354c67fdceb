import Domain
import HTTPService
import Hummingbird
import Store

/// `/v1/venues/{venue}/applications/{application}/arrivals`: what came from an application in the last minutes, and why some
/// of it was refused.
struct ArrivalRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/applications/:application/arrivals") { request, context in try await list(request, context) }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue, application) = try await api.activeApplication(request, context)
        let query = try ArrivalQuery(request)
        let window = ArrivalWindow(application: application.id, since: query.beginning(at: api.store.clock.now()))
        return try await api.store.inVenue(venue) { transaction in
            LatestArrivals(
                arrivals: try await arrivals(query, in: window, from: application, transaction), since: window.since,
                stored: try created(try await transaction.first(CountStoredArrivals(window))),
                refused: try await transaction.all(CountRefusals(window)))
        }.answer().response
    }

    /// The latest of each outcome asked for, then of all of them.
    private func arrivals(
        _ query: ArrivalQuery, in window: ArrivalWindow, from application: Domain.Application,
        _ transaction: VenueTransaction
    ) async throws -> [Arrived] {
        let declared = Set(try await transaction.all(DeclaredActions(application: application.id)))
        let reading = RefusalReading(of: application)
        var arrivals: [Arrived] = []
        if query.wants(.accepted) {
            arrivals += try await transaction.all(RecentEvents(window, limit: query.limit)).map(Arrived.init)
        }
        if query.wants(.counted) {
            arrivals += try await transaction.all(RecentAudienceViews(window, limit: query.limit)).map(Arrived.init)
        }
        for outcome in [ArrivalOutcome.refused, .test] where query.wants(outcome) {
            let recent = RecentRefusals(window, test: outcome == .test, limit: query.limit)
            arrivals += try await transaction.all(recent).map { Arrived($0, reading) }
        }
        for index in arrivals.indices {
            arrivals[index].isDeclared = arrivals[index].action.map(declared.contains) ?? false
        }
        return Array(arrivals.sorted { $0.at > $1.at }.prefix(query.limit))
    }
}

/// What became of what arrived.
enum ArrivalOutcome: String, CaseIterable {
    /// An event that was stored.
    case accepted
    case refused
    /// In order, and from an application in test mode: it counts nowhere.
    case test
    /// A page view of exempt statistics.
    case counted
}

/// Which arrivals a request asks for: `?limit=`, `?outcome=` and `?since=`.
private struct ArrivalQuery {
    let limit: Int
    private let outcome: ArrivalOutcome?
    private let since: Instant?

    private static let window: Int64 = 15 * 60

    init(_ request: Request) throws {
        try request.requireParameters(among: ["limit", "outcome", "since"])
        limit = try Paging.limit(of: request)
        outcome = try request.option("outcome")
        since = try request.option(
            "since", "a time with its offset, such as 2026-11-22T20:30:00Z", Instant.init(rfc3339:))
    }

    func wants(_ outcome: ArrivalOutcome) -> Bool { self.outcome == nil || self.outcome == outcome }

    /// Never longer ago than the view reaches back.
    func beginning(at now: Instant) -> Instant {
        let earliest = now.advanced(bySeconds: -Self.window)
        return since.map { min(max($0, earliest), now) } ?? earliest
    }
}
