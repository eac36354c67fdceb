import Domain
import StrictJSON

/// What an event is about: the products it lists, or what its own properties name.
struct EventSubjects {
    let items: [EventItem]
    let order: String?
    let currency: String?

    init(_ properties: JSONValue?, action: EventAction) {
        guard let properties else {
            (items, order, currency) = ([], nil, nil)
            return
        }
        let list = Self.list(in: properties)
        let affiliation = properties.reference("affiliation", "channel")
        items =
            list.map { list in
                list.prefix(CollectionLimits.eventItems).compactMap { entry in
                    EventItem(entry, isProduct: true, channel: affiliation)
                }
            } ?? EventItem(properties, isProduct: action.isAboutProduct, channel: affiliation).map { [$0] } ?? []
        order = properties.reference("order_id", "transaction_id")
        currency = Self.currency(of: properties) ?? list.flatMap { $0.lazy.compactMap(Self.currency).first }
    }

    /// As a strict JSON array; nil for none.
    var json: ArraySlice<UInt8>? {
        guard !items.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.array { writer in
            for item in items { item.write(to: &writer) }
        }
        return writer.bytes[...]
    }

    /// Segment's name for it, or GA4's.
    private static func list(in properties: JSONValue) -> JSONElements? {
        for name in ["products", "items"] {
            if let list = properties[name]?.elements, list.contains(where: { $0.kind == .object }) { return list }
        }
        return nil
    }

    private static func currency(of object: JSONValue) -> String? {
        guard let code = object["currency"]?.utf8, code.count == 3,
            code.allSatisfy({ (65...90).contains($0 & 0xDF) && $0 < 128 })
        else { return nil }
        return String(decoding: code.map { $0 & 0xDF }, as: UTF8.self)
    }
}

extension EventAction {
    /// Whether properties such as `name` are those of a show, and not of a page or of anything else.
    fileprivate var isAboutProduct: Bool {
        switch self {
        case .showView, .showSelect, .basketAdd, .basketRemove, .wishlistAdd: true
        default: false
        }
    }
}

extension EventItem {
    /// The most tickets that one line can be of.
    private static let mostTickets: Int64 = 100_000

    /// Nil when the object names none of what is looked for.
    fileprivate init?(_ object: JSONValue, isProduct: Bool, channel: String?) {
        guard object.kind == .object else { return nil }
        let show = object.reference("show_id", "show") ?? (isProduct ? object.reference("name", "item_name") : nil)
        let performance =
            object.reference("performance_id", "performance")
            ?? (isProduct ? object.reference("product_id", "item_id") : nil)
        let category =
            object.reference("price_category") ?? (isProduct ? object.reference("variant", "item_variant") : nil)
        guard show != nil || performance != nil || category != nil else { return nil }
        let quantity = Self.quantity(object["quantity"])
        self.init(
            show: show, performance: performance, priceCategory: category,
            channel: object.reference("affiliation", "channel") ?? channel, quantity: quantity,
            amountCents: Self.amount(object["price"], times: quantity))
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if let show { writer.member("show", show) }
            if let performance { writer.member("performance", performance) }
            if let priceCategory { writer.member("price_category", priceCategory) }
            if let channel { writer.member("channel", channel) }
            writer.member("quantity", quantity as Int64?)
            if let amountCents { writer.member("amount", amountCents as Int64?) }
        }
    }

    /// One where it is not said, or said as no number of tickets can be.
    private static func quantity(_ value: JSONValue?) -> Int64 {
        guard let value, let number = value.int64 ?? value.string.flatMap({ Int64($0) }),
            (1...mostTickets).contains(number)
        else { return 1 }
        return number
    }

    private static func amount(_ price: JSONValue?, times quantity: Int64) -> Int64? {
        switch price?.kind {
        case .number:
            price.flatMap { Money.cents(decimal: String(decoding: $0.rawBytes, as: UTF8.self), times: quantity) }
        case .string: price?.string.flatMap { Money.cents(decimal: $0, times: quantity) }
        default: nil
        }
    }
}
