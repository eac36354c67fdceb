/// The default channel groups, rule by rule and with the regular expressions they are published with: another shape than
/// the product's.
enum ChannelGroupOracle {
    /// How a visit arrived, as its source was found.
    struct Arrival: Sendable {
        var kind: String?
        var source: String?
        var medium: String?
        var campaign: String?
        var click: String?
    }

    struct Rule: Sendable {
        let group: String
        let holds: @Sendable (Signs) -> Bool

        init(_ group: String, _ holds: @escaping @Sendable (Signs) -> Bool) {
            self.group = group
            self.holds = holds
        }
    }

    /// An arrival in lower case, with nothing for what is absent, and without a source that is none.
    struct Signs {
        let kind: String
        let source: String
        let medium: String
        let campaign: String
        let click: String
        let isPaid: Bool
        let isShopping: Bool

        init(_ arrival: Arrival) {
            let kind = arrival.kind?.lowercased() ?? ""
            let source = arrival.source?.lowercased() ?? ""
            let isNone = kind == "payment" || ["(direct)", "(none)", "(not set)"].contains(source)
            self.kind = isNone ? "" : kind
            self.source = isNone ? "" : source
            medium = arrival.medium?.lowercased() ?? ""
            campaign = arrival.campaign?.lowercased() ?? ""
            click = arrival.click?.lowercased() ?? ""
            isPaid = medium.wholeMatch(of: /^(.*cp.*|ppc|retargeting|paid.*)$/) != nil
            isShopping =
                self.kind == "shopping" || campaign.wholeMatch(of: /^(.*(([^a-df-z]|^)shop|shopping).*)$/) != nil
        }

        var isWithoutSource: Bool { kind.isEmpty && source.isEmpty }

        /// A click on an advertisement of someone who is the source, or of whom nothing contradicts that.
        func isClick(_ names: Set<String>, of isAdvertiser: Bool) -> Bool {
            names.contains(click) && (isAdvertiser || isWithoutSource)
        }

        func isEither(_ names: Set<String>) -> Bool { names.contains(source) || names.contains(medium) }
    }

    static let rules: [Rule] = [
        Rule("Cross-network") { $0.campaign.contains("cross-network") },
        Rule("Paid Shopping") { $0.isShopping && $0.isPaid },
        Rule("Paid Search") { $0.kind == "search" && $0.isPaid },
        Rule("Paid Search") { $0.isClick(["gclid", "gbraid", "wbraid"], of: $0.source == "google") },
        Rule("Paid Search") { $0.isClick(["msclkid"], of: $0.source == "bing") },
        Rule("Paid Social") { $0.kind == "social" && $0.isPaid },
        Rule("Paid Social") {
            $0.isClick(["ttclid", "twclid", "rdt_cid", "sccid", "li_fat_id"], of: $0.kind == "social")
        },
        Rule("Paid Video") { $0.kind == "video" && $0.isPaid },
        Rule("Display") { ["display", "banner", "expandable", "interstitial", "cpm"].contains($0.medium) },
        Rule("Display") { $0.click == "dclid" },
        Rule("Paid Other") { $0.isPaid },
        Rule("Organic Shopping") { $0.isShopping },
        Rule("Organic Social") { $0.kind == "social" },
        Rule("Organic Social") { $0.medium.wholeMatch(of: /social|social[- ](network|media)|sm/) != nil },
        Rule("Organic Video") { $0.kind == "video" || $0.medium.wholeMatch(of: /^(.*video.*)$/) != nil },
        Rule("AI Assistants") { $0.kind == "ai" },
        Rule("Organic Search") { $0.kind == "search" || $0.medium == "organic" },
        Rule("Email") { $0.kind == "email" || $0.isEither(["email", "e-mail", "e_mail", "e mail", "newsletter"]) },
        Rule("Affiliates") { $0.medium == "affiliate" },
        Rule("Audio") { $0.medium == "audio" },
        Rule("SMS") { $0.isEither(["sms"]) },
        Rule("Mobile Push") { $0.medium.hasSuffix("push") || $0.source == "firebase" },
        Rule("Mobile Push") { $0.medium.contains("mobile") || $0.medium.contains("notification") },
        Rule("Referral") { ["referral", "app", "link"].contains($0.medium) || !$0.isWithoutSource },
        Rule("Direct") { _ in true },
    ]

    static func group(of arrival: Arrival) -> String? {
        let signs = Signs(arrival)
        return rules.first { $0.holds(signs) }?.group
    }
}
