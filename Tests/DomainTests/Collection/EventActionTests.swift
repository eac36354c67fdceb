import Domain
import Testing

struct EventActionTests {
    @Test(
        arguments: [
            (.pageView, ["$pageview", "page_view", "Page Viewed", "$screen", "screen_view"]),
            (.seasonView, ["Product List Viewed", "view_item_list"]),
            (.showView, ["Product Viewed", "view_item"]),
            (.basketAdd, ["Product Added", "add_to_cart"]),
            (.basketRemove, ["Product Removed", "remove_from_cart"]),
            (.basketView, ["Cart Viewed", "view_cart"]),
            (.checkoutStart, ["Checkout Started", "begin_checkout"]),
            (.paymentInfo, ["Payment Info Entered", "add_payment_info"]),
            (.orderPlaced, ["Order Completed", "purchase", "order_placed"]),
            (.orderCancelled, ["Order Cancelled", "Order Canceled"]),
            (.orderRefunded, ["Order Refunded", "refund"]),
            (.search, ["Products Searched", "search", "view_search_results"]),
            (.showSelect, ["Product Clicked", "select_item"]),
            (.promotionView, ["Promotion Viewed", "view_promotion"]),
            (.promotionSelect, ["Promotion Clicked", "select_promotion"]),
            (.wishlistAdd, ["Product Added to Wishlist", "add_to_wishlist"]),
            (.share, ["Product Shared", "Cart Shared", "share"]),
            (.consentGiven, ["Consent Given"]),
            (.consentWithdrawn, ["Consent Withdrawn"]),
            (.identify, ["$identify"]), (.alias, ["$create_alias"]), (.group, ["$groupidentify"]),
            (.login, ["login", "Signed In"]), (.signUp, ["sign_up", "Signed Up"]),
            (.emailClick, ["Email Link Clicked"]),
        ] as [(EventAction, [String])])
    func everyVocabularyTellsTheSameAction(action: EventAction, names: [String]) {
        for name in names {
            #expect(EventAction.named(name) == action, "\(name)")
        }
    }

    @Test(arguments: [
        "ORDER COMPLETED", "order completed", "OrderCompleted", "order_completed", "order-completed",
        "$order_completed", "  Order  Completed ", "__order--completed__", "oRdErCoMpLeTeD",
    ])
    func caseAndSeparatorsDoNotCount(_ name: String) {
        #expect(EventAction.named(name) == .orderPlaced)
    }

    @Test(arguments: [
        "", " ", "$", "_-_", "Order Completed 2", "My Order Completed", "OrderComplete", "order$completed",
        "purchases", "repurchase", "Ordér Completed", "ORDER\u{0}COMPLETED", "Seat Map Opened", "other", "alias",
        "group", "シェア",
    ])
    func anyOtherNameIsAnotherAction(_ name: String) {
        #expect(EventAction.named(name) == .other)
    }

    @Test func everyActionOfOursIsKnownByItsOwnName() {
        let unnamed: Set<EventAction> = [.other, .alias, .group]
        for action in EventAction.allCases where !unnamed.contains(action) {
            #expect(EventAction.named(action.rawValue) == action)
        }
    }

    @Test func theKindOfCallComesBeforeTheName() {
        #expect(EventAction(kind: .page, name: "purchase") == .pageView)
        #expect(EventAction(kind: .screen, name: nil) == .pageView)
        #expect(EventAction(kind: .identify, name: nil) == .identify)
        #expect(EventAction(kind: .alias, name: nil) == .alias)
        #expect(EventAction(kind: .group, name: nil) == .group)
        #expect(EventAction(kind: .track, name: "purchase") == .orderPlaced)
        #expect(EventAction(kind: .track, name: nil) == .other)
    }

    @Test func noNameIsTooStrange() {
        let seed: UInt64 = 11
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(EventAction.named(String(decoding: bytes, as: UTF8.self)) == .other, "seed \(seed)")
        }
    }
}
