/// A ticketing system outside, read page by page: what its connector makes of it in our own words.
package protocol TicketingSystem: Sendable {
    /// What is sold, where and through what; of performances only those changed since an instant, all of them for nil.
    func catalogue(changedSince since: Instant?) async throws(TicketingFault) -> ToldCatalogue

    /// One page of the people it knows by themselves, the first being 1.
    func contacts(page: Int64) async throws(TicketingFault) -> ToldPage<ToldContact>

    /// One page of the orders changed since an instant, or of all, the first being 1.
    ///
    /// Pages are of an order in which nothing moves to an earlier page while they are read.
    func orders(changedSince since: Instant?, page: Int64) async throws(TicketingFault) -> OrderPage
}

/// A page of what a system tells.
package struct ToldPage<Item: Sendable>: Sendable {
    package var items: [Item]
    package var isLast: Bool

    package init(items: [Item], isLast: Bool) {
        self.items = items
        self.isLast = isLast
    }
}

/// A page of orders.
package struct OrderPage: Sendable {
    /// Each with every line it has now: a line known of it and not named is no longer one of its.
    package var orders: [ArrivingOrder] = []
    /// People its orders name.
    package var contacts: [ToldContact] = []
    /// What is sold in its orders.
    package var catalogue = ToldCatalogue()
    /// Orders that are no orders: made for a trial, or in another currency.
    package var skipped: Int64 = 0
    /// What could not be read, by the id of the order and the member that is wrong; safe to log.
    package var unreadable: [String] = []
    /// The system's own time when it made the page: what changes later is told by a later one.
    package var generatedAt: Instant?
    package var isLast = true
    /// Orders there are, over all pages.
    package var total: Int64 = 0

    package init() {}
}

/// Why a system did not tell what it was asked; safe to show and to log.
package enum TicketingFault: Error, Hashable, Sendable {
    /// It cannot be reached, or fails, for now.
    case unavailable(String)
    /// It asks to be left alone for so long.
    case busy(Duration)
    /// It does not accept who asks: nothing helps but other credentials, or more rights for these.
    case denied
    /// The address answers, but it is not what was meant.
    case notFound
    /// Nothing may be sent to that address.
    case addressRefused
    /// It answers what cannot be understood.
    case unreadable(String)
}
