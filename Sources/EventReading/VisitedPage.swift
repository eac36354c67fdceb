import Domain
import StrictJSON

/// The page an event happened on, and how its visitor came to it.
struct VisitedPage {
    let path: String?
    let arrival: Arrival

    init(_ item: PreparedItem, kind: EventKind) {
        // The whole item: addresses that are cleaned no longer say which link was followed.
        let context = item.sent.object("context")
        let properties = item.sent.object("properties")
        let page = context?.object("page")
        // Of a page these are the page's own; of other events they are what the event is about.
        let own = kind == .page || kind == .screen ? properties : nil
        let url =
            page?.words("url") ?? own?.words("url") ?? properties?.words("page_location")
            ?? properties?.words("$current_url")
        let referrer =
            page?.words("referrer") ?? own?.words("referrer") ?? context?.object("referrer")?.words("url")
            ?? properties?.words("page_referrer") ?? properties?.words("$referrer")
        let campaign = Self.campaign(item.value)
        let address = url.flatMap { PageAddress(String(decoding: $0, as: UTF8.self)) }
        let path = page?.words("path") ?? own?.words("path") ?? properties?.words("$pathname")
        self.path = path.flatMap(Self.kept) ?? address.flatMap { Self.kept(Array($0.path.utf8)[...]) }
        guard address != nil || referrer != nil || !campaign.isEmpty else {
            arrival = Arrival()
            return
        }
        arrival =
            Arrival(
                page: address, referrer: referrer.map { String(decoding: $0, as: UTF8.self) }, campaign: campaign
            ).withoutFullAddresses
    }

    static func kept(_ path: ArraySlice<UInt8>) -> String? {
        guard path.first == UInt8(ascii: "/") else { return nil }
        if path.withUnsafeBufferPointer({ PageAddress.isPlain($0) }) { return String(decoding: path, as: UTF8.self) }
        let clean = CleanLocation.ofPath(path)
        return clean.utf8.count <= CollectionLimits.pathBytes ? clean : nil
    }

    /// Under the names of Segment's `context.campaign`; PostHog puts the parameters themselves among the properties.
    private static func campaign(_ item: JSONValue) -> [String: String] {
        let campaign = item.object("context")?.object("campaign")
        let properties = item.object("properties")
        var found: [String: String] = [:]
        guard campaign != nil || properties != nil else { return found }
        for (name, parameter) in fields {
            if let text = campaign?[name]?.string ?? properties?[parameter]?.string { found[name] = text }
        }
        return found
    }

    private static let fields = [
        ("source", "utm_source"), ("medium", "utm_medium"), ("name", "utm_campaign"), ("term", "utm_term"),
        ("content", "utm_content"), ("id", "utm_id"),
    ]
}

extension Arrival {
    fileprivate var withoutFullAddresses: Arrival {
        var arrival = self
        Self.truncate(&arrival.source)
        Self.truncate(&arrival.medium)
        Self.truncate(&arrival.campaign)
        Self.truncate(&arrival.term)
        Self.truncate(&arrival.content)
        Self.truncate(&arrival.campaignID)
        return arrival
    }

    private static func truncate(_ text: inout String?) {
        guard let full = text else { return }
        text = AddressLiterals.truncated(in: Array(full.utf8)[...]) ?? full
    }
}

extension JSONValue {
    /// A text that says something.
    fileprivate func words(_ name: String) -> ArraySlice<UInt8>? {
        guard let text = self[name]?.utf8, !text.isEmpty else { return nil }
        return text
    }
}
