import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues`.
struct VenueRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/venues") { request, _ in try await create(request) }
        group.get("/venues") { request, _ in try await list(request) }
        group.get("/venues/:venue") { request, context in
            try await api.visibleVenue(request, context).1.answer().response
        }
    }

    /// 202: a worker makes the schema; `state` turns `active` within moments.
    private func create(_ request: Request) async throws -> Response {
        let actor = try await api.actor(of: request)
        let (venue, fingerprint) = try await api.input(request, Self.read)
        guard actor.reaches(venue.institution) else {
            throw Problem(.forbidden, "This key may not create venues of that institution.")
        }
        let id = VenueID.random()
        var work: [Work] = []
        let answer = try await api.store.onPlatform { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let statement = CreateVenue(id: id, venue: venue, at: api.store.clock.now())
                guard let created = try await transaction.first(statement) else {
                    throw Problem(
                        .invalidRequest,
                        "institution_id must be an institution there is, time_zone an IANA name such as Europe/Paris.")
                }
                work = [.provision(id)]
                return created.answer(.accepted, location: "/v1/venues/\(created.id)")
            }
        }
        await api.announce(work)
        return answer.response
    }

    private static func read(_ fields: JSONObjectReader) -> NewVenue? {
        let institution = fields.requiredID("institution_id", of: Institution.self)
        let name = fields.requiredName()
        let timeZone = fields.requiredString("time_zone", minBytes: 1, maxBytes: 64)
        let currency = fields.requiredCustom("currency", expecting: "three capital letters (ISO 4217), such as EUR") {
            text in
            text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) } ? text : nil
        }
        let locale = fields.optionalEnum("locale", as: Locale.self) ?? .french
        guard let institution, let name, let timeZone, let currency else { return nil }
        return NewVenue(
            institution: institution, name: name, timeZone: timeZone, currency: currency, locale: locale)
    }

    private func list(_ request: Request) async throws -> Response {
        let actor = try await api.actor(of: request)
        let paging = try Paging(request)
        let statement =
            switch actor.reach {
            case .platform: ListVenues(page: paging.page())
            case .institution(let institution): ListVenues(page: paging.page(), institution: institution)
            case .venue(let id): ListVenues(page: paging.page(), only: id)
            }
        let rows = try await api.store.onPlatform { try await $0.all(statement) }
        return paging.resources(rows, place: \.place.rawValue, resource: \.venue).answer().response
    }
}

extension Venue: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id.rawValue)
            writer.member("institution_id", institution)
            writer.member("name", name)
            writer.member("time_zone", timeZone)
            writer.member("currency", currency)
            writer.member("locale", locale.rawValue)
            writer.member("state", state.rawValue)
            writer.member("created_at", createdAt)
        }
    }
}
