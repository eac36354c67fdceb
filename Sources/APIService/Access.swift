import Domain
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import Store

// Who asks, and what they may reach. What a key may not reach does not exist for it.
extension APIService {
    /// The actor behind the request's `Authorization: Bearer sk_…`; 401 otherwise, 429 when it asks too often.
    func actor(of request: Request) async throws -> Actor {
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer "),
            let key = SecretKey(String(header.dropFirst(7))), let actor = try await store.actor(presenting: key)
        else {
            throw Problem(.unauthorized, "Send a secret key: `Authorization: Bearer sk_…`.")
        }
        guard limiter.admits(actor.key) else {
            throw Problem(.tooManyRequests, "This key asks too often: wait, then go on more slowly.", retryAfter: 1)
        }
        return actor
    }

    /// The operator's key, or 403.
    func requirePlatform(_ actor: Actor) throws {
        guard actor.reach == .platform else {
            throw Problem(.forbidden, "Only the operator's key may do that.")
        }
    }

    /// The venue of the address and who asks for it; 404 when there is none or it is out of reach.
    func visibleVenue(_ request: Request, _ context: ServiceContext) async throws -> (Actor, Venue) {
        let actor = try await actor(of: request)
        guard let id = context.parameters.get("venue").flatMap(VenueID.init), let venue = try await store.venue(id),
            actor.reaches(venue)
        else { throw Problem.notFound }
        return (actor, venue)
    }

    /// The same, ready to be worked in; 503 for a moment while its schema is being made.
    func activeVenue(_ request: Request, _ context: ServiceContext) async throws -> (Actor, Venue) {
        let (actor, venue) = try await visibleVenue(request, context)
        guard venue.state == .active else {
            throw Problem(.venueNotReady, "Its schema is being made: try again in a second.", retryAfter: 1)
        }
        return (actor, venue)
    }

    /// The institution of the address and who asks for it; 404 when it is out of reach.
    func institution(
        _ request: Request, _ context: ServiceContext
    ) async throws -> (Actor, Identifier<Institution>) {
        let actor = try await actor(of: request)
        let id = try context.identifier("institution", of: Institution.self)
        guard actor.reaches(id) else { throw Problem.notFound }
        return (actor, id)
    }
}

extension Actor {
    func reaches(_ venue: Venue) -> Bool {
        switch reach {
        case .platform: true
        case .institution(let institution): venue.institution == institution
        case .venue(let id): venue.id == id
        }
    }

    func reaches(_ institution: Identifier<Institution>) -> Bool {
        switch reach {
        case .platform: true
        case .institution(let own): own == institution
        case .venue: false
        }
    }
}

extension ServiceContext {
    /// A row's id from the address; one that is not ours is like one that does not exist.
    func identifier<Entity>(_ name: String, of _: Entity.Type = Entity.self) throws -> Identifier<Entity> {
        guard let id = parameters.get(name).flatMap({ Identifier<Entity>($0) }) else { throw Problem.notFound }
        return id
    }
}
