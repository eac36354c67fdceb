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
        group.get("/applications/:application") { request, context in
            let (_, venue) = try await api.visibleVenue(request, context)
            return try await api.application(context.identifier("application"), of: venue).answer().response
        }
        group.patch("/applications/:application") { request, context in try await change(request, context) }
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.visibleVenue(request, context)
        let (description, fingerprint) = try await api.input(request, ApplicationFields.readWhole)
        return try await api.store.onPlatform { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let statement = CreateApplication(
                    venue: venue.id, description: description, at: api.store.clock.now())
                guard let application = try await transaction.first(statement) else { throw Problem.unavailable }
                return application.answer(
                    .created, location: "/v1/venues/\(venue.id)/applications/\(application.id)")
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

    /// Changes what the body names; the rest stays.
    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.visibleVenue(request, context)
        let id = try context.identifier("application", of: Domain.Application.self)
        let (change, _) = try await api.input(request, ApplicationFields.readChange)
        let changed = try await api.store.onPlatform { transaction -> Domain.Application? in
            guard let held = try await transaction.first(HoldApplication(venue: venue.id, id: id)) else { return nil }
            let description = change.applied(to: held.description)
            if let fault = description.originFault { throw fault.problem }
            return try await transaction.first(
                DescribeApplication(venue: venue.id, id: id, description: description))
        }
        guard let changed else { throw Problem.notFound }
        return changed.answer().response
    }
}

extension APIService {
    /// One of a venue's applications; 404 when it has none with this id.
    func application(_ id: Identifier<Domain.Application>, of venue: Venue) async throws -> Domain.Application {
        let find = FindVenueApplication(venue: venue.id, id: id)
        guard let found = try await store.onPlatform({ try await $0.first(find) }) else { throw Problem.notFound }
        return found
    }

    /// The application of the address, of a venue ready to be worked in.
    func activeApplication(
        _ request: Request, _ context: ServiceContext
    ) async throws -> (actor: Actor, venue: Venue, application: Domain.Application) {
        let (actor, venue) = try await activeVenue(request, context)
        return (actor, venue, try await application(context.identifier("application"), of: venue))
    }
}

extension Domain.Application: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", description.name)
            writer.member("kind", description.kind.rawValue)
            writer.member("collection_mode", description.mode.rawValue)
            writer.key("allowed_origins")
            writer.array { writer in for origin in description.allowedOrigins { writer.string(origin) } }
            writer.member("test_mode", description.isInTestMode as Bool?)
            writer.member("write_key", writeKey)
            writer.member("created_at", createdAt)
        }
    }
}
