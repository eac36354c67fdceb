import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/keys`: secret keys that reach one venue.
struct KeyRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/keys") { request, context in try await create(request, context) }
        group.get("/keys") { request, context in try await list(request, context) }
        group.delete("/keys/:key") { request, context in try await revoke(request, context) }
    }

    /// The only answer that holds the key itself.
    ///
    /// It is not kept under an idempotency key: a secret is shown once.
    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.visibleVenue(request, context)
        let (name, _) = try await api.input(request) { fields -> String? in fields.requiredName() }
        let key = SecretKey.random()
        let statement = CreateSecretKey(key: key, name: name, reach: .venue(venue.id), at: api.store.clock.now())
        guard let summary = try await api.store.onPlatform({ try await $0.first(statement) }) else {
            throw Problem.unavailable
        }
        let location = "/v1/venues/\(venue.id)/keys/\(summary.id)"
        return KeyOnce(summary: summary, key: key).answer(.created, location: location).response
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.visibleVenue(request, context)
        let paging = try Paging(request)
        let rows = try await api.store.onPlatform {
            try await $0.all(ListSecretKeys(venue: venue.id, page: paging.page()))
        }
        return paging.resources(rows, place: \.id.rawValue, resource: { $0 }).answer().response
    }

    private func revoke(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.visibleVenue(request, context)
        let id = try context.identifier("key", of: SecretKey.self)
        let statement = RevokeSecretKey(id: id, venue: venue.id, at: api.store.clock.now())
        guard try await api.store.onPlatform({ try await $0.run(statement) }) == 1 else { throw Problem.notFound }
        return Response(status: .noContent)
    }
}

extension KeySummary: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("prefix", "sk_" + prefix)
        writer.member("created_at", createdAt)
        writer.member("revoked_at", revokedAt)
    }
}

/// A new key with its secret.
private struct KeyOnce: Representable {
    let summary: KeySummary
    let key: SecretKey

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            summary.writeMembers(to: &writer)
            writer.member("key", key.text)
        }
    }
}
