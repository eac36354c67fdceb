import Domain

/// An order of pretix in our words.
struct PretixOrder {
    let order: ArrivingOrder
    /// Who is named beside the buyer.
    let attendees: [ToldContact]

    /// `item` answers what an event sells.
    init(
        _ fields: PretixFields, event: PretixEvent, item: (Int64) -> PretixItem?
    ) throws(TicketingFault) {
        let code = "\(event.slug)-\(try fields.text("code"))"
        let buyer = try PretixPeople.buyer(fields, order: code)
        let fate = try Fate(fields)
        var lines: [ArrivingLine] = []
        var attendees: [ToldContact] = []
        for position in try fields.objects("positions") {
            guard let item = item(try position.integer("item")) else { throw position.fault("item") }
            var line = try Self.line(position, of: item, event: event)
            (line.status, line.statusAt) = fate.status(isCanceled: try position.bool("canceled"))
            if let attendee = try PretixPeople.attendee(position, besides: buyer) {
                line.holder = attendee.externalID
                attendees.append(attendee)
            }
            lines.append(line)
        }
        var order = ArrivingOrder(
            externalID: code, orderedAt: try fields.instant("datetime"), buyer: buyer, lines: lines)
        order.sourceUpdatedAt = fate.lastModified
        order.salesChannel = try fields.text("sales_channel")
        self.order = order
        self.attendees = attendees
    }

    private static func line(
        _ position: PretixFields, of item: PretixItem, event: PretixEvent
    ) throws(TicketingFault) -> ArrivingLine {
        let amount = try position.cents("price")
        var line = ArrivingLine(externalID: "\(try position.integer("id"))", amount: amount)
        let offer = item.externalID(variation: try position.optionalInteger("variation"))
        guard item.isAdmission else {
            line.product = offer
            return line
        }
        guard let performance = event.performance(subevent: try position.optionalInteger("subevent")) else {
            throw position.fault("subevent")
        }
        line.performance = performance
        let isReduced = !position.isNull("voucher") || !position.isNull("discount")
        line.tariff =
            amount == 0 ? PretixTariff.free.externalID : isReduced ? PretixTariff.reduced.externalID : offer
        return line
    }
}

/// What became of an order, and with it of its positions.
private struct Fate {
    let lastModified: Instant
    private let state: LineStatus
    private let canceledAt: Instant?
    private let isRefunded: Bool

    init(_ fields: PretixFields) throws(TicketingFault) {
        lastModified = try fields.instant("last_modified")
        switch try fields.text("status") {
        case "p": state = .sold
        case "n": state = .reserved
        case "e", "c": state = .cancelled
        default: throw fields.fault("status")
        }
        canceledAt = try fields.optionalInstant("cancellation_date")
        var isRefunded = false
        for refund in try fields.objects("refunds") {
            let state = try refund.text("state")
            // An offset moves money to an order that was split off; nobody gets it back.
            let isOffset = try refund.optionalText("provider") == "offsetting"
            if !isOffset, state == "done" || state == "external" { isRefunded = true }
        }
        self.isRefunded = isRefunded
    }

    func status(isCanceled: Bool) -> (LineStatus, Instant?) {
        guard isCanceled || state == .cancelled else { return (state, nil) }
        let since = isCanceled ? nil : canceledAt.map { min($0, lastModified) }
        return (isRefunded ? .refunded : .cancelled, since)
    }
}
