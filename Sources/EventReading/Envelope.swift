package import Domain
package import StrictJSON

/// How a request's items come.
package enum Envelope: Sendable {
    /// One, whose kind the address says.
    case single(EventKind)
    /// Several, in an array named `batch`, that say their own kind.
    case batch
    /// One that was kept since its refusal, with the kind its address said.
    case kept(EventKind?)
}

/// Why a body holds no items at all; the others are refused one by one.
package enum EnvelopeFault: Error, Sendable, Equatable {
    case notAnObject
    /// The array of this name is not there.
    case missingArray(String)
    /// More than `CollectionLimits` allow.
    case tooManyItems
}

/// What a request's headers say of who sends; nothing of it is kept.
package struct Sender: Sendable {
    /// The page's origin; nil when it is no page that sends.
    package var origin: String?
    /// The browser's own word; nil when it is no browser that sends.
    package var userAgent: String?
    /// Whether the browser asks not to be measured (Sec-GPC, DNT).
    package var isOptedOut: Bool

    package init(origin: String? = nil, userAgent: String? = nil, isOptedOut: Bool = false) {
        self.origin = origin
        self.userAgent = userAgent
        self.isOptedOut = isOptedOut
    }
}

/// What is in a request: the events to store, and the items that are none.
package struct Reading: Sendable {
    package private(set) var events: [CollectedEvent] = []
    package private(set) var refusals: [Refusal] = []
    /// What its items take, with all that their batch says of them.
    private(set) var bytes = 0

    mutating func append(_ event: CollectedEvent) {
        events.append(event)
        bytes += event.payload.count
    }

    mutating func append(_ refusal: Refusal) {
        refusals.append(refusal)
        bytes += refusal.item.payload?.count ?? 0
    }
}

/// An item that is not stored; its place is its index in the batch, 0 for a single one.
package struct Refusal: Sendable {
    package let index: Int
    package let item: RefusedItem
}

/// What one request may hold.
package enum CollectionLimits {
    /// PostHog sends up to 5 MB at once; a long text is its item's fault, not its batch's, as is half of an emoji.
    package static let request = JSONLimits(
        maxBytes: 8 << 20, maxDepth: 32, maxValues: 200_000, maxStringBytes: 8 << 20, mendsEscapes: true)
    package static let itemBytes = 32 << 10
    package static let batchItems = 2_500
    /// Of all the events of one request, each with the defaults of its batch.
    static let readingBytes = 16 << 20
    static let messageIDBytes = 100
    static let identityBytes = 200
    static let nameBytes = 200
    static let pathBytes = 2_000
    /// Of shows, price categories, orders and whatever else an event names.
    static let referenceBytes = 200
    static let eventItems = 200
}

extension JSONValue {
    /// The items of a body under their array's name.
    func items(named name: String) throws(EnvelopeFault) -> JSONElements {
        guard kind == .object else { throw .notAnObject }
        guard let items = self[name]?.elements else { throw .missingArray(name) }
        guard items.count <= CollectionLimits.batchItems else { throw .tooManyItems }
        return items
    }
}

extension UInt8 {
    /// Whether it is one of the characters of what is drawn at random for use in addresses.
    var isOfToken: Bool {
        switch self {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
