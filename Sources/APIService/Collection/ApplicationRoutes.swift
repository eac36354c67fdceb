import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/applications`: what sends events, each with its write key.
struct ApplicationRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/applications") { request, context in try await create(request, context) }
        group.get("/applications") { request, context in try await list(request, context) }
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.visibleVenue(request, context)
        let (name, fingerprint) = try await api.input(request) { fields -> String? in fields.requiredName() }
        return try await api.store.onPlatform { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let statement = CreateApplication(venue: venue.id, name: name, at: api.store.clock.now())
                guard let application = try await transaction.first(statement) else { throw Problem.unavailable }
                return application.answer(.created)
            }
        }.response
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.visibleVenue(request, context)
        let paging = try Paging(request)
        let rows = try await api.store.onPlatform {
            try await $0.all(ListApplications(venue: venue.id, page: paging.page()))
        }
        return paging.resources(rows, place: \.id.rawValue, resource: { $0 }).answer().response
    }
}

extension Domain.Application: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("write_key", writeKey)
            writer.member("created_at", createdAt)
        }
    }
}
