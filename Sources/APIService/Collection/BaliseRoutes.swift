import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/balises`: the actions a venue expects from its applications, and whether they come.
struct BaliseRoutes {
    let api: APIService

    private static let silence = 60...31_536_000 as ClosedRange<Int64>
    private static let usualSilence: Int64 = 86_400

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/balises") { request, context in try await create(request, context) }
        group.get("/balises") { request, context in
            let now = api.store.clock.now()
            return try await api.list(request, context, filters: ["application"], place: \.balise.id.rawValue) {
                try await $0.all(ListBalises(page: $1.page(), application: try request.applicationFilter))
                    .map { BaliseNow(balise: $0, now: now) }
            }
        }
        group.get("/balises/:balise") { request, context in
            try await api.find(request, context) { transaction in
                let find = FindBalise(id: try context.identifier("balise"))
                return try await transaction.first(find).map { BaliseNow(balise: $0, now: api.store.clock.now()) }
            }
        }
        group.patch("/balises/:balise") { request, context in try await change(request, context) }
        group.delete("/balises/:balise") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let delete = DeleteBalise(id: try context.identifier("balise"))
            guard try await api.store.inVenue(venue, { try await $0.run(delete) }) == 1 else { throw Problem.notFound }
            return Response(status: .noContent)
        }
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        let now = api.store.clock.now()
        let (input, fingerprint) = try await api.input(request) {
            fields -> (Identifier<Domain.Application>, CreateBalise)? in
            let application = fields.requiredID("application_id", of: Domain.Application.self)
            let action = fields.requiredEnum("action", as: EventAction.self)
            let label = fields.requiredName("label")
            let silence = fields.optionalInt64("silent_after_seconds", in: Self.silence) ?? Self.usualSilence
            guard let application, let action, let label else { return nil }
            let statement = CreateBalise(
                application: application, action: action, label: label, silentAfterSeconds: silence, at: now)
            return (application, statement)
        }
        try await requireApplication(input.0, of: venue)
        return try await api.store.inVenue(venue) { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let balise = try created(try await transaction.first(input.1))
                return BaliseNow(balise: balise, now: now).answer(
                    .created, location: "/v1/venues/\(venue.id)/balises/\(balise.id)")
            }
        }.response
    }

    /// No constraint can: applications are kept with the platform.
    private func requireApplication(_ id: Identifier<Domain.Application>, of venue: Venue) async throws {
        let find = FindVenueApplication(venue: venue.id, id: id)
        guard try await api.store.onPlatform({ try await $0.first(find) }) == nil else { return }
        throw StoreFailure.unknownReference(constraint: "balises_application_id_fkey").problem
    }

    /// Changes what the body names; the rest stays.
    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let id = try context.identifier("balise", of: Balise.self)
        let (statement, _) = try await api.input(request) { fields -> ChangeBalise? in
            ChangeBalise(
                id: id, label: fields.optionalLabel("label"),
                silentAfterSeconds: fields.optionalInt64("silent_after_seconds", in: Self.silence))
        }
        guard let balise = try await api.store.inVenue(venue, { try await $0.first(statement) }) else {
            throw Problem.notFound
        }
        return BaliseNow(balise: balise, now: api.store.clock.now()).answer().response
    }
}

extension Request {
    /// `?application=`; nil without one.
    var applicationFilter: Identifier<Domain.Application>? {
        get throws {
            try option(
                "application", "an application's id, as given by this API", Identifier<Domain.Application>.init(_:))
        }
    }
}

/// A balise with its state at an instant.
private struct BaliseNow: Representable {
    let balise: Balise
    let now: Instant

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", balise.id)
            writer.member("application_id", balise.application)
            writer.member("action", balise.action.rawValue)
            writer.member("label", balise.label)
            writer.member("silent_after_seconds", balise.silentAfterSeconds as Int64?)
            writer.member("state", balise.state(at: now).rawValue)
            writer.member("declared_at", balise.declaredAt)
            writer.member("last_event_at", balise.lastEventAt)
        }
    }
}
