/// An arrival whose group somebody decided by hand, by the rule it shows.
struct ChannelGroupCase: Sendable {
    let rule: String
    let group: String
    let arrival: ChannelGroupOracle.Arrival

    private init(
        _ rule: String, _ group: String, kind: String? = nil, source: String? = nil, medium: String? = nil,
        campaign: String? = nil, click: String? = nil
    ) {
        self.rule = rule
        self.group = group
        arrival = ChannelGroupOracle.Arrival(
            kind: kind, source: source, medium: medium, campaign: campaign, click: click)
    }

    static let all = campaigns + paid + unpaid + messages + rest

    private static let campaigns: [ChannelGroupCase] = [
        .init("1 before all others", "Cross-network", kind: "search", medium: "cpc", campaign: "Cross-Network été"),
        .init("1 within a name", "Cross-network", campaign: "2026_cross-network_fr"),
        .init("1 spelt otherwise", "Direct", campaign: "cross network"),
        .init("2 a shop", "Paid Shopping", kind: "shopping", source: "amazon", medium: "cpc"),
        .init("2 a shop by campaign", "Paid Shopping", source: "google", medium: "ppc", campaign: "Shop de Noël"),
        .init("2 before search", "Paid Shopping", kind: "search", medium: "cpc", campaign: "shopping"),
        .init("2 an e-shop", "Paid Shopping", medium: "cpc", campaign: "eshop"),
        .init("2 after a sign", "Paid Shopping", medium: "cpc", campaign: "saison_shop_26"),
        .init("2 after a digit", "Paid Shopping", medium: "cpc", campaign: "26shop"),
        .init("2 after an accent", "Paid Shopping", medium: "cpc", campaign: "éshop"),
        .init("2 a workshop is none", "Paid Other", medium: "cpc", campaign: "workshop"),
        .init("2 a bishop is none", "Paid Other", medium: "cpc", campaign: "The Bishop"),
        .init("2 shopping after any letter", "Paid Shopping", medium: "cpc", campaign: "windowshopping"),
        .init("8 a shop", "Organic Shopping", kind: "shopping", source: "leboncoin"),
        .init("8 by campaign", "Organic Shopping", medium: "email", campaign: "shop"),
        .init("8 a workshop is none", "Email", medium: "email", campaign: "workshop"),
        .init("8 before social", "Organic Shopping", kind: "social", source: "facebook", campaign: "shopping"),
    ]

    private static let paid: [ChannelGroupCase] = [
        .init("3 cpc", "Paid Search", kind: "search", source: "qwant", medium: "cpc"),
        .init("3 cpm of a search engine", "Paid Search", kind: "search", source: "google", medium: "cpm"),
        .init("3 display of a search engine", "Display", kind: "search", source: "google", medium: "display"),
        .init("3 cp anywhere", "Paid Search", kind: "search", medium: "fr-cpa-26"),
        .init("3 c and p apart", "Organic Search", kind: "search", medium: "c-p"),
        .init("3 ppc", "Paid Search", kind: "search", medium: "PPC"),
        .init("3 ppc is the whole medium", "Organic Search", kind: "search", medium: "ppc-fr"),
        .init("3 retargeting", "Paid Search", kind: "search", medium: "retargeting"),
        .init("3 retargeting is the whole medium", "Organic Search", kind: "search", medium: "retargeting-fr"),
        .init("3 what begins with paid", "Paid Search", kind: "search", medium: "paidsearch"),
        .init("3 what ends with paid", "Organic Search", kind: "search", medium: "unpaid"),
        .init("3 google with gclid", "Paid Search", kind: "search", source: "Google", click: "gclid"),
        .init("3 google with gbraid", "Paid Search", source: "google", click: "gbraid"),
        .init("3 gclid alone", "Paid Search", click: "gclid"),
        .init("3 wbraid alone", "Paid Search", click: "wbraid"),
        .init("3 gclid of a newsletter", "Email", source: "newsletter", medium: "email", click: "gclid"),
        .init("3 gclid of another", "Referral", source: "example.org", click: "gclid"),
        .init("3 bing with msclkid", "Paid Search", kind: "search", source: "bing", click: "MSCLKID"),
        .init("3 msclkid alone", "Paid Search", click: "msclkid"),
        .init("3 google with msclkid", "Organic Search", kind: "search", source: "google", click: "msclkid"),
        .init("3 bing with gclid", "Organic Search", kind: "search", source: "bing", click: "gclid"),
        .init("4 cpc", "Paid Social", kind: "social", source: "facebook", medium: "cpc"),
        .init("4 cpm of a network", "Paid Social", kind: "social", source: "instagram", medium: "cpm"),
        .init("4 paid social of nobody known", "Paid Other", source: "regie", medium: "paid-social"),
        .init("4 ttclid", "Paid Social", kind: "social", source: "tiktok", click: "ttclid"),
        .init("4 ScCid alone", "Paid Social", click: "ScCid"),
        .init("4 ttclid of another", "Referral", source: "example.org", click: "ttclid"),
        .init("4 fbclid is not paid", "Organic Social", kind: "social", source: "facebook", click: "fbclid"),
        .init("5 cpv", "Paid Other", source: "youtube", medium: "cpv"),
        .init("5 of a known one", "Paid Video", kind: "video", source: "youtube", medium: "cpv"),
        .init("6 cpm elsewhere", "Display", source: "lemonde.fr", medium: "cpm"),
        .init("6 cpm of nobody", "Display", medium: "cpm"),
        .init("6 cpm of an assistant", "Display", kind: "ai", source: "chatgpt", medium: "cpm"),
        .init("6 banner", "Display", source: "telerama.fr", medium: "Banner"),
        .init("6 banner of a network", "Display", kind: "social", source: "facebook", medium: "banner"),
        .init("6 dclid", "Display", source: "lemonde.fr", click: "dclid"),
        .init("7 cpc elsewhere", "Paid Other", source: "lemonde.fr", medium: "cpc"),
        .init("7 retargeting", "Paid Other", source: "criteo", medium: "retargeting"),
        .init("7 cpm with more", "Paid Other", source: "lemonde.fr", medium: "cpm-video"),
        .init("7 of an assistant", "Paid Other", kind: "ai", source: "chatgpt", medium: "cpc"),
        .init("7 of a payment provider's campaign", "Paid Other", kind: "payment", source: "paypal", medium: "cpc"),
    ]

    private static let unpaid: [ChannelGroupCase] = [
        .init("9 a network", "Organic Social", kind: "social", source: "linkedin"),
        .init("9 by medium", "Organic Social", source: "example.org", medium: "social-media"),
        .init("9 by medium with a space", "Organic Social", medium: "Social Network"),
        .init("9 sm", "Organic Social", source: "example.org", medium: "sm"),
        .init("9 is the whole medium", "Referral", source: "example.org", medium: "socials"),
        .init("9 an e-mail in a network's name", "Organic Social", kind: "social", source: "x", medium: "email"),
        .init("10 a video", "Organic Video", kind: "video", source: "vimeo"),
        .init("10 within a medium", "Organic Video", source: "example.org", medium: "ma-video-1"),
        .init("11 an assistant", "AI Assistants", kind: "ai", source: "chatgpt"),
        .init("11 before search", "AI Assistants", kind: "ai", source: "chatgpt", medium: "organic"),
        .init("12 a search engine", "Organic Search", kind: "search", source: "qwant"),
        .init("12 by medium", "Organic Search", source: "gmb", medium: "organic"),
        .init("12 before e-mail", "Organic Search", source: "newsletter", medium: "organic"),
    ]

    private static let messages: [ChannelGroupCase] = [
        .init("13 by medium", "Email", source: "brevo", medium: "E-mail"),
        .init("13 by source", "Email", source: "e_mail"),
        .init("13 newsletter as a medium", "Email", source: "theatre", medium: "newsletter"),
        .init("13 newsletter as a source", "Email", source: "Newsletter"),
        .init("13 is the whole medium", "Referral", source: "theatre", medium: "newsletters"),
        .init("13 a mailbox", "Email", kind: "email", source: "gmail"),
        .init("13 before affiliates", "Email", source: "newsletter", medium: "affiliate"),
        .init("14 by medium", "Affiliates", source: "example.org", medium: "affiliate"),
        .init("15 by medium", "Audio", source: "spotify", medium: "audio"),
        .init("16 by medium", "SMS", source: "theatre", medium: "sms"),
        .init("16 by source", "SMS", source: "SMS"),
        .init("17 ends with push", "Mobile Push", source: "theatre", medium: "web-push"),
        .init("17 begins with push", "Referral", source: "theatre", medium: "push-web"),
        .init("17 mobile", "Mobile Push", medium: "app-mobile-26"),
        .init("17 notification", "Mobile Push", medium: "app notifications"),
        .init("17 firebase", "Mobile Push", source: "firebase"),
    ]

    private static let rest: [ChannelGroupCase] = [
        .init("18 by medium", "Referral", medium: "link"),
        .init("18 any source", "Referral", source: "theatre-ami.fr"),
        .init("18 a reseller", "Referral", kind: "referral", source: "billetreduc"),
        .init("18 a known kind alone", "Referral", kind: "referral"),
        .init("18 an unknown medium", "Referral", source: "theatre", medium: "flyer"),
        .init("19 nothing", "Direct"),
        .init("19 empty texts", "Direct", kind: "", source: "", medium: "", campaign: "", click: ""),
        .init("19 (none)", "Direct", medium: "(none)"),
        .init("19 (not set)", "Direct", source: "(not set)", medium: "(not set)"),
        .init("19 (direct)", "Direct", source: "(direct)", medium: "(none)"),
        .init("19 an unknown medium of nobody", "Direct", medium: "flyer", campaign: "ouverture"),
        .init("19 a payment provider", "Direct", kind: "payment", source: "paypal"),
        .init("19 fbclid alone", "Direct", click: "fbclid"),
        .init("13 in a payment provider's campaign", "Email", kind: "payment", source: "paypal", medium: "email"),
    ]
}
