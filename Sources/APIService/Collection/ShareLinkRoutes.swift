import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/share-links`: the links visitors shared, and who came by them.
struct ShareLinkRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/share-links") { request, context in
            let (_, venue) = try await api.activeVenue(request, context)
            let paging = try TextPaging(request)
            let list = ListShareLinks(after: paging.after, limit: paging.limit)
            let rows = try await api.store.inVenue(venue) { try await $0.all(list) }
            return paging.resources(rows, place: \.token).answer().response
        }
    }
}

extension ShareLink: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("token", token)
            writer.member("shared_at", sharedAt)
            writer.member("show_ref", show)
            writer.member("order_ref", order)
            writer.member("visits", visits as Int64?)
            writer.member("visitors", visitors as Int64?)
        }
    }
}
