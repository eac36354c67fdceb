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
        group.get("/performances/:performance/availability") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("performance", of: Performance.self)
                return try await transaction.first(FindAvailability(performance: id))
            }
        }
        group.put("/sources/:source/performances/:external_id") { request, context in
            try await api.upsertOne(PerformanceTelling.self, request, context)
        }
        group.post("/sources/:source/performances") { request, context in
            try await api.upsertBatch(PerformanceTelling.self, request, context)
        }
    }

    private static func read(_ fields: JSONObjectReader) -> CreatePerformance? {
        let show = fields.requiredID("show_id", of: Show.self)
        let externalID = fields.optionalLabel("external_id")
        let startsAt = fields.requiredInstant("starts_at")
        let season = fields.optionalID("season_id", of: Season.self)
        let hall = fields.optionalID("hall_id", of: Hall.self)
        let state = fields.optionalEnum("state", as: PerformanceState.self) ?? .scheduled
        let movedFrom = fields.optionalInstant("moved_from")
        let capacity = fields.optionalInt64("capacity", in: Seats.range)
        guard let show, let startsAt else { return nil }
        var statement = CreatePerformance(show: show, externalID: externalID, startsAt: startsAt, season: season)
        statement.hall = hall
        statement.state = state
        statement.movedFrom = movedFrom
        statement.capacity = capacity
        return statement
    }
}

extension PerformanceTelling: CatalogueItem {
    static let collection = "performances"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> PerformanceTelling? {
        let show = fields.requiredLabel("show_external_id")
        let startsAt = fields.requiredInstant("starts_at")
        let season = fields.told("season", fields.optionalLabel)
        let hall = fields.told("hall_external_id", fields.optionalLabel)
        let state = fields.told("state") { fields.optionalEnum($0, as: PerformanceState.self) }
        let movedFrom = fields.told("moved_from", fields.optionalInstant)
        let capacity = fields.told("capacity") { fields.optionalInt64($0, in: Seats.range) }
        let updatedAt = fields.sourceUpdatedAt()
        guard let show, let startsAt else { return nil }
        var telling = PerformanceTelling(externalID: externalID, show: show, startsAt: startsAt)
        telling.sourceUpdatedAt = updatedAt
        telling.season = season
        telling.hall = hall
        telling.state = state
        telling.movedFrom = movedFrom
        telling.capacity = capacity
        return telling
    }
}

extension Performance: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.origin(origin)
            writer.member("show_id", show)
            writer.member("starts_at", startsAt)
            writer.member("season_id", season)
            writer.member("hall_id", hall)
            writer.member("state", state.rawValue)
            writer.member("moved_from", movedFrom)
            writer.member("capacity", capacity)
        }
    }
}

extension Availability: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("performance_id", performance)
            writer.member("state", state.rawValue)
            writer.member("capacity", capacity)
            writer.member("sold", sold as Int64?)
            writer.member("reserved", reserved as Int64?)
            writer.member("quotas", quotas as Int64?)
            writer.member("available", available)
        }
    }
}
