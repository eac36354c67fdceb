import Domain
import EventReading
import Testing

/// Who may send what.
struct AdmissionTests {
    private static func item(consent: String? = nil, userAgent: String? = nil) -> String {
        let members = [consent.map { #""consent":"# + $0 }, userAgent.map { #""userAgent":"\#($0)""# }].compactMap {
            $0
        }
        return #"{"type":"page","anonymousId":"v-1","messageId":"m-1","context":{"# + members.joined(separator: ",")
            + "}}"
    }

    private static let agreed = #"{"mode":"consented","at":"2026-11-27T10:00:00Z"}"#

    /// The reason, by mode (exempt, consented, choice), first from a browser, then from one that asks not to be measured.
    @Test(
        arguments: [
            (nil, [.modeIsExempt, nil, .missingConsent], [.modeIsExempt, .optedOut, .missingConsent]),
            (agreed, [.modeIsExempt, nil, nil], [.modeIsExempt, nil, nil]),
            (
                #"{"mode":"refused"}"#, [.modeIsExempt, .missingConsent, .missingConsent],
                [.modeIsExempt, .missingConsent, .missingConsent]
            ),
            (
                #"{"mode":true}"#, [.modeIsExempt, .missingConsent, .missingConsent],
                [.modeIsExempt, .missingConsent, .missingConsent]
            ),
            (#"{"mode":null}"#, [.modeIsExempt, nil, .missingConsent], [.modeIsExempt, .optedOut, .missingConsent]),
            (
                #"{"mode":"consented","categoryPreferences":{"analytics":false}}"#,
                [.modeIsExempt, .missingConsent, .missingConsent], [.modeIsExempt, .missingConsent, .missingConsent]
            ),
            (#""consented""#, [.modeIsExempt, nil, .missingConsent], [.modeIsExempt, .optedOut, .missingConsent]),
            (
                #"{"categoryPreferences":{"Advertising":false,"Analytics":true}}"#, [.modeIsExempt, nil, nil],
                [.modeIsExempt, .optedOut, .optedOut]
            ),
            (
                #"{"categoryPreferences":{"analytics":false}}"#, [.modeIsExempt, .missingConsent, .missingConsent],
                [.modeIsExempt, .missingConsent, .missingConsent]
            ),
            (
                #"{"categoryPreferences":{"Advertising":false}}"#, [.modeIsExempt, nil, .missingConsent],
                [.modeIsExempt, .optedOut, .missingConsent]
            ),
        ] as [(String?, [RejectReason?], [RejectReason?])])
    func theVisitorsChoiceDecides(_ consent: String?, plain: [RejectReason?], optedOut: [RejectReason?]) throws {
        for (place, mode) in [CollectionMode.exempt, .consented, .choice].enumerated() {
            var door = Door.website(mode)
            let item = Self.item(consent: consent)
            #expect(try door.read(item, as: .kept(nil)).refusals.first?.item.reason == plain[place])
            door.sender.isOptedOut = true
            #expect(try door.read(item, as: .kept(nil)).refusals.first?.item.reason == optedOut[place])
        }
    }

    @Test func theConsentOfABatchHoldsForItsItems() throws {
        let body =
            #"{"batch":[{"type":"page","anonymousId":"v"},{"type":"page","anonymousId":"v","context":{"consent":{}}}],"#
        let reading = try Door.website().read(body + #""context":{"consent":{"mode":"consented"}}}"#, as: .batch)
        #expect(reading.events.count == 1)
        #expect(reading.refusals.map(\.item.reason) == [.missingConsent])
        #expect(reading.events.first?.text.contains(#""consent":{"mode":"consented"}"#) == true)
    }

    @Test func aServersHeadersSayNothingOfAVisitor() throws {
        var door = Door.server
        door.sender = Sender(origin: nil, userAgent: "curl/8.0", isOptedOut: true)
        #expect(try door.read(Self.item(), as: .kept(nil)).events.count == 1)
        #expect(try door.refusal(of: Self.item(userAgent: "Googlebot/2.1")).reason == .robot)
        door.description.kind = .website
        #expect(try door.refusal(of: Self.item()).reason == .robot)
    }

    @Test func aRobotIsRefusedAndWhatTheItemSaysComesFirst() throws {
        var door = Door.website(.consented)
        #expect(try door.event(Self.item(userAgent: Door.browser)).kind == .page)
        #expect(try door.refusal(of: Self.item(userAgent: "Googlebot/2.1")).reason == .robot)
        door.sender.userAgent = "Googlebot/2.1"
        #expect(try door.refusal(of: Self.item()).reason == .robot)
        #expect(try door.event(Self.item(userAgent: Door.browser)).kind == .page)
    }

    @Test(arguments: [
        "https://theatre.example", "http://www.theatre.example", "https://www.theatre.example:8443", "null", "",
    ])
    func anotherPageMayNotSend(_ origin: String) throws {
        var door = Door.website(.consented)
        door.sender.origin = origin
        let refused = try door.refusal(of: Self.item())
        #expect(refused.reason == .originNotAllowed && refused.messageID == "m-1" && refused.text == Self.item())
        door.sender.origin = nil
        #expect(try door.event(Self.item()).messageID == "m-1")
    }

    @Test func aTrialRefusesOnlyWhatIsInOrder() throws {
        var door = Door.website()
        door.description.isInTestMode = true
        let refused = try door.refusal(of: Self.item(consent: Self.agreed))
        #expect(refused.reason == .testMode && refused.text == Self.item(consent: Self.agreed))
        #expect(try door.refusal(of: Self.item()).reason == .missingConsent)
        #expect(
            try door.refusal(of: #"{"type":"page","context":{"consent":\#(Self.agreed)}}"#).reason == .missingIdentity)
    }

    @Test(arguments: [
        #"{"type":"page","anonymousId":"v-1","messageId":"m-1"}"#, #"{"type":"dance","messageId":"m-1"}"#, #""Anne""#,
        "[1]",
        #"{"type":"page","messageId":"m-1","context":{"userAgent":"Googlebot/2.1"}}"#,
    ])
    func nothingIsKeptOfWhomDidNotAgree(_ item: String) throws {
        for door in [Door.website(.choice), .website(.exempt)] {
            let refused = try door.refusal(of: item)
            #expect(refused.payload == nil && refused.messageID == nil)
        }
        var door = Door.website(.consented)
        door.sender.isOptedOut = true
        let refused = try door.refusal(of: item)
        #expect(refused.payload == nil && refused.messageID == nil)
    }

    @Test func somebodyMayOverrule() throws {
        var door = Door.website(.consented)
        door.sender = Sender()
        door.description.allowedOrigins = []
        let robot = Self.item(userAgent: "Googlebot/2.1")
        #expect(try door.read(robot, as: .kept(nil)).refusals.map(\.item.reason) == [.robot])
        door.overruling = [.robot, .originNotAllowed]
        #expect(try door.read(robot, as: .kept(nil)).events.count == 1)
        door.sender.origin = "https://elsewhere.example"
        #expect(try door.read(robot, as: .kept(nil)).events.count == 1)
        #expect(try door.read(#"{"event":"e"}"#, as: .kept(.track)).refusals.map(\.item.reason) == [.missingIdentity])
    }
}
