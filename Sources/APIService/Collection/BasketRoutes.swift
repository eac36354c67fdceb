import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/baskets`: what visitors who agreed had in their baskets, and what became of it.
struct BasketRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/baskets") { request, context in
            let now = api.store.clock.now()
            return try await api.list(
                request, context, filters: ["state", "show"], place: \.basket.id.rawValue
            ) { transaction, paging in
                let page = paging.page(of: Basket.self)
                let query = BasketQuery(
                    state: try request.basketState, before: page.after.rawValue == 0 ? nil : page.after,
                    limit: paging.limit, now: now)
                let baskets = try await transaction.baskets(query, show: try request.showFilter)
                let lines = try await transaction.all(LinesOfBaskets(baskets: baskets.map(\.id)))
                let changes = Dictionary(grouping: lines, by: \.basket)
                return baskets.map { FilledBasket(basket: $0, changes: changes[$0.id, default: []].map(\.action)) }
            }
        }
    }
}

extension VenueTransaction {
    fileprivate func baskets(_ query: BasketQuery, show: String?) async throws -> [Basket] {
        if let show { return try await all(ListBasketsOfShow(query, show: show)) }
        return query.state == .open ? try await all(ListOpenBaskets(query)) : try await all(ListBaskets(query))
    }
}

extension Request {
    fileprivate var basketState: Basket.State? {
        get throws {
            try option("state", as: Basket.State.self)
        }
    }

    /// A show as applications call it.
    fileprivate var showFilter: String? {
        get throws {
            try option("show", "a text of 1 to 200 bytes without NUL") { text in
                (1...200).contains(text.utf8.count) && !text.utf8.contains(0) ? text : nil
            }
        }
    }
}

/// A basket with its history.
private struct FilledBasket: Representable {
    let basket: Basket
    let changes: [WebAction]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", basket.id)
            writer.member("opened_at", basket.openedAt)
            writer.member("changed_at", basket.changedAt)
            writer.member("closes_at", basket.closesAt)
            writer.member("state", basket.state.rawValue)
            writer.member("order_ref", basket.order)
            writer.member("contact_id", basket.contact)
            writer.key("lines")
            writer.array { writer in
                for change in changes.prefix(LinesOfBaskets.most) {
                    writer.object { writer in
                        writer.member("at", change.at)
                        writer.member("action", change.action.rawValue)
                        writer.member("show_ref", change.show)
                        writer.member("performance_ref", change.performance)
                        writer.member("price_category", change.priceCategory)
                        writer.member("quantity", change.quantity)
                        writer.member("amount", change.amount)
                    }
                }
            }
            writer.member("has_more_lines", (changes.count > LinesOfBaskets.most) as Bool?)
        }
    }
}
