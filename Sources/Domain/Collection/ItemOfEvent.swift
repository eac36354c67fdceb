/// What one line of a basket or of an order told by an event is about.
package struct EventItem: Sendable, Equatable {
    package var show: String?
    package var performance: String?
    package var priceCategory: String?
    package var channel: String?
    package var quantity: Int64
    /// For the whole quantity.
    package var amountCents: Int64?

    package init(
        show: String?, performance: String?, priceCategory: String?, channel: String?, quantity: Int64,
        amountCents: Int64?
    ) {
        self.show = show
        self.performance = performance
        self.priceCategory = priceCategory
        self.channel = channel
        self.quantity = quantity
        self.amountCents = amountCents
    }
}
