import Domain
import EventReading
import Testing

/// What segment-analytics-python, analytics.js and rudder-sdk-python send.
struct SegmentTests {
    private static let common = """
        "integrations":{},"timestamp":"2026-11-27T10:09:00.123+00:00","context":{"library":{"name":"analytics-python",\
        "version":"2.4.0"}}
        """

    @Test func aTrackIsReadWhole() throws {
        let item = """
            {"anonymousId":null,"userId":"B-1","type":"track","event":"Order Completed","messageId":"m-1",\
            "properties":{"order_id":"O-1"},\(Self.common)}
            """
        let event = try Door.server.event(item)
        #expect(event.kind == .track && event.action == .orderPlaced && event.name == "Order Completed")
        #expect(event.messageID == "m-1" && event.userID == "B-1" && event.anonymousID == nil)
        #expect(event.order == "O-1" && event.items == nil && event.path == nil && event.arrival.isEmpty)
        #expect(event.time.original?.rfc3339 == "2026-11-27T10:09:00.123000Z")
        #expect(event.text == item)
    }

    @Test(arguments: [
        (#""type":"identify","userId":"B-1""#, EventKind.identify, EventAction.identify),
        (#""type":"page","name":"Accueil","anonymousId":"v-1""#, .page, .pageView),
        (#""type":"screen","name":"Billets","anonymousId":"v-1""#, .screen, .pageView),
        (#""type":"group","userId":"B-1","groupId":"S-1""#, .group, .group),
        (#""type":"alias","userId":"B-1","previousId":"v-1""#, .alias, .alias),
        (#""type":"track","userId":"B-1","event":"add_to_cart""#, .track, .basketAdd),
        (#""type":"track","userId":"B-1","event":"Tombola""#, .track, .other),
    ])
    func everyKindIsAnAction(_ members: String, kind: EventKind, action: EventAction) throws {
        let event = try Door.server.event("{\(members),\"category\":null,\(Self.common)}")
        #expect(event.kind == kind)
        #expect(event.action == action)
    }

    @Test func thePreviousIdOfAnAliasStandsForItsVisitor() throws {
        let alone = try Door.server.event(#"{"type":"alias","userId":"B-1","previousId":"v-1","anonymousId":null}"#)
        #expect(alone.anonymousID == "v-1" && alone.userID == "B-1")
        let both = try Door.server.event(#"{"type":"alias","userId":"B-1","previousId":"v-1","anonymousId":"v-2"}"#)
        #expect(both.anonymousID == "v-2")
    }

    @Test(arguments: [
        ("20418", "20418"), ("176.0", "176"), ("-1", "-1"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        (#""B-1""#, "B-1"), (#""\u00e9""#, "é"),
    ])
    func anIdMayBeANumber(_ written: String, read: String) throws {
        #expect(try Door.server.event(#"{"type":"identify","userId":"# + written + "}").userID == read)
    }

    @Test(arguments: [
        ("1.5", RejectReason.invalidField), ("true", .invalidField), (#"["a"]"#, .invalidField),
        (#""""#, .missingIdentity),
        ("null", .missingIdentity), (#""203.0.113.77""#, .missingIdentity),
        (#""2001:db8:1:2:3:4:5:6""#, .missingIdentity),
    ])
    func nobodyIsThat(_ written: String, reason: RejectReason) throws {
        #expect(try Door.server.refusal(of: #"{"type":"identify","userId":"# + written + "}").reason == reason)
    }

    @Test func whatRudderStackKnowsOfSomebodyIsAmongTheTraits() throws {
        let event = try Door.server.event(
            #"{"type":"identify","userId":"B-1","context":{"traits":{"email":"a@b.example","city":"Lyon"}},"channel":"server"}"#
        )
        #expect(event.text.hasSuffix(#","channel":"server","traits":{"email":"a@b.example","city":"Lyon"}}"#))
        let both = try Door.server.event(
            #"{"type":"identify","userId":"B-1","traits":{"city":"Lille"},"context":{"traits":{"city":"Lyon","age":9}}}"#
        )
        #expect(both.text.contains(#""traits":{"city":"Lille","age":9},"context""#))
        let track = #"{"type":"track","event":"e","userId":"B-1","context":{"traits":{"city":"Lyon"}}}"#
        #expect(try Door.server.event(track).text == track)
    }

    @Test func thePageOfAnalyticsJsIsWhereItHappened() throws {
        let event = try Door.website(.consented).event(
            """
            {"type":"track","event":"Product Viewed","anonymousId":"v-1","properties":{"url":"/autre"},"context":{"page":\
            {"url":"https://www.theatre.example/saison/phedre?utm_source=Lettre&utm_medium=email&gclid=abc&sic_share=0123456789abcdef",\
            "path":"/saison/phedre","referrer":"https://www.google.com/","search":"?gclid=abc","title":"Phèdre"},\
            "campaign":{"name":"novembre","medium":"E-mail"}}}
            """)
        #expect(event.path == "/saison/phedre")
        #expect(
            event.arrival.source == "lettre" && event.arrival.medium == "e-mail" && event.arrival.campaign == "novembre"
        )
        #expect(event.arrival.clickID == "gclid" && event.arrival.referrerHost == "google.com")
        #expect(event.arrival.shareToken == "0123456789abcdef")
        #expect(!event.text.contains("abc") && !event.text.contains("0123456789abcdef"))
    }

    @Test func thePropertiesOfAPageAreItsOwn() throws {
        let event = try Door.server.event(
            #"{"type":"page","userId":"B-1","properties":{"url":"https://t.example/a/b?ref=x","referrer":"https://qwant.com/"}}"#
        )
        #expect(event.path == "/a/b" && event.arrival.referrerHost == "qwant.com" && event.arrival.source == "x")
        let track = try Door.server.event(
            #"{"type":"track","event":"e","userId":"B-1","properties":{"url":"https://t.example/a/b","path":"/c"}}"#)
        #expect(track.path == nil && track.arrival.isEmpty)
    }

    @Test func theLinkThatWasMadeStandsBeforeTheOneThatWasFollowed() throws {
        let page = #""context":{"page":{"url":"https://t.example/?sic_share=followed-0123456789"}}"#
        let made = try Door.server.event(
            #"{"type":"track","event":"Product Shared","userId":"B","properties":{"share_token":"made-0123456789ab"},"#
                + page + "}")
        #expect(made.action == .share && made.sharedToken == "made-0123456789ab" && made.arrival.shareToken == nil)
        let unsaid = try Door.server.event(
            #"{"type":"track","event":"Product Shared","userId":"B","properties":{"share_token":"short"},"# + page + "}"
        )
        #expect(unsaid.sharedToken == nil && unsaid.arrival.shareToken == nil)
    }
}
