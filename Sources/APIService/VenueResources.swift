import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

// What the routes of a venue's resources have in common: created once, found by id, listed in pages.
extension APIService {
    /// Creates a resource of a venue, once per idempotency key, and announces what follows from it.
    func create<Input: Sendable, Resource: Representable>(
        _ request: Request, _ context: ServiceContext, read: (Venue, JSONObjectReader) -> Input?,
        announcing work: (Venue) -> [Work] = { _ in [] },
        create: (VenueTransaction, Input) async throws -> (resource: Resource, path: String)
    ) async throws -> Response {
        let (actor, venue) = try await activeVenue(request, context)
        let (input, fingerprint) = try await input(request) { read(venue, $0) }
        let answer = try await store.inVenue(venue) { transaction in
            try await once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let created = try await create(transaction, input)
                return created.resource.answer(.created, location: "/v1/venues/\(venue.id)/\(created.path)")
            }
        }
        await announce(work(venue))
        return answer.response
    }

    /// One resource, or 404.
    func find<Resource: Representable>(
        _ request: Request, _ context: ServiceContext, _ find: (VenueTransaction) async throws -> Resource?
    ) async throws -> Response {
        let (_, venue) = try await activeVenue(request, context)
        guard let resource = try await store.inVenue(venue, find) else { throw Problem.notFound }
        return resource.answer().response
    }

    /// A page of resources.
    func list<Resource: Representable>(
        _ request: Request, _ context: ServiceContext, filters: Set<String> = [], place: (Resource) -> Int64,
        _ list: (VenueTransaction, Paging) async throws -> [Resource]
    ) async throws -> Response {
        let (_, venue) = try await activeVenue(request, context)
        let paging = try Paging(request, otherParameters: filters)
        let rows = try await store.inVenue(venue) { try await list($0, paging) }
        return paging.resources(rows, place: place, resource: { $0 }).answer().response
    }
}

/// The row an insert promises to return.
func created<Row>(_ row: Row?) throws -> Row {
    guard let row else { throw StoreFailure.fault("an insert returned no row") }
    return row
}
