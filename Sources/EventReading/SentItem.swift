import Domain
import StrictJSON

/// What an item says, in whichever vocabulary it says it.
struct SentItem {
    let kind: EventKind
    /// Of a track event, or of a page.
    let name: String?
    let messageID: String
    let anonymousID: String?
    let userID: String?
    let timestamp: Instant?
    let sentAt: Instant?
    let properties: JSONValue?

    /// `kind` is what the address says; without it the item says it itself.
    init(_ item: JSONValue, kind: EventKind?) throws(ItemFault) {
        if let kind = Self.segmentKind(of: item, said: kind) {
            try self.init(segment: item, kind: kind)
        } else if item.isOfPostHog {
            try self.init(postHog: item)
        } else {
            throw ItemFault(.unknownType)
        }
    }

    private static func segmentKind(of item: JSONValue, said kind: EventKind?) -> EventKind? {
        kind ?? item["type"]?.string.flatMap(EventKind.init)
    }

    /// What an item is, if need be without all that makes it one; nil for what is neither Segment's nor a page of PostHog's.
    static func kind(of item: JSONValue, said kind: EventKind?) -> EventKind? {
        if let kind = segmentKind(of: item, said: kind) { return kind }
        return item.isOfPostHog && item["event"]?.isString("$pageview") ?? false ? .page : nil
    }

    /// Where the sender's id of an item stands.
    static func messageID(of item: JSONValue, kind: EventKind?) -> JSONValue? {
        if segmentKind(of: item, said: kind) == nil, item.isOfPostHog {
            return item.present("uuid") ?? item.object("properties")?.present("$insert_id")
        }
        return item.present("messageId")
    }

    /// Of Segment, RudderStack and balise.js.
    private init(segment item: JSONValue, kind: EventKind) throws(ItemFault) {
        self.kind = kind
        let anonymousID = try item.identity("anonymousId")
        userID = try item.identity("userId")
        var name: String?
        var previousID: String?
        switch kind {
        case .track:
            name = try item.text("event", upTo: CollectionLimits.nameBytes)
            guard name?.isEmpty == false else { throw ItemFault(.missingEventName) }
        case .page, .screen: name = try item.text("name", upTo: CollectionLimits.nameBytes)
        case .group:
            guard try item.identity("groupId") != nil else { throw ItemFault(.missingIdentity) }
        case .alias:
            previousID = try item.identity("previousId")
            guard previousID != nil else { throw ItemFault(.missingIdentity) }
        case .identify: break
        }
        self.name = name
        self.anonymousID = anonymousID ?? previousID
        guard userID != nil || anonymousID != nil else { throw ItemFault(.missingIdentity) }
        messageID = try MessageID.read(Self.messageID(of: item, kind: kind))
        timestamp = try item.instant("timestamp")
        sentAt = try item.instant("sentAt")
        properties = item.object("properties")
    }

    /// Of PostHog's capture API.
    private init(postHog item: JSONValue) throws(ItemFault) {
        guard let event = try item.text("event", upTo: CollectionLimits.nameBytes), !event.isEmpty else {
            throw ItemFault(.missingEventName)
        }
        let properties = item.object("properties")
        let people = try PostHogPeople(item, properties: properties, event: event)
        (anonymousID, userID) = (people.anonymousID, people.userID)
        switch event {
        case "$pageview": (kind, name) = (.page, try properties?.text("title", upTo: CollectionLimits.nameBytes))
        case "$screen": (kind, name) = (.screen, try properties?.text("$screen_name", upTo: CollectionLimits.nameBytes))
        case "$identify", "$set", "$set_once": (kind, name) = (.identify, nil)
        case "$create_alias": (kind, name) = (.alias, nil)
        case "$groupidentify":
            guard try properties?.identity("$group_key") != nil else { throw ItemFault(.missingIdentity) }
            (kind, name) = (.group, nil)
        default: (kind, name) = (.track, event)
        }
        guard anonymousID != nil || userID != nil else { throw ItemFault(.missingIdentity) }
        messageID = try MessageID.read(Self.messageID(of: item, kind: nil))
        timestamp = try item.instant("timestamp")
        sentAt = nil
        self.properties = properties
    }
}

/// The sender's id of an item: the same one again has no effect.
enum MessageID {
    static func read(_ value: JSONValue?) throws(ItemFault) -> String {
        guard let value else { return made() }
        guard let id = known(value) else { throw ItemFault(.invalidMessageID) }
        return id
    }

    /// The id if it is one.
    static func known(_ value: JSONValue?) -> String? {
        guard let id = value?.utf8, (1...CollectionLimits.messageIDBytes).contains(id.count),
            !AddressLiterals.isAddress(id)
        else { return nil }
        return String(decoding: id, as: UTF8.self)
    }

    /// For a sender that gives none; such an item is new each time it is sent.
    static func made() -> String {
        let halves = (0..<2).map { _ in String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16) }
        return "server-" + halves.joined()
    }
}
