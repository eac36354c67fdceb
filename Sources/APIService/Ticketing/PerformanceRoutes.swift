import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/performances`.
struct PerformanceRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/performances") { request, context in
            try await api.create(request, context, read: { Self.read($1) }) { transaction, statement in
                let performance = try created(try await transaction.first(statement))
                return (performance, "performances/\(performance.id)")
            }
        }
        group.get("/performances") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListPerformances(page: $1.page()))
            }
        }
        group.get("/performances/:performance") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("performance", of: Performance.self)
                return try await transaction.first(FindPerformance(id: id))
            }
        }
    }

    private static func read(_ fields: JSONObjectReader) -> CreatePerformance? {
        let show = fields.requiredID("show_id", of: Show.self)
        let externalID = fields.optionalLabel("external_id")
        let startsAt = fields.requiredInstant("starts_at")
        let season = fields.optionalID("season_id", of: Season.self)
        guard let show, let startsAt else { return nil }
        return CreatePerformance(show: show, externalID: externalID, startsAt: startsAt, season: season)
    }
}

extension Performance: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("show_id", show)
            writer.member("external_id", externalID)
            writer.member("starts_at", startsAt)
            writer.member("season_id", season)
        }
    }
}
