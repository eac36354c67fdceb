/// What a visitor did, in our words, whatever the vocabulary of who sent it.
package enum EventAction: String, CaseIterable, Sendable {
    case pageView = "page_view"
    case seasonView = "season_view"
    case showView = "show_view"
    case basketAdd = "basket_add"
    case basketRemove = "basket_remove"
    case basketView = "basket_view"
    case checkoutStart = "checkout_start"
    case paymentInfo = "payment_info"
    case orderPlaced = "order_placed"
    case orderCancelled = "order_cancelled"
    case orderRefunded = "order_refunded"
    case search
    case showSelect = "show_select"
    case promotionView = "promotion_view"
    case promotionSelect = "promotion_select"
    case wishlistAdd = "wishlist_add"
    case share
    case consentGiven = "consent_given"
    case consentWithdrawn = "consent_withdrawn"
    case identify, alias, group, login
    case signUp = "sign_up"
    case emailClick = "email_click"
    /// Anything else, kept under its own name.
    case other

    package init(kind: EventKind, name: String?) {
        switch kind {
        case .page, .screen: self = .pageView
        case .identify: self = .identify
        case .alias: self = .alias
        case .group: self = .group
        case .track: self = name.map(Self.named) ?? .other
        }
    }

    /// The action that the name of a track event tells, in the vocabularies of Segment, GA4, PostHog and ours.
    ///
    /// Case, spaces, `_`, `-` and a leading `$` do not count.
    package static func named(_ name: String) -> EventAction {
        let letters = name.utf8.lazy.filter { !isIgnored($0) }
        let place = names.phrase(spelledBy: letters.drop { $0 == UInt8(ascii: "$") })
        return place.map { vocabulary[$0].action } ?? .other
    }

    private static func isIgnored(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static let names = PhraseAutomaton(vocabulary.map(\.name))

    private static let vocabulary: [(name: String, action: EventAction)] = [
        (.pageView, "pageview pageviewed screen screenview screenviewed"),
        (.seasonView, "productlistviewed viewitemlist seasonview"),
        (.showView, "productviewed viewitem showview"),
        (.basketAdd, "productadded addtocart basketadd"),
        (.basketRemove, "productremoved removefromcart basketremove"),
        (.basketView, "cartviewed viewcart basketview"),
        (.checkoutStart, "checkoutstarted begincheckout checkoutstart"),
        (.paymentInfo, "paymentinfoentered addpaymentinfo paymentinfo"),
        (.orderPlaced, "ordercompleted purchase orderplaced"),
        (.orderCancelled, "ordercancelled ordercanceled"),
        (.orderRefunded, "orderrefunded refund"),
        (.search, "productssearched search viewsearchresults"),
        (.showSelect, "productclicked selectitem showselect"),
        (.promotionView, "promotionviewed viewpromotion promotionview"),
        (.promotionSelect, "promotionclicked selectpromotion promotionselect"),
        (.wishlistAdd, "productaddedtowishlist addtowishlist wishlistadd"),
        (.share, "productshared cartshared share"),
        (.consentGiven, "consentgiven"),
        (.consentWithdrawn, "consentwithdrawn"),
        (.identify, "identify"),
        (.alias, "createalias"),
        (.group, "groupidentify"),
        (.login, "login signedin"),
        (.signUp, "signup signedup"),
        (.emailClick, "emaillinkclicked emailclick"),
    ].flatMap { action, names in names.split(separator: " ").map { (String($0), action) } }
}
