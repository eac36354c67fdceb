import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/referrer-hosts`: a venue's own word on hosts that send it visitors.
struct ReferrerHostRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/referrer-hosts") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let paging = try TextPaging(request)
            let list = ListReferrerHosts(after: paging.after, limit: paging.limit)
            let rows = try await api.store.inVenue(venue) { try await $0.all(list) }
            return paging.resources(rows, place: \.host.rawValue).answer().response
        }
        group.put("/referrer-hosts/:host") { request, context in try await set(request, context) }
        group.delete("/referrer-hosts/:host") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            guard let host = host(of: context),
                try await api.store.inVenue(venue, { try await $0.run(DeleteReferrerHost(host)) }) == 1
            else { throw Problem.notFound }
            return Response(status: .noContent)
        }
    }

    private func set(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        guard let host = host(of: context) else {
            throw Problem(
                .invalidRequest, "The address must end with the name of a host, in lower case and without www.")
        }
        let (described, _) = try await api.input(request) { fields -> ReferrerHost? in
            let source = fields.requiredName("source")
            let kind = fields.requiredEnum("kind", as: ReferrerHost.Kind.self)
            guard let source, let kind else { return nil }
            return ReferrerHost(host: host, source: source, kind: kind)
        }
        let kept = try await api.store.inVenue(venue) { try created(try await $0.first(SetReferrerHost(described))) }
        return kept.answer().response
    }

    private func host(of context: ServiceContext) -> HostName? {
        guard let host = context.parameters.get("host").flatMap(HostName.init), host.isReferrer else { return nil }
        return host
    }
}

extension ReferrerHost: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("host", host.rawValue)
            writer.member("source", source)
            writer.member("kind", kind.rawValue)
        }
    }
}
