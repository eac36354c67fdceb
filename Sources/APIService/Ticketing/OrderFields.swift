import Domain
import StrictJSON

/// Reads an order out of a request.
///
/// The currency is said with the order, so that an amount in another is refused, never converted.
struct OrderFields {
    let currency: String

    /// Ten million units of currency: beyond it, an amount is a mistake.
    static let amounts: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
    static let quantities: ClosedRange<Int64> = 1...10_000

    func read(_ fields: JSONObjectReader) -> NewOrder? {
        let externalID = fields.optionalLabel("external_id")
        let orderedAt = fields.requiredInstant("ordered_at")
        let buyer = fields.requiredID("buyer_id", of: Contact.self)
        let payer = fields.optionalID("payer_id", of: Contact.self)
        let channel = fields.optionalEnum("channel", as: ChannelType.self) ?? .others
        fields.requireCurrency(currency)
        let lines = fields.requiredArray("lines", min: 1, max: 500, readLine)
        guard let orderedAt, let buyer, let lines else { return nil }
        return NewOrder(
            externalID: externalID, orderedAt: orderedAt, buyer: buyer, payer: payer, channel: channel, lines: lines)
    }

    private func readLine(_ fields: JSONObjectReader) -> NewOrderLine? {
        var line = NewOrderLine()
        line.externalID = fields.optionalLabel("external_id")
        line.status = fields.optionalEnum("status", as: LineStatus.self) ?? .sold
        line.family = fields.optionalEnum("family", as: ProductFamily.self) ?? .event
        line.performance = fields.optionalID("performance_id", of: Performance.self)
        line.season = fields.optionalID("season_id", of: Season.self)
        line.product = fields.optionalLabel("product")
        line.quantity = fields.optionalInt64("quantity", in: Self.quantities) ?? 1
        let amount = fields.requiredInt64("amount", in: Self.amounts)
        line.holder = fields.optionalID("holder_id", of: Contact.self)
        guard let amount else { return nil }
        line.amount = amount
        return line
    }
}
