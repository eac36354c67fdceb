import Domain
import StrictJSON

/// Who may send what: the rules that look at no more of an item than who sent it and whether its visitor agreed.
struct Admission {
    let application: Application
    let sender: Sender
    let overruling: Set<RejectReason>

    /// Why no item from this page is let in.
    var pageRefusal: RejectReason? {
        let isRefused =
            !overruling.contains(.originNotAllowed) && !application.description.admits(origin: sender.origin)
        return isRefused ? .originNotAllowed : nil
    }

    /// Why the sender is no visitor; what the item says comes before what the request says.
    func robotRefusal(saying userAgent: String?) -> RejectReason? {
        guard !overruling.contains(.robot), let userAgent = userAgent ?? browser?.userAgent else { return nil }
        return Robots.matches(userAgent: userAgent) ? .robot : nil
    }

    /// Why the visitor's own choice keeps an event out.
    func refusal(of consent: Consent) -> RejectReason? {
        switch application.description.mode {
        case .exempt: return .modeIsExempt
        case .choice where !consent.isGiven: return .missingConsent
        // The venue vouches for everyone, but not against somebody's own word.
        case .consented where consent.isRefused: return .missingConsent
        case .choice, .consented:
            return browser?.isOptedOut == true && !consent.isExplicit ? .optedOut : nil
        }
    }

    /// The same of exempt statistics.
    var audienceRefusal: RejectReason? {
        if application.description.mode == .consented { return .modeIsConsented }
        return browser?.isOptedOut == true ? .optedOut : nil
    }

    var trialRefusal: RejectReason? { application.description.isInTestMode ? .testMode : nil }

    /// The sender, unless it is a venue's own server: that one's headers say nothing of a visitor.
    private var browser: Sender? { application.description.kind == .server ? nil : sender }
}

/// What an item says of its visitor's choice.
struct Consent {
    /// Said by the visitor on this very site: it comes before what the browser asks of all sites.
    let isExplicit: Bool
    let isGiven: Bool

    /// Said in so many words, of which a no comes before a yes.
    let isRefused: Bool

    init(context: JSONValue?) {
        let consent = context?.object("consent")
        let mode = consent?.present("mode")
        let categories = consent?.object("categoryPreferences")
        let saysYes = mode?.isString("consented") ?? false
        isRefused = mode != nil && !saysYes || Self.says(false, inCategories: categories)
        isExplicit = saysYes && !isRefused
        isGiven = isExplicit || !isRefused && Self.says(true, inCategories: categories)
    }

    /// As Segment's own consent wrapper writes it, under names of the venue's.
    private static func says(_ word: Bool, inCategories categories: JSONValue?) -> Bool {
        categories?.members?.contains { $0.value.bool == word && $0.name.lowercased() == "analytics" } ?? false
    }
}
