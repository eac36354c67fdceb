import Domain
import EventReading
import Testing

/// What the capture API of PostHog is sent.
struct PostHogTests {
    private static func item(
        _ event: String, id: String? = "B-1", properties: String = "{}", more: String = ""
    ) -> String {
        let identity = id.map { #""distinct_id":"\#($0)","# } ?? ""
        return """
            {"event":"\(event)",\(identity)\(more)"properties":\(properties),"uuid":"5c904156-39a9-4815-b9fe-c5327a4367f8",\
            "timestamp":"2026-11-27T10:09:00.457113+00:00"}
            """
    }

    @Test(arguments: [
        ("Order Completed", EventKind.track, EventAction.orderPlaced), ("purchase", .track, .orderPlaced),
        ("$pageview", .page, .pageView), ("$screen", .screen, .pageView), ("$set", .identify, .identify),
        ("$set_once", .identify, .identify), ("$identify", .identify, .identify), ("$exception", .track, .other),
        ("$feature_flag_called", .track, .other),
    ])
    func everyEventIsAnAction(_ name: String, kind: EventKind, action: EventAction) throws {
        let event = try Door.server.event(Self.item(name))
        #expect(event.kind == kind && event.action == action && event.userID == "B-1" && event.anonymousID == nil)
        #expect(event.messageID == "5c904156-39a9-4815-b9fe-c5327a4367f8")
        #expect(event.time.original?.rfc3339 == "2026-11-27T10:09:00.457113Z")
    }

    @Test(
        arguments: [
            (#"{"$process_person_profile":false}"#, "B-1", nil), (#"{"$is_identified":false}"#, "B-1", nil),
            (#"{"$device_id":"B-1"}"#, "B-1", nil), (#"{"$device_id":"d-1"}"#, "d-1", "B-1"),
            (#"{"$device_id":null}"#, nil, "B-1"), (#"{"$process_person_profile":true}"#, nil, "B-1"),
        ] as [(String, String?, String?)])
    func theIdIsAPersonsOrADevices(_ properties: String, anonymousID: String?, userID: String?) throws {
        let event = try Door.server.event(Self.item("seen", properties: properties))
        #expect(event.anonymousID == anonymousID && event.userID == userID)
    }

    @Test func theOptionsOfTheSecondVersionSayItToo() throws {
        let event = try Door.server.event(Self.item("seen", more: #""options":{"process_person_profile":false},"#))
        #expect(event.anonymousID == "B-1" && event.userID == nil)
    }

    @Test func twoIdsBecomeOne() throws {
        let alias = try Door.server.event(
            Self.item("$create_alias", id: "v-1", properties: #"{"distinct_id":"v-1","alias":"B-1"}"#))
        #expect(alias.kind == .alias && alias.anonymousID == "v-1" && alias.userID == "B-1")
        let identify = try Door.server.event(Self.item("$identify", properties: #"{"$anon_distinct_id":"v-1"}"#))
        #expect(identify.anonymousID == "v-1" && identify.userID == "B-1")
    }

    @Test func aGroupHasAKey() throws {
        let properties = #"{"$group_type":"school","$group_key":"S-1","$group_set":{"name":"Lycée"}}"#
        let event = try Door.server.event(Self.item("$groupidentify", properties: properties))
        #expect(event.kind == .group && event.action == .group)
        #expect(try Door.server.refusal(of: Self.item("$groupidentify")).reason == .missingIdentity)
    }

    @Test func whatIsKnownOfSomebodyIsAmongTheTraits() throws {
        let event = try Door.server.event(Self.item("$set", more: #""$set":{"email":"a@b.example"},"#))
        #expect(event.text.hasSuffix(#","traits":{"email":"a@b.example"}}"#))
        let second = try Door.server.event(Self.item("$set", properties: #"{"$set":{"city":"Lyon"}}"#))
        #expect(second.text.hasSuffix(#","traits":{"city":"Lyon"}}"#))
    }

    @Test func aPageViewIsAnArrival() throws {
        let properties = """
            {"$current_url":"https://t.example/saison?utm_source=nl","$referrer":"https://www.bing.com/","utm_medium":"email",\
            "$pathname":"/saison"}
            """
        let event = try Door.server.event(Self.item("$pageview", properties: properties))
        #expect(event.path == "/saison" && event.arrival.source == "nl" && event.arrival.medium == "email")
        #expect(event.arrival.referrerHost == "bing.com")
    }

    @Test func theTimeOfSendingHasItsOwnName() throws {
        let body =
            #"{"api_key":"wk_1","historical_migration":false,"sent_at":"2026-11-27T10:09:30.457113+00:00","batch":["#
        let reading = try Door.server.read(body + Self.item("seen") + "]}", as: .batch)
        let time = try #require(reading.events.first).time
        #expect(time.sentAt?.rfc3339 == "2026-11-27T10:09:30.457113Z")
        #expect(time.occurredAt == Door.receivedAt.advanced(bySeconds: -30))
    }

    @Test(arguments: [
        (#"{"distinct_id":"B-1"}"#, RejectReason.missingEventName),
        (#"{"event":"","distinct_id":"B"}"#, .missingEventName),
        (#"{"event":"seen"}"#, .unknownType), (#"{"event":"seen","distinct_id":"","uuid":"m"}"#, .missingIdentity),
        (#"{"event":"$create_alias","distinct_id":"v"}"#, .missingIdentity),
        (#"{"event":"seen","distinct_id":"B","uuid":7}"#, .invalidMessageID),
    ])
    func anythingElseIsRefused(_ item: String, reason: RejectReason) throws {
        #expect(try Door.server.refusal(of: item).reason == reason)
    }
}
