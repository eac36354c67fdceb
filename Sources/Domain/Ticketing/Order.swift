/// The three types every concrete sales channel maps to.
package enum ChannelType: String, CaseIterable, Sendable {
    case b2b = "B2B"
    case internet = "INTERNET"
    case others = "OTHERS"
}

/// What became of a line.
///
/// Only `sold` is active.
package enum LineStatus: String, CaseIterable, Sendable {
    case sold, reserved, cancelled, refunded
}

/// A purchase or a reservation.
package struct Order: Sendable {
    package let id: Identifier<Order>
    package let origin: Origin
    package let orderedAt: Instant
    package let buyer: Identifier<Contact>
    package let payer: Identifier<Contact>?
    package let channel: ChannelType
    package let salesChannel: Identifier<SalesChannel>?
    package let lines: [OrderLine]

    package var externalID: String? { origin.externalID }

    package init(
        id: Identifier<Order>, origin: Origin, orderedAt: Instant, buyer: Identifier<Contact>,
        payer: Identifier<Contact>?, channel: ChannelType, salesChannel: Identifier<SalesChannel>?, lines: [OrderLine]
    ) {
        self.id = id
        self.origin = origin
        self.orderedAt = orderedAt
        self.buyer = buyer
        self.payer = payer
        self.channel = channel
        self.salesChannel = salesChannel
        self.lines = lines
    }
}

/// One line of an order.
package struct OrderLine: Sendable {
    package let id: Identifier<OrderLine>
    package let details: NewOrderLine
    package let particulars: LineParticulars

    package init(id: Identifier<OrderLine>, details: NewOrderLine, particulars: LineParticulars = LineParticulars()) {
        self.id = id
        self.details = details
        self.particulars = particulars
    }
}

/// What only a source tells of a line.
package struct LineParticulars: Sendable {
    /// When it became what it is, if the source says that.
    package var statusAt: Instant?
    package var sourceUpdatedAt: Instant?
    package var product: Identifier<Product>?
    package var tariff: Identifier<Tariff>?
    package var audienceCategory: Identifier<AudienceCategory>?
    package var validFrom: LocalDate?
    package var validTo: LocalDate?
    /// The line of the same order that was exchanged for this one, by its external id.
    package var replaces: String?
    /// The subscription this ticket was taken from, by external ids.
    package var subscriptionOrder: String?
    package var subscriptionLine: String?

    package init() {}
}

/// What is asked of a new order.
package struct NewOrder: Sendable {
    package var externalID: String?
    package var orderedAt: Instant
    package var buyer: Identifier<Contact>
    package var payer: Identifier<Contact>?
    package var channel: ChannelType
    package var lines: [NewOrderLine]

    package init(
        externalID: String?, orderedAt: Instant, buyer: Identifier<Contact>, payer: Identifier<Contact>?,
        channel: ChannelType, lines: [NewOrderLine]
    ) {
        self.externalID = externalID
        self.orderedAt = orderedAt
        self.buyer = buyer
        self.payer = payer
        self.channel = channel
        self.lines = lines
    }
}

/// What can be said of a line.
package struct NewOrderLine: Sendable {
    package var externalID: String?
    package var status: LineStatus = .sold
    package var family: ProductFamily = .event
    package var performance: Identifier<Performance>?
    /// The season a subscription or a membership is valid for, or a product without a performance belongs to.
    package var season: Identifier<Season>?
    package var product: String?
    package var quantity: Int64 = 1
    /// In cents of the venue's currency: tax included, fees and delivery excluded.
    package var amount: Int64 = 0
    /// Who holds the ticket, when somebody is named.
    package var holder: Identifier<Contact>?

    package init() {}
}
