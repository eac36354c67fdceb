import Domain
import StrictJSON

/// A pretix, read through its REST API with the rights of a team's token.
///
/// What events there are and what they sell is asked once, and told when it is; a system lives for one run.
actor PretixSystem: TicketingSystem {
    private let client: PretixClient
    private let currency: String
    private let channelTypes: [String: ChannelType]
    private var events: [String: PretixEvent]?
    private var channels: [String: SalesChannelTelling]?
    private var items: [String: [Int64: PretixItem]] = [:]
    private var toldChannels: Set<String> = []

    private static let pageSize: Int64 = 50
    /// Of what is read as a whole; nothing that is not broken has as much.
    private static let mostPages: Int64 = 2_000
    private static let mostValues = 200_000
    /// Fifty orders of a page may be those of schools.
    private static let mostValuesOfOrders = 2_000_000
    /// What is never wanted does not even travel: what opens doors and orders, and how somebody paid.
    private static let unwanted = [
        "secret", "url", "payments", "downloads", "phone", "comment", "api_meta", "positions.secret",
        "positions.downloads", "positions.answers", "positions.checkins", "positions.pseudonymization_id",
    ]

    init(client: PretixClient, currency: String, channelTypes: [String: ChannelType]) {
        self.client = client
        self.currency = currency
        self.channelTypes = channelTypes
    }

    func catalogue(changedSince since: Instant?) async throws(TicketingFault) -> ToldCatalogue {
        var told = ToldCatalogue()
        (self.events, channels, items) = (nil, nil, [:])
        told.salesChannels = try await knownChannels().values.sorted { $0.externalID < $1.externalID }
        let events = try await knownEvents().values.sorted { $0.slug < $1.slug }
        told.shows = events.map(\.show)
        told.performances = events.filter { !$0.isSeries }.map(\.performance)
        let changed = since.map { [("modified_since", $0.parameter)] } ?? []
        told.performances += try await all("subevents/", changed) { subevent throws(TicketingFault) in
            try PerformanceTelling(subevent: subevent)
        }
        told.tariffs = [PretixTariff.free, PretixTariff.reduced]
        guard since == nil else { return told }
        for event in events {
            try await tell(event, in: &told)
            let quotas = try await all("events/\(event.slug)/quotas/") { fields throws(TicketingFault) in
                try QuotaTelling(fields, of: event)
            }
            told.quotas += quotas.compactMap(\.self)
        }
        return told
    }

    func contacts(page: Int64) async throws(TicketingFault) -> ToldPage<ToldContact> {
        do {
            let answer = try await self.page("customers/", page, maxValues: Self.mostValues)
            var contacts: [ToldContact] = []
            for customer in answer.items { contacts.append(try PretixPeople.account(customer)) }
            return ToldPage(items: contacts, isLast: answer.isLast)
        } catch .denied {
            // The right to read accounts is one of its own, and orders say enough without.
            return ToldPage(items: [], isLast: true)
        }
    }

    func orders(changedSince since: Instant?, page: Int64) async throws(TicketingFault) -> OrderPage {
        var parameters = [
            // Without these two, what was cancelled looks as if it had never been.
            ("include_canceled_positions", "true"), ("include_canceled_fees", "true"),
            ("testmode", "false"), ("ordering", "datetime"),
        ]
        parameters += Self.unwanted.map { ("exclude", $0) }
        if let since { parameters.append(("modified_since", since.parameter)) }
        let answer: PageOfFields
        do {
            answer = try await self.page("orders/", page, parameters, maxValues: Self.mostValuesOfOrders)
        } catch .notFound where page > 1 {
            // Fewer than when the page before was made: there is no more to read.
            return OrderPage()
        }
        var told = OrderPage()
        (told.generatedAt, told.isLast, told.total) = (answer.generatedAt, answer.isLast, answer.total)
        var events = try await knownEvents()
        var readNow: Set<String> = []
        for order in answer.items {
            let slug = try order.text("event")
            if events[slug] == nil {
                // Made since this pull began.
                self.events = nil
                events = try await knownEvents()
            }
            guard let event = events[slug] else { throw order.fault("event") }
            // Not read in this run yet, or on sale since.
            if try !knowsItems(of: order, event: slug), readNow.insert(slug).inserted {
                items[slug] = nil
                told.catalogue.shows.append(event.show)
                if !event.isSeries { told.catalogue.performances.append(event.performance) }
                try await tell(event, in: &told.catalogue)
            }
            try append(order, of: event, to: &told)
        }
        told.catalogue.salesChannels = try await unknownChannels(of: told.orders)
        return told
    }

    private func knowsItems(of order: PretixFields, event: String) throws(TicketingFault) -> Bool {
        guard items[event] != nil else { return false }
        for position in try order.objects("positions") {
            if items[event]?[try position.integer("item")] == nil { return false }
        }
        return true
    }

    private func append(
        _ order: PretixFields, of event: PretixEvent, to page: inout OrderPage
    ) throws(TicketingFault) {
        guard try !order.bool("testmode"), event.currency == currency else {
            page.skipped += 1
            return
        }
        let known = items[event.slug] ?? [:]
        do {
            let read = try PretixOrder(order, event: event) { known[$0] }
            page.orders.append(read.order)
            page.contacts += read.attendees
        } catch .unreadable(let what) {
            // One that cannot be understood must not keep the others out.
            page.unreadable.append("\(event.slug)-\(try order.text("code")): \(what)")
        }
    }

    /// What an event sells.
    private func tell(_ event: PretixEvent, in catalogue: inout ToldCatalogue) async throws(TicketingFault) {
        if items[event.slug] == nil {
            var found: [Int64: PretixItem] = [:]
            let read = try await all("events/\(event.slug)/items/") { fields throws(TicketingFault) in
                try PretixItem(fields)
            }
            for item in read { found[item.id] = item }
            items[event.slug] = found
        }
        for (_, item) in (items[event.slug] ?? [:]).sorted(by: { $0.key < $1.key }) {
            catalogue.tariffs += item.tariffs
            catalogue.products += item.products
        }
    }

    private func knownEvents() async throws(TicketingFault) -> [String: PretixEvent] {
        if let events { return events }
        var found: [String: PretixEvent] = [:]
        let read = try await all("events/") { fields throws(TicketingFault) in try PretixEvent(fields) }
        for event in read { found[event.slug] = event }
        events = found
        return found
    }

    private func knownChannels() async throws(TicketingFault) -> [String: SalesChannelTelling] {
        if let channels { return channels }
        var found: [String: SalesChannelTelling] = [:]
        do {
            let types = channelTypes
            let read = try await all("saleschannels/") { fields throws(TicketingFault) in
                try SalesChannelTelling(fields, types: types)
            }
            for channel in read { found[channel.externalID] = channel }
        } catch .denied {
            // The right to read them is that to change the organizer's settings: most tokens do without.
        }
        channels = found
        return found
    }

    /// Those of which there is no more to know than that orders name them, each told once.
    private func unknownChannels(of orders: [ArrivingOrder]) async throws(TicketingFault) -> [SalesChannelTelling] {
        let known = try await knownChannels()
        let named = Set(orders.compactMap(\.salesChannel)).filter { known[$0] == nil }.subtracting(toldChannels)
        toldChannels.formUnion(named)
        return named.sorted()
            .map { SalesChannelTelling(identifier: $0, name: $0, types: channelTypes) }
    }

    /// What all pages hold; of each only what is made of it is kept.
    private func all<Item: Sendable>(
        _ path: String, _ parameters: [(String, String)] = [],
        _ read: @Sendable (PretixFields) throws(TicketingFault) -> Item
    ) async throws(TicketingFault) -> [Item] {
        var items: [Item] = []
        for number in 1...Self.mostPages {
            let page = try await page(path, number, parameters, maxValues: Self.mostValues)
            for fields in page.items { items.append(try read(fields)) }
            if page.isLast { return items }
        }
        throw .unreadable("\(path.first("/")) has more than \(Self.mostPages) pages")
    }

    private func page(
        _ path: String, _ number: Int64, _ parameters: [(String, String)] = [], maxValues: Int
    ) async throws(TicketingFault) -> PageOfFields {
        let paging = [("page_size", "\(Self.pageSize)"), ("page", "\(number)")]
        let answer = try await client.document(path, parameters + paging, maxValues: maxValues)
        let fields = try PretixFields(answer.root, at: path.first("/"))
        return PageOfFields(
            items: try fields.objects("results"), isLast: fields.isNull("next"), total: try fields.integer("count"),
            generatedAt: answer.generatedAt)
    }
}

private struct PageOfFields {
    let items: [PretixFields]
    let isLast: Bool
    let total: Int64
    let generatedAt: Instant?
}

extension Instant {
    /// As a parameter of an address: in UTC, so without a sign that would have to be escaped.
    fileprivate var parameter: String { rfc3339 }
}

extension String {
    /// What stands before a character.
    fileprivate func first(_ separator: Character) -> String { String(prefix { $0 != separator }) }
}
