/// What the door reads about where a visitor came from.
package struct Arrival: Sendable, Equatable {
    /// In small letters, as the medium.
    package var source: String?
    package var medium: String?
    package var campaign: String?
    package var term: String?
    package var content: String?
    package var campaignID: String?
    /// The name of the parameter in which an advertiser told which click this was: never its value.
    package var clickID: String?
    /// Without `www.`; nil when it is the page's own host, or no name of one.
    package var referrerHost: String?
    package var shareToken: String?

    package var isEmpty: Bool { self == Arrival() }

    package init() {}

    /// Reads the parameters of the page's address; what the `context.campaign` of Segment says comes before them.
    package init(page: PageAddress?, referrer: String?, campaign: [String: String]) {
        referrerHost = referrer.flatMap(Self.host).flatMap { $0 == page?.host ? nil : $0 }
        let parameters = page.flatMap(ArrivalParameters.init)
        guard parameters != nil || !campaign.isEmpty else { return }
        func text(_ name: String, _ others: ArrivalParameters.Name...) -> String? {
            campaign[name].flatMap(Self.kept) ?? others.lazy.compactMap { parameters?[$0].flatMap(Self.kept) }.first
        }
        source = text("source", .utmSource, .source, .ref)?.lowercased()
        medium = text("medium", .utmMedium)?.lowercased()
        self.campaign = text("name", .utmCampaign)
        term = text("term", .utmTerm)
        content = text("content", .utmContent)
        campaignID = text("id", .utmID)
        clickID = parameters?.clickID
        shareToken = parameters?[.share].flatMap { Self.isShareToken($0) ? $0 : nil }
    }

    private static let longest = 200

    /// The text as it may be kept: trimmed, cut; nil when nothing is left, or it holds an e-mail address or what
    /// an address may not.
    private static func kept(_ text: String) -> String? {
        let shown = text.utf8.filter { $0 == 32 || !$0.isSpaceOrControl }.drop { $0 == 32 }
        guard !PrivateText.isIn(shown, tokensCount: false) else { return nil }
        var cut = shown.prefix(longest)
        // Not in the middle of a character: its later bytes begin with the bits 10.
        while cut.endIndex < shown.endIndex, shown[cut.endIndex] & 0xC0 == 0x80 { cut.removeLast() }
        while cut.last == 32 { cut.removeLast() }
        return cut.isEmpty ? nil : String(decoding: cut, as: UTF8.self)
    }

    private static func isShareToken(_ text: String) -> Bool {
        (16...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    /// The host of a referrer, which may be told alone.
    private static func host(_ referrer: String) -> String? {
        guard let host = PageAddress.host(of: referrer) ?? PageAddress.host(of: "//" + referrer), host != "localhost",
            !host.hasSuffix(".localhost"), !PrivateText.isIn(Array(host.utf8)[...])
        else { return nil }
        // Only what ends with a digit or a bracket may be an IP address.
        return host.utf8.last?.isLetter == true || TruncatedAddress.of(host) == nil ? host : nil
    }
}

/// The parameters of a page's address that tell of an arrival, read in one pass.
private struct ArrivalParameters {
    enum Name: Int, CaseIterable {
        case utmSource, source, ref, utmMedium, utmCampaign, utmTerm, utmContent, utmID, share
    }

    private var values: [ArraySlice<UInt8>?] = Array(repeating: nil, count: Name.allCases.count)
    private var click = Self.clicks.count

    init?(_ page: PageAddress) {
        guard page.hasParameters else { return nil }
        page.forEachParameter { name, value in
            guard !value.isEmpty, let place = Self.automaton.phrase(spelledBy: name) else { return }
            if place < Self.names.count {
                values[place] = values[place] ?? value
            } else {
                click = min(click, place - Self.names.count)
            }
        }
    }

    subscript(name: Name) -> String? {
        values[name.rawValue].map(PercentEncoding.parameterValue)
    }

    var clickID: String? { click < Self.clicks.count ? Self.clicks[click] : nil }

    /// In the order of the cases of ``Name``.
    private static let names = [
        "utm_source", "source", "ref", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "sic_share",
    ]

    /// What tells most of an advertisement first.
    private static let clicks = [
        "gclid", "gbraid", "wbraid", "dclid", "msclkid", "fbclid", "ttclid", "li_fat_id", "twclid", "epik", "rdt_cid",
        "ScCid", "mc_cid", "mc_eid",
    ]

    private static let automaton = PhraseAutomaton(names + clicks)
}
