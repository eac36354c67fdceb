import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/institutions`.
struct InstitutionRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/institutions") { request, _ in try await create(request) }
        group.get("/institutions") { request, _ in try await list(request) }
        group.get("/institutions/:institution") { request, context in try await find(request, context) }
    }

    private func create(_ request: Request) async throws -> Response {
        let actor = try await api.actor(of: request)
        try api.requirePlatform(actor)
        let (name, fingerprint) = try await api.input(request) { fields -> String? in fields.requiredName() }
        return try await api.store.onPlatform { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let statement = CreateInstitution(name: name, at: api.store.clock.now())
                guard let institution = try await transaction.first(statement) else { throw Problem.unavailable }
                return institution.answer(.created, location: "/v1/institutions/\(institution.id)")
            }
        }.response
    }

    private func list(_ request: Request) async throws -> Response {
        let actor = try await api.actor(of: request)
        let paging = try Paging(request)
        let only: Identifier<Institution>? =
            switch actor.reach {
            case .platform: nil
            case .institution(let own): own
            // A venue's key sees no institution.
            case .venue: Identifier(rawValue: 0)
            }
        let rows = try await api.store.onPlatform {
            try await $0.all(ListInstitutions(page: paging.page(), only: only))
        }
        return paging.resources(rows, place: \.id.rawValue, resource: { $0 }).answer().response
    }

    private func find(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let actor = try await api.actor(of: request)
        let id = try context.identifier("institution", of: Institution.self)
        guard actor.reaches(id),
            let institution = try await api.store.onPlatform({ try await $0.first(FindInstitution(id: id)) })
        else { throw Problem.notFound }
        return institution.answer().response
    }
}

extension Institution: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("created_at", createdAt)
        }
    }
}
