/// One of the things that made an indicator's value; only what matters for the indicator is there.
package struct EvidenceItem: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A line of an order.
        case line
        /// A whole order.
        case order
        case birthDate = "birth_date"
        /// A purchase shared by one link.
        case share
        /// A visitor's visits of one day by one link.
        case visit
    }

    package let kind: Kind
    package var order: Identifier<Order>?
    package var orderExternalID: String?
    package var orderedAt: Instant?
    /// The order's local date.
    package var orderedOn: LocalDate?
    package var channel: ChannelType?
    package var line: Identifier<OrderLine>?
    package var lineExternalID: String?
    package var status: LineStatus?
    package var family: ProductFamily?
    package var amount: Int64?
    package var product: String?
    package var performance: Identifier<Performance>?
    package var show: String?
    package var genre: String?
    package var startsAt: Instant?
    /// The performance's local date.
    package var performedOn: LocalDate?
    /// Of a membership or a subscription: what its line says, or else its product.
    package var validFrom: LocalDate?
    package var validTo: LocalDate?
    /// From the order to the curtain.
    package var hours: Int64?
    package var birthDate: LocalDate?
    /// The link's token.
    package var link: String?
    /// Of a share, when; of a visit, the first one's day.
    package var sharedAt: Instant?
    package var day: LocalDate?

    package init(_ kind: Kind) {
        self.kind = kind
    }
}
