import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// A venue's indicators, those of a contact, and full runs.
struct IndicatorRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/indicators") { request, context in try await list(request, context) }
        group.get("/indicators") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let definitions = try await api.enabledIndicators(of: venue)
            return IndicatorDefinitionList(definitions: definitions).answer().response
        }
        group.get("/indicators/:key") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            return try await api.enabledIndicator(try context.indicatorKey(), of: venue).answer().response
        }
        group.post("/indicator-runs") { request, context in try await requestRun(request, context) }
        group.get("/indicator-runs/:run") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("run", of: IndicatorRun.self)
                return try await transaction.first(FindIndicatorRun(id: id))
            }
        }
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let find = FindContactIndicators(contact: try context.identifier("contact"))
        let definitions = try await api.enabledIndicators(of: venue)
        guard let indicators = try await api.store.inVenue(venue, { try await $0.first(find) }) else {
            throw Problem.notFound
        }
        return IndicatorList(indicators: NamedIndicator.those(of: indicators, in: definitions)).answer().response
    }

    /// 202: a worker computes every indicator of every contact.
    private func requestRun(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (actor, venue) = try await api.activeVenue(request, context)
        let fingerprint = APIService.fingerprint(of: request, body: try await request.bytes(upTo: 0))
        var requested: IndicatorRun?
        let answer = try await api.store.inVenue(venue) { transaction in
            try await api.once(request, by: actor, fingerprint: fingerprint, in: transaction) {
                let run = try created(try await transaction.first(RequestIndicatorRun(at: api.store.clock.now())))
                requested = run
                return run.answer(.accepted, location: "/v1/venues/\(venue.id)/indicator-runs/\(run.id)")
            }
        }
        if let requested { await api.announce([.runIndicators(requested.id.description, of: venue.id)]) }
        return answer.response
    }
}

/// `{"data": […]}`, in the order of the rules.
private struct IndicatorList: Representable {
    let indicators: [NamedIndicator]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for indicator in indicators { indicator.write(to: &writer) } }
        }
    }
}

extension IndicatorRun: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("status", status.rawValue)
            writer.member("requested_at", requestedAt)
            writer.member("finished_at", finishedAt)
            writer.member("computed_for", computedFor)
            writer.member("contacts", contacts as Int64?)
        }
    }
}
