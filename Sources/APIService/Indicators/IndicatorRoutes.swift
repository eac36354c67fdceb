import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// A contact's indicators, and full runs of a venue's.
struct IndicatorRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/:contact/indicators") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("contact", of: Contact.self)
                return try await transaction.first(FindContactIndicators(contact: id)).map(IndicatorList.init)
            }
        }
        group.post("/indicator-runs") { request, context in try await requestRun(request, context) }
        group.get("/indicator-runs/:run") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("run", of: IndicatorRun.self)
                return try await transaction.first(FindIndicatorRun(id: id))
            }
        }
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
    let indicators: [Indicator]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for indicator in indicators { indicator.write(to: &writer) } }
        }
    }
}

extension Indicator: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in writeMembers(to: &writer) }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("key", key.rawValue)
        writer.member("name", key.text)
        switch value {
        case .count(let count): writer.member("value", count)
        case .money(let cents): writer.member("value", cents as Int64?)
        case .date(let date): writer.member("value", date)
        case .flag(let flag): writer.member("value", flag)
        }
        writer.member("detail", detail)
        writer.member("level", level.map(Int64.init))
        writer.member("level_name", levelText)
        writer.member("computed_for", computedFor)
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
