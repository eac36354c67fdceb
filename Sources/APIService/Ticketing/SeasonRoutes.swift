import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/seasons`.
struct SeasonRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/seasons") { request, context in
            let response = try await api.create(
                request, context, read: { Self.read($1) }, announcing: { [.refreshIndicators(of: $0.id)] },
                create: create)
            if let venue = context.parameters.get("venue").flatMap(VenueID.init) {
                await api.store.lookForSeasonChangeSoon(in: venue)
            }
            return response
        }
        group.get("/seasons") { request, context in
            try await api.list(request, context, place: \.id.rawValue) {
                try await $0.all(ListSeasons(page: $1.page()))
            }
        }
        group.get("/seasons/:season") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("season", of: Season.self)
                return try await transaction.first(FindSeason(id: id))
            }
        }
    }

    private func create(
        _ transaction: VenueTransaction, _ statement: CreateSeason
    ) async throws -> (resource: Season, path: String) {
        guard let season = try await transaction.create(statement, at: api.store.clock.now()) else {
            throw Problem(
                .conflict, "It leaves a gap: a season begins on the day another ends, or ends when one begins.")
        }
        return (season, "seasons/\(season.id)")
    }

    private static func read(_ fields: JSONObjectReader) -> CreateSeason? {
        let name = fields.requiredName()
        let startsOn = fields.requiredDate("starts_on")
        let endsOn = fields.requiredDate("ends_on")
        guard let name, let startsOn, let endsOn else { return nil }
        guard startsOn < endsOn else {
            fields.reject("ends_on", "must be after starts_on: it is the first day no longer in the season")
            return nil
        }
        return CreateSeason(name: name, startsOn: startsOn, endsOn: endsOn)
    }
}

extension Season: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("starts_on", startsOn)
            writer.member("ends_on", endsOn)
        }
    }
}
