import Domain
import EventReading
import Testing

/// Bodies, and items alone in them.
struct EnvelopeTests {
    @Test(arguments: [
        ("[]", EnvelopeFault.notAnObject), ("7", .notAnObject), ("{}", .missingArray("batch")),
        (#"{"batch":{}}"#, .missingArray("batch")), (#"{"batch":null}"#, .missingArray("batch")),
    ])
    func aBodyWithoutItemsIsNone(_ body: String, fault: EnvelopeFault) {
        #expect(throws: fault) { try Door.server.read(body, as: .batch) }
    }

    @Test func moreItemsThanABatchMayHoldAreRefused() throws {
        let items = Array(repeating: "1", count: 2_500).joined(separator: ",")
        #expect(try Door.server.read(#"{"batch":[\#(items)]}"#, as: .batch).refusals.count == 2_500)
        #expect(throws: EnvelopeFault.tooManyItems) { try Door.server.read(#"{"batch":[\#(items),1]}"#, as: .batch) }
    }

    @Test func aFaultyItemNeverSinksItsBatch() throws {
        let good = #"{"type":"track","event":"e","userId":"B"}"#
        let bad = [
            "7", "null", "[]", #""é""#, #"{"type":"track"}"#, #"{"type":"dance"}"#, #"{"properties":"\#(Self.long)"}"#,
        ]
        let reading = try Door.server.read(
            #"{"batch":["# + bad.map { $0 + "," + good }.joined(separator: ",") + "]}", as: .batch)
        #expect(reading.events.count == bad.count)
        #expect(reading.refusals.map(\.index) == bad.indices.map { $0 * 2 })
        #expect(
            reading.refusals.map(\.item.reason) == [
                .notAnObject, .notAnObject, .notAnObject, .notAnObject, .missingEventName, .unknownType, .tooLarge,
            ])
        #expect(reading.refusals.map(\.item.text) == bad.dropLast().map(Optional.some) + [nil])
    }

    private static let long = String(repeating: "x", count: 40_000)

    @Test func theAddressSaysTheKindOfASingleItem() throws {
        let item = #"{"type":"page","userId":"B","event":"e","messageId":"m"}"#
        #expect(try Door.server.read(item, as: .single(.track)).events.map(\.kind) == [.track])
        #expect(try Door.server.read(item, as: .kept(.identify)).events.map(\.kind) == [.identify])
        #expect(try Door.server.read(item, as: .kept(nil)).events.map(\.kind) == [.page])
        #expect(throws: EnvelopeFault.notAnObject) { try Door.server.read("7", as: .single(.track)) }
        let refused = try Door.server.read(#"{"userId":"B"}"#, as: .single(.track)).refusals.map(\.item)
        #expect(refused.map(\.kind) == [.track] && refused.map(\.reason) == [.missingEventName])
    }

    @Test func whatABatchSaysHoldsForItsItemsUnlessTheySayOtherwise() throws {
        let reading = try Door.server.read(
            """
            {"context":{"locale":"fr","library":{"name":"l"}},"integrations":{"All":true},"sentAt":"2026-11-27T10:10:10.5+00:00",\
            "batch":[{"type":"identify","userId":"B"},{"type":"identify","userId":"B","context":{"locale":"en"}},\
            {"type":"identify","userId":"B","context":null,"sentAt":"2026-11-27T10:10:10Z"}]}
            """, as: .batch)
        #expect(
            reading.events.map(\.text) == [
                #"{"type":"identify","userId":"B","context":{"locale":"fr","library":{"name":"l"}},"integrations":{"All":true}}"#,
                #"{"type":"identify","userId":"B","context":{"locale":"en","library":{"name":"l"}},"integrations":{"All":true}}"#,
                #"{"type":"identify","userId":"B","sentAt":"2026-11-27T10:10:10Z","context":{"locale":"fr","library":{"name":"l"}}"#
                    + #","integrations":{"All":true}}"#,
            ])
        #expect(
            reading.events.map { $0.time.sentAt?.rfc3339 } == [
                "2026-11-27T10:10:10.500000Z", "2026-11-27T10:10:10.500000Z", "2026-11-27T10:10:10Z",
            ])
    }

    @Test func largeDefaultsDoNotMultiply() throws {
        let items = Array(repeating: #"{"type":"identify","userId":"B"}"#, count: 1_000).joined(separator: ",")
        func body(_ size: Int) -> String {
            #"{"context":{"x":"\#(String(repeating: "x", count: size))"},"batch":[\#(items)]}"#
        }
        #expect(throws: EnvelopeFault.tooManyItems) { try Door.server.read(body(32_000), as: .batch) }
        let reading = try Door.server.read(body(1_000_000), as: .batch)
        #expect(reading.refusals.count == 1_000 && reading.refusals.allSatisfy { $0.item.reason == .tooLarge })
    }

    @Test(arguments: [
        (#""timestamp":"yesterday""#, RejectReason.invalidTimestamp), (#""timestamp":1"#, .invalidTimestamp),
        (#""sentAt":"2026-11-27""#, .invalidTimestamp), (#""messageId":5"#, .invalidMessageID),
        (#""messageId":"""#, .invalidMessageID), (#""messageId":"203.0.113.77""#, .invalidMessageID),
        (#""userId":{"a":1}"#, .invalidField),
    ])
    func aMemberOfTheWrongFormRefusesItsItem(_ member: String, reason: RejectReason) throws {
        let item = #"{"type":"identify","anonymousId":"v",\#(member)}"#
        #expect(try Door.server.refusal(of: item).reason == reason)
    }

    @Test func anItemKeptFromABatchSaysWhenItWasSent() throws {
        let refused = #"{"type":"wrong","sentAt":null,"timestamp":"2026-11-27T09:00:00Z"}"#
        let reading = try Door.server.read(
            #"{"sentAt":"2026-11-27T10:00:00Z","batch":[\#(refused)]}"#, as: .batch)
        let kept = try #require(reading.refusals.first?.item.payload)
        #expect(
            String(decoding: kept, as: UTF8.self)
                == #"{"sentAt":"2026-11-27T10:00:00Z","type":"wrong","timestamp":"2026-11-27T09:00:00Z"}"#)
    }

    @Test func anItemWithoutAnIdIsNewEachTime() throws {
        let item = #"{"type":"identify","userId":"B","messageId":null}"#
        let ids = try (0..<20).map { _ in try Door.server.event(item).messageID }
        #expect(Set(ids).count == 20 && ids.allSatisfy { $0.hasPrefix("server-") && $0.utf8.count <= 100 })
    }
}
