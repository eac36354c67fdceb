import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/orders/{order}/origin`: the session that carried an order, and where its visitor had come from before.
struct OrderOriginRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/orders/:order/origin") { request, context in
            try await api.find(request, context) { transaction -> OrderOrigin? in
                let find = FindOrderOrigin(id: try context.identifier("order"))
                guard let found = try await transaction.first(find) else { return nil }
                guard let carried = found else { return OrderOrigin(carried: nil, touches: []) }
                let list = ListTouches(of: carried.session.visitor, until: carried.at)
                return OrderOrigin(carried: carried, touches: try await transaction.all(list))
            }
        }
    }
}

/// Where an order came from, as far as it is known.
private struct OrderOrigin: Representable {
    let carried: CarriedOrder?
    let touches: [Touch]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            let session = carried?.session
            writer.member("known", (carried != nil) as Bool?)
            writer.member("application_id", session?.application)
            writer.member("started_at", session?.startedAt)
            writer.member("channel_group", session?.origin.channelGroup)
            writer.member("source", session?.origin.source)
            writer.member("medium", session?.origin.medium)
            writer.member("campaign", session?.origin.campaign)
            writer.key("touches")
            writer.array { writer in
                for touch in touches {
                    writer.object { writer in
                        writer.member("at", touch.at)
                        touch.origin.writeMembers(to: &writer)
                        writer.member("referrer_host", touch.referrerHost)
                    }
                }
            }
        }
    }
}
