import Domain
import EventReading
import Testing

/// Exempt statistics: what they may hold, and nothing else.
struct AudienceReaderTests {
    private static func item(_ more: String = "", path: String = "/saison", at: String = "2026-11-27T10:10:09.000Z")
        -> String
    {
        #"{"messageId":"m-1","audienceId":"a-1","timestamp":"\#(at)","path":"\#(path)"\#(more)}"#
    }

    @Test func aViewIsReadToTheMinute() throws {
        let view = try #require(
            try Door.website().views(
                Self.item(#","referrer":"www.Google.com","viewport":"small","language":"fr-FR""#)
            ).views.first)
        #expect(view.id == "m-1" && view.audienceID == "a-1" && view.application.rawValue == 7)
        #expect(view.viewedAt.rfc3339 == "2026-11-27T10:10:00Z")
        #expect(
            view.path == "/saison" && view.fromHost == "google.com" && view.viewport == .small && view.language == "fr")
    }

    @Test(arguments: [
        (#","userId":"B""#, RejectReason.identifiedWhenExempt), (#","anonymousId":null"#, .identifiedWhenExempt),
        (#","context":{}"#, .identifiedWhenExempt), (#","utm_source":"x""#, .identifiedWhenExempt),
        (#","referrer":"https://google.com/""#, .invalidField), (#","referrer":"a@b.example""#, .invalidField),
        (#","referrer":7"#, .invalidField), (#","viewport":"1920x1080""#, .invalidField),
        (#","language":"Anne Martin""#, .invalidField),
        (#","language":"f""#, .invalidField), (#","language":["fr"]"#, .invalidField),
    ])
    func anythingElseRefusesTheItem(_ more: String, reason: RejectReason) throws {
        let reading = try Door.website().views(Self.item(more), Self.item())
        #expect(reading.views.count == 1)
        #expect(reading.refusals.map(\.index) == [0] && reading.refusals.map(\.item.reason) == [reason])
        #expect(
            reading.refusals.allSatisfy { $0.item.payload == nil && $0.item.messageID == nil && $0.item.kind == nil })
    }

    @Test(arguments: [
        (#"{"messageId":"m","audienceId":"a"}"#, RejectReason.invalidField), ("7", .notAnObject),
        (#"{"messageId":"m","path":"/"}"#, .missingIdentity), (#"{"audienceId":null,"path":"/"}"#, .missingIdentity),
        (#"{"audienceId":"anne@b.example","path":"/"}"#, .invalidField),
        (#"{"audienceId":7,"path":"/"}"#, .invalidField),
        (#"{"audienceId":"203.0.113.77","path":"/"}"#, .invalidField),
        (#"{"audienceId":"","path":"/"}"#, .invalidField),
        (#"{"messageId":"a b","audienceId":"a","path":"/"}"#, .invalidMessageID),
        (#"{"audienceId":"a","path":"saison"}"#, .invalidField), (#"{"audienceId":"a","path":7}"#, .invalidField),
        (#"{"audienceId":"a","path":"/","timestamp":"now"}"#, .invalidTimestamp),
    ])
    func aMemberOfTheWrongFormRefusesItsItem(_ item: String, reason: RejectReason) throws {
        #expect(try Door.website().views(item).refusals.map(\.item.reason) == [reason])
    }

    @Test(arguments: [
        ("/a?utm_source=x", "/a"), ("/a#b", "/a"), ("/compte/anne@b.example", "/compte/-"),
        ("/203.0.113.77/", "/203.0.0.0/"),
        ("//x.example/a", "//x.example/a"),
    ])
    func ofAPathOnlyThePathIsKept(_ path: String, kept: String) throws {
        #expect(try Door.website().views(Self.item(path: path)).views.map(\.path) == [kept])
    }

    @Test(arguments: [
        ("2026-11-27T09:40:10.000Z", "2026-11-27T09:40:00Z"), ("2026-11-20T00:00:00.000Z", "2026-11-27T09:10:00Z"),
        ("2030-01-01T00:00:00.000Z", "2026-11-27T10:10:00Z"),
    ])
    func theTimeIsOfTheLastHour(_ at: String, viewedAt: String) throws {
        #expect(try Door.website().views(Self.item(at: at)).views.map(\.viewedAt.rfc3339) == [viewedAt])
    }

    @Test func whatIsEmptyOrMissingIsNotKnown() throws {
        let reading = try Door.website().views(
            #"{"audienceId":"a","path":"/","referrer":"","language":"","viewport":null,"messageId":null,"timestamp":null}"#
        )
        let view = try #require(reading.views.first)
        #expect(view.fromHost == nil && view.language == nil && view.viewport == nil && view.id.hasPrefix("server-"))
    }

    @Test func whoMaySendThem() throws {
        #expect(try Door.website(.exempt).views(Self.item()).views.count == 1)
        #expect(try Door.website(.consented).views(Self.item()).refusals.map(\.item.reason) == [.modeIsConsented])
        var door = Door.website()
        door.sender.isOptedOut = true
        #expect(try door.views(Self.item()).refusals.map(\.item.reason) == [.optedOut])
        door = Door.website()
        door.sender.userAgent = "Googlebot/2.1"
        #expect(try door.views(Self.item()).refusals.map(\.item.reason) == [.robot])
        door = Door.website()
        door.sender.origin = "https://elsewhere.example"
        #expect(try door.views(Self.item()).refusals.map(\.item.reason) == [.originNotAllowed])
    }

    @Test func aTrialShowsThePageAndNobody() throws {
        var door = Door.website()
        door.description.isInTestMode = true
        let refused = try #require(try door.views(Self.item(#","viewport":"large""#)).refusals.first?.item)
        #expect(refused.reason == .testMode && refused.messageID == nil)
        #expect(refused.text == #"{"path":"/saison","referrer":null,"viewport":"large","language":null}"#)
    }

    @Test(arguments: ["[]", "{}", #"{"items":7}"#])
    func aBodyWithoutItemsIsNone(_ body: String) {
        #expect(throws: EnvelopeFault.self) { try Door.website().audience(body) }
    }
}
