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
                let buyer = try request.option(
                    "buyer_id", "a contact's id, as given by this API", Identifier<Contact>.init(_:))
                return try await transaction.withLines(
                    try await transaction.all(ListOrders(page: paging.page(), buyer: buyer)))
            }
        }
        group.get("/orders/:order") { request, context in
            try await api.find(request, context) { transaction in
                let id = try context.identifier("order", of: Order.self)
                guard let instant = try request.asOf() else { return try await transaction.order(id) }
                return try await transaction.order(id, asOf: instant)
            }
        }
        group.get("/orders/:order/ledger") { request, context in
            try await api.find(request, context) { transaction -> LedgerEntries? in
                let id = try context.identifier("order", of: Order.self)
                guard try await transaction.first(FindOrder(id: id)) != nil else { return nil }
                return LedgerEntries(data: try await transaction.all(ListLedgerOfOrder(order: id)))
            }
        }
        group.get("/ledger") { request, context in try await readLedger(request, context) }
        group.put("/sources/:source/orders/:external_id") { request, context in
            try await api.upsertOne(ArrivingOrder.self, request, context)
        }
        group.post("/sources/:source/orders") { request, context in
            try await api.upsertBatch(ArrivingOrder.self, request, context)
        }
        group.patch("/orders/:order/lines/:line") { request, context in try await changeLine(request, context) }
    }

    /// What was sold and taken back on some days of the venue's calendar.
    private func readLedger(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        try request.requireParameters(among: ["from", "to"])
        let period = try DayPeriod(request)
        let list = ListLedgerDays(first: period.first, last: period.last, timeZone: venue.timeZone)
        let days = try await api.store.inVenue(venue) { try await $0.all(list) }
        return LedgerOfDays(period: period, days: days).answer().response
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
            writer.origin(origin)
            writer.member("ordered_at", orderedAt)
            writer.member("buyer_id", buyer)
            writer.member("payer_id", payer)
            writer.member("channel", channel.rawValue)
            writer.member("sales_channel_id", salesChannel)
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
            write(particulars, to: &writer)
        }
    }

    private func write(_ particulars: LineParticulars, to writer: inout JSONWriter) {
        writer.member("status_at", particulars.statusAt)
        writer.member("source_updated_at", particulars.sourceUpdatedAt)
        writer.member("product_id", particulars.product)
        writer.member("tariff_id", particulars.tariff)
        writer.member("audience_category_id", particulars.audienceCategory)
        writer.member("valid_from", particulars.validFrom)
        writer.member("valid_to", particulars.validTo)
        writer.member("replaces", particulars.replaces)
        writer.member("subscription_order_external_id", particulars.subscriptionOrder)
        writer.member("subscription_line_external_id", particulars.subscriptionLine)
    }
}

extension Request {
    /// The instant an order is asked for as of, if one is.
    fileprivate func asOf() throws -> Instant? {
        try requireParameters(among: ["as_of"])
        return try option(
            "as_of", "a time with its offset, such as 2026-11-22T20:30:00Z; write `+` as %2B", Instant.init(rfc3339:))
    }
}
