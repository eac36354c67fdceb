import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// The routes of `/v1/venues/{venue}/orders`.
struct OrderRoutes {
    let api: APIService

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/orders") { request, context in try await create(request, context) }
        group.get("/orders") { request, context in
            try await api.list(request, context, filters: ["buyer_id"], place: \.id.rawValue) { transaction, paging in
                let buyer = try request.uri.queryParameters["buyer_id"].map { text in
                    guard let id = Identifier<Contact>(String(text)) else {
                        throw Problem(.invalidRequest, "`buyer_id` must be a contact's id, as given by this API.")
                    }
                    return id
                }
                return try await transaction.withLines(
                    try await transaction.all(ListOrders(page: paging.page(), buyer: buyer)))
            }
        }
        group.get("/orders/:order") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("order", of: Order.self)
                return try await transaction.order(id)
            }
        }
        group.patch("/orders/:order/lines/:line") { request, context in try await changeLine(request, context) }
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await api.create(
            request, context, read: { OrderFields(currency: $0.currency).read($1) },
            announcing: { [.refreshIndicators(of: $0.id)] },
            create: { transaction, order in
                let order = try await transaction.create(order, at: api.store.clock.now())
                return (order, "orders/\(order.id)")
            })
    }

    /// Cancels, refunds, or otherwise changes what became of one line.
    private func changeLine(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        let order = try context.identifier("order", of: Order.self)
        let line = try context.identifier("line", of: OrderLine.self)
        let (status, _) = try await api.input(request) { $0.requiredEnum("status", as: LineStatus.self) }
        let changed = try await api.store.inVenue(venue) {
            try await $0.change(line: line, of: order, to: status, at: api.store.clock.now())
        }
        guard let changed else { throw Problem.notFound }
        await api.announce([.refreshIndicators(of: venue.id)])
        return changed.answer().response
    }
}

extension Order: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("external_id", externalID)
            writer.member("ordered_at", orderedAt)
            writer.member("buyer_id", buyer)
            writer.member("payer_id", payer)
            writer.member("channel", channel.rawValue)
            writer.key("lines")
            writer.array { writer in for line in lines { line.write(to: &writer) } }
        }
    }
}

extension OrderLine: Representable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("external_id", details.externalID)
            writer.member("status", details.status.rawValue)
            writer.member("family", details.family.rawValue)
            writer.member("performance_id", details.performance)
            writer.member("season_id", details.season)
            writer.member("product", details.product)
            writer.member("quantity", details.quantity as Int64?)
            writer.member("amount", details.amount as Int64?)
            writer.member("holder_id", details.holder)
        }
    }
}
