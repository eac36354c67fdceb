/// An order as a source tells it, every thing it names by that source's own ids.
///
/// A line that is not named stays as it is known.
package struct ArrivingOrder: Sendable {
    package var externalID: String
    /// When the source last changed it; nil where it does not say: then the instant of arrival.
    package var sourceUpdatedAt: Instant?
    package var orderedAt: Instant
    package var buyer: ArrivingBuyer
    package var payer: String?
    /// What the order counts as where no sales channel is named.
    package var channel: ChannelType?
    package var salesChannel: String?
    package var lines: [ArrivingLine]

    package init(externalID: String, orderedAt: Instant, buyer: ArrivingBuyer, lines: [ArrivingLine]) {
        self.externalID = externalID
        self.orderedAt = orderedAt
        self.buyer = buyer
        self.lines = lines
    }
}

/// Who ordered; what is said beside the id fills in what is not known of that contact yet, and replaces nothing.
package struct ArrivingBuyer: Sendable {
    package var externalID: String
    package var email: String?
    package var firstName: String?
    package var lastName: String?
    /// Counts when the contact is new.
    package var kind: Contact.Kind?

    package init(externalID: String) {
        self.externalID = externalID
    }
}

/// A line of an arriving order.
package struct ArrivingLine: Sendable {
    package var externalID: String
    package var status: LineStatus = .sold
    /// When it became so, not after the order's `sourceUpdatedAt`; nil where the source does not say.
    package var statusAt: Instant?
    /// Nil: the product's, else that of the performance's show, else `event`.
    package var family: ProductFamily?
    package var performance: String?
    /// With these an unknown performance is made.
    package var show: ArrivingShow?
    package var performanceAt: Instant?
    /// By its name.
    package var season: String?
    package var productName: String?
    package var product: String?
    package var tariff: String?
    package var audienceCategory: String?
    package var validFrom: LocalDate?
    package var validTo: LocalDate?
    /// The line of the same order that was exchanged for this one.
    package var replaces: String?
    /// The subscription this ticket was taken from: an order and its line.
    package var subscriptionOrder: String?
    package var subscriptionLine: String?
    package var quantity: Int64 = 1
    /// In cents of the venue's currency: tax included, fees and delivery excluded.
    package var amount: Int64
    package var holder: String?

    package init(externalID: String, amount: Int64) {
        self.externalID = externalID
        self.amount = amount
    }
}

/// The show of a performance that may not be known yet.
package struct ArrivingShow: Sendable {
    package var externalID: String
    package var name: String
    package var genre: String?

    package init(externalID: String, name: String, genre: String? = nil) {
        self.externalID = externalID
        self.name = name
        self.genre = genre
    }
}
