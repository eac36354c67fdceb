import Domain
import Store
import StrictJSON

extension ArrivingOrder: SourceItem {
    static let collection = "orders"

    static func read(_ fields: JSONObjectReader, externalID: String, of venue: Venue) -> ArrivingOrder? {
        let updatedAt = fields.sourceUpdatedAt()
        let orderedAt = fields.requiredInstant("ordered_at")
        fields.requireCurrency(venue.currency)
        let buyer = fields.requiredLabel("buyer_external_id")
        let payer = fields.optionalLabel("payer_external_id")
        let channel = fields.optionalEnum("channel", as: ChannelType.self)
        let salesChannel = fields.optionalLabel("sales_channel_external_id")
        if channel != nil && salesChannel != nil {
            fields.reject("channel", "must be left out where a sales channel is named: that says what it counts as")
        }
        let lines = fields.requiredArray("lines", min: 1, max: 500) { ArrivingLine.read($0, until: updatedAt) }
        guard let orderedAt, let buyer, let lines else { return nil }
        fields.refuseDoubled(lines)
        var order = ArrivingOrder(
            externalID: externalID, orderedAt: orderedAt, buyer: ArrivingBuyer(externalID: buyer), lines: lines)
        order.sourceUpdatedAt = updatedAt
        order.payer = payer
        order.channel = channel
        order.salesChannel = salesChannel
        return order
    }

    static func write(
        _ items: [ArrivingOrder], from source: Source, at instant: Instant, in transaction: VenueTransaction
    ) async throws -> [UpsertResult] {
        try await transaction.write(items, from: source, at: instant)
    }
}

extension ArrivingLine {
    fileprivate static func read(_ fields: JSONObjectReader, until updatedAt: Instant?) -> ArrivingLine? {
        let externalID = fields.requiredLabel("external_id")
        let amount = fields.requiredInt64("amount", in: OrderFields.amounts)
        var line = ArrivingLine(externalID: externalID ?? "", amount: amount ?? 0)
        line.status = fields.optionalEnum("status", as: LineStatus.self) ?? .sold
        line.statusAt = fields.optionalInstant("status_at")
        line.family = fields.optionalEnum("family", as: ProductFamily.self)
        line.performance = fields.optionalLabel("performance_external_id")
        line.season = fields.optionalLabel("season")
        line.productName = fields.optionalLabel("product")
        line.product = fields.optionalLabel("product_external_id")
        line.tariff = fields.optionalLabel("tariff_external_id")
        line.audienceCategory = fields.optionalLabel("audience_category_external_id")
        line.validFrom = fields.optionalDate("valid_from")
        line.validTo = fields.optionalDate("valid_to")
        line.replaces = fields.optionalLabel("replaces")
        line.subscriptionOrder = fields.optionalLabel("subscription_order_external_id")
        line.subscriptionLine = fields.optionalLabel("subscription_line_external_id")
        line.quantity = fields.optionalInt64("quantity", in: OrderFields.quantities) ?? 1
        line.holder = fields.optionalLabel("holder_external_id")
        line.check(fields, until: updatedAt)
        return externalID == nil || amount == nil ? nil : line
    }

    /// The rules that span several members.
    private func check(_ fields: JSONObjectReader, until updatedAt: Instant?) {
        if let statusAt, let updatedAt, statusAt > updatedAt {
            fields.reject("status_at", "must not be after source_updated_at: a state cannot begin after it was known")
        }
        if let validFrom, let validTo, validFrom > validTo {
            fields.reject("valid_to", "must not be before valid_from")
        }
        if let replaces, replaces.utf8.elementsEqual(externalID.utf8) {
            fields.reject("replaces", "must be another line of the order")
        }
        if subscriptionLine != nil && subscriptionOrder == nil {
            fields.reject("subscription_line_external_id", "needs subscription_order_external_id beside it")
        }
    }
}

extension JSONObjectReader {
    /// Said with each order, so that an amount in another currency is refused, never converted.
    func requireCurrency(_ currency: String) {
        _ = requiredCustom("currency", expecting: "\(currency), the venue's currency") { $0 == currency ? $0 : nil }
    }

    /// A line is told once an order.
    fileprivate func refuseDoubled(_ lines: [ArrivingLine]) {
        var seen: Set<[UInt8]> = []
        guard !lines.allSatisfy({ seen.insert(Array($0.externalID.utf8)).inserted }) else { return }
        reject("lines", "must tell each line once: an external_id stands twice")
    }
}
