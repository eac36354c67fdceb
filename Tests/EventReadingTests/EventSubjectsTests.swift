import Domain
import EventReading
import Testing

/// Shows, performances, price categories and amounts, in the words of Segment, GA4 and balise.js.
struct EventSubjectsTests {
    private static func event(_ name: String, _ properties: String) throws -> CollectedEvent {
        try Door.server.event(#"{"type":"track","userId":"B","event":"\#(name)","properties":\#(properties)}"#)
    }

    @Test(arguments: [
        (
            "Order Completed",
            #"{"affiliation":"web","products":[{"product_id":"P-1","name":"Phèdre","variant":"plein","price":38.0,"quantity":2}]}"#,
            #"[{"show":"Phèdre","performance":"P-1","price_category":"plein","channel":"web","quantity":2,"amount":7600}]"#
        ),
        (
            "purchase",
            #"{"items":[{"item_id":"P-1","item_name":"Phèdre","item_variant":"réduit","price":"12.345","affiliation":"CE"}]}"#,
            #"[{"show":"Phèdre","performance":"P-1","price_category":"réduit","channel":"CE","quantity":1,"amount":1235}]"#
        ),
        (
            "Product Added",
            #"{"show_id":77,"performance_id":"P-1","price_category":"A","quantity":"3","price":0.335,"name":"Phèdre"}"#,
            #"[{"show":"77","performance":"P-1","price_category":"A","quantity":3,"amount":101}]"#
        ),
        ("Product Viewed", #"{"name":"Phèdre"}"#, #"[{"show":"Phèdre","quantity":1}]"#),
        (
            "view_item", #"{"items":[{"item_name":"Phèdre"},7,{"item_id":"P-2"}]}"#,
            #"[{"show":"Phèdre","quantity":1},{"performance":"P-2","quantity":1}]"#
        ),
        ("Product Shared", #"{"show_id":"SH-1","name":"Un ami"}"#, #"[{"show":"SH-1","quantity":1}]"#),
        ("Product Added", #"{"show_id":"S","quantity":0,"price":-5}"#, #"[{"show":"S","quantity":1,"amount":-500}]"#),
        ("Product Added", #"{"show_id":"S","quantity":2.5,"price":"douze"}"#, #"[{"show":"S","quantity":1}]"#),
        ("Product Added", #"{"products":[],"show_id":"S"}"#, #"[{"show":"S","quantity":1}]"#),
    ])
    func itIsAbout(_ name: String, _ properties: String, items: String) throws {
        #expect(try Self.event(name, properties).itemsText == items)
    }

    @Test(arguments: [
        ("Order Completed", #"{"order_id":"O-1","revenue":76}"#), ("Tombola", #"{"name":"Phèdre","price":3}"#),
        ("Products Searched", #"{"query":"Phèdre"}"#), ("Cart Viewed", #"{"products":"P-1"}"#),
        ("Product Added", #"{"show_id":{"id":7},"name":""}"#), ("Product Added", #"["show_id"]"#),
        ("Product Added", "null"),
    ])
    func itIsAboutNothing(_ name: String, _ properties: String) throws {
        #expect(try Self.event(name, properties).itemsText == nil)
    }

    @Test func aPageDeclaresItsShow() throws {
        let event = try Door.server.event(
            #"{"type":"page","userId":"B","name":"Phèdre","properties":{"name":"Phèdre","show":"SH-1","performance":"P-1"}}"#
        )
        #expect(event.itemsText == #"[{"show":"SH-1","performance":"P-1","quantity":1}]"#)
    }

    @Test func aListIsBounded() throws {
        let products = Array(repeating: #"{"show_id":"S"}"#, count: 250).joined(separator: ",")
        let items = try #require(try Self.event("Cart Viewed", #"{"products":[\#(products)]}"#).itemsText)
        #expect(items.count(where: { $0 == "{" }) == 200)
    }

    @Test(
        arguments: [
            (#"{"order_id":"O-1","currency":"EUR"}"#, "O-1", "EUR"),
            (#"{"transaction_id":12,"currency":"eur"}"#, "12", "EUR"),
            (#"{"products":[{"show_id":"S"},{"show_id":"S","currency":"CHF"}]}"#, nil, "CHF"),
            (#"{"order_id":"","currency":"euro"}"#, nil, nil), (#"{"currency":"E1R"}"#, nil, nil),
            (#"{"currency":978}"#, nil, nil),
        ] as [(String, String?, String?)])
    func theOrderAndItsCurrencyAreRead(_ properties: String, order: String?, currency: String?) throws {
        let event = try Self.event("Order Completed", properties)
        #expect(event.order == order)
        #expect(event.currency == currency)
    }
}
