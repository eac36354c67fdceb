import Domain
import EventReading
import StrictJSON
import Testing

/// What is kept beside the payload of a refused item, so that it can be tried again without loss.
struct RefusalTests {
    private static let address = "https://www.theatre.example/a?gclid=abc&sic_share=0123456789abcdef"

    private static func foreign(_ item: String) throws -> RefusedItem {
        var door = Door.website(.consented)
        door.sender.origin = "https://elsewhere.example"
        return try door.refusal(of: item)
    }

    @Test(arguments: [
        #"{"type":"page","anonymousId":"v","properties":{"url":"\#(address)"}}"#,
        #"{"type":"track","event":"e","anonymousId":"v","context":{"page":{"url":"\#(address)"}}}"#,
        #"{"type":"track","event":"e","anonymousId":"v","properties":{"page_location":"\#(address)"}}"#,
        #"{"event":"$pageview","distinct_id":"v","properties":{"$current_url":"\#(address)"}}"#,
        #"{"event":"$pageview","distinct_id":"v","properties":{"url":"\#(address)"}}"#,
    ])
    func whatOnlyTheWholeAddressSaysIsKept(_ item: String) throws {
        let refused = try Self.foreign(item)
        #expect(refused.trace == ArrivalTrace(clickID: "gclid", shareToken: "0123456789abcdef"))
        #expect(refused.text?.contains("abc") == false)
        #expect(try Door.server.event(item).arrival.clickID == "gclid")
    }

    @Test func nothingIsKeptOfWhatMayNotBe() throws {
        let page = #"{"type":"page","anonymousId":"v","properties":{"url":"\#(Self.address)"}}"#
        #expect(try Door.website(.choice).refusal(of: page).trace == nil)
        var door = Door.website(.consented)
        door.sender.isOptedOut = true
        #expect(try door.refusal(of: page).trace == nil)
        #expect(try Self.foreign(#"{"type":"page","anonymousId":"v","properties":{"url":"/a?x=1"}}"#).trace == nil)
        #expect(try Self.foreign("7").trace == nil)
    }

    @Test(
        arguments: [
            (#"{"event":"seen","distinct_id":"B","properties":{"$insert_id":"i-1"}}"#, "i-1"),
            (#"{"event":"seen","distinct_id":"B","uuid":"u-1","properties":{"$insert_id":"i-1"}}"#, "u-1"),
            (#"{"type":"page","userId":"B","messageId":"m-1","uuid":"u-1"}"#, "m-1"),
            (#"{"type":"page","userId":"B","uuid":"u-1","properties":{"$insert_id":"i-1"}}"#, nil),
            (#"{"type":"page","userId":"B","messageId":null}"#, nil),
        ] as [(String, String?)])
    func theSendersIdIsTheOneOfTheEvent(_ item: String, id: String?) throws {
        #expect(try Self.foreign(item).messageID == id)
        let event = try Door.server.event(item)
        #expect(event.messageID == id || id == nil && event.messageID.hasPrefix("server-"))
    }
}

/// Halves of characters and NUL, which no text may have: the item is mended, and its batch is none the worse.
struct MendedItemTests {
    @Test func whatIsKeptHoldsOnlyCharacters() throws {
        let event = try Door.server.event(
            #"{"type":"page","userId":"B","name":"Zoé \ud83d","messageId":"m\u0000","properties":{"\udc00":["\u0000"]}}"#
        )
        #expect(event.name == "Zoé \u{FFFD}" && event.messageID == "m\u{FFFD}")
        #expect(
            event.text
                == "{\"type\":\"page\",\"userId\":\"B\",\"name\":\"Zoé \u{FFFD}\",\"messageId\":\"m\u{FFFD}\","
                + "\"properties\":{\"\u{FFFD}\":[\"\u{FFFD}\"]}}")
        #expect(throws: Never.self) { try JSONDocument(parsing: Array(event.payload)) }
    }

    @Test func whatABatchSaysForItIsMendedToo() throws {
        let context = #""context":{"locale":"\ud83d","page":{"url":"https://t.fr/?token=\ud83d"}}"#
        let reading = try Door.server.read(
            #"{\#(context),"batch":[{"type":"page","userId":"B"}]}"#, as: .batch)
        let event = try #require(reading.events.first)
        #expect(event.text.contains("\"context\":{\"locale\":\"\u{FFFD}\",\"page\":{\"url\":\"https://t.fr/\"}}"))
    }

    @Test func itsNeighboursAndWhatIsRefusedAreKept() throws {
        let reading = try Door.server.read(
            #"{"batch":["\ud83d",{"type":"dance\u0000"},{"type":"page","userId":"B"}]}"#, as: .batch)
        #expect(reading.events.count == 1)
        #expect(reading.refusals.map(\.item.text) == ["\"\u{FFFD}\"", "{\"type\":\"dance\u{FFFD}\"}"])
    }

    @Test func exemptStatisticsAreReadTheSame() throws {
        let reading = try Door.website().views(
            #"{"messageId":"m","audienceId":"a","path":"/a\ud83d"}"#, #"{"audienceId":"\u0000","path":"/"}"#)
        #expect(reading.views.map(\.path) == ["/a\u{FFFD}"])
        #expect(reading.refusals.map(\.item.reason) == [.invalidField])
    }
}
