import Domain
import StrictJSON

/// The page an event happened on, and how its visitor came to it.
struct VisitedPage {
    let path: String?
    let arrival: Arrival

    /// `item` is the whole one: addresses that are cleaned no longer say which link was followed.
    init(_ item: JSONValue, kind: EventKind, properties: JSONValue?) {
        let context = item.object("context")
        let page = context?.object("page")
        // Of a page these are the page's own; of other events they are what the event is about.
        let own = kind == .page || kind == .screen ? properties : nil
        let url = Self.text([(page, "url"), (own, "url"), (properties, "page_location"), (properties, "$current_url")])
        let referrer = Self.text([
            (page, "referrer"), (own, "referrer"), (context?.object("referrer"), "url"), (properties, "page_referrer"),
            (properties, "$referrer"),
        ])
        let campaign = Self.campaign(context?.object("campaign"), properties)
        let address = url.flatMap { PageAddress(String(decoding: $0, as: UTF8.self)) }
        let path = Self.text([(page, "path"), (own, "path"), (properties, "$pathname")])
        self.path = path.flatMap(Self.kept) ?? address.flatMap { Self.kept(Array($0.path.utf8)[...]) }
        guard address != nil || referrer != nil || !campaign.isEmpty else {
            arrival = Arrival(page: nil, referrer: nil, campaign: [:])
            return
        }
        arrival =
            Arrival(
                page: address, referrer: referrer.map { String(decoding: $0, as: UTF8.self) }, campaign: campaign
            ).withoutFullAddresses
    }

    private static func text(_ places: [(JSONValue?, String)]) -> ArraySlice<UInt8>? {
        for (object, name) in places {
            if let text = object?[name]?.utf8, !text.isEmpty { return text }
        }
        return nil
    }

    static func kept(_ path: ArraySlice<UInt8>) -> String? {
        guard path.first == UInt8(ascii: "/") else { return nil }
        let clean = CleanLocation.ofPath(path)
        return clean.utf8.count <= CollectionLimits.pathBytes ? clean : nil
    }

    /// Under the names of Segment's `context.campaign`; PostHog puts the parameters themselves among the properties.
    private static func campaign(_ campaign: JSONValue?, _ properties: JSONValue?) -> [String: String] {
        var found: [String: String] = [:]
        for name in ["source", "medium", "name", "term", "content", "id"] {
            let parameter = name == "name" ? "utm_campaign" : "utm_" + name
            if let text = campaign?[name]?.string ?? properties?[parameter]?.string { found[name] = text }
        }
        return found
    }
}

extension Arrival {
    fileprivate var withoutFullAddresses: Arrival {
        var arrival = self
        for field in [\Arrival.source, \.medium, \.campaign, \.term, \.content, \.campaignID] {
            arrival[keyPath: field] = arrival[keyPath: field].map { text in
                AddressLiterals.truncated(in: Array(text.utf8)[...]) ?? text
            }
        }
        return arrival
    }
}
