import Domain
import EventReading
import StrictJSON
import Testing

/// What holds of any item at all.
struct RandomItemTests {
    private static let envelopes: [Envelope] = [
        .kept(nil), .kept(.track), .kept(.page), .kept(.identify), .kept(.alias),
    ]

    @Test(arguments: 1...8)
    func noFullAddressSurvivesAndCleaningChangesNothingTwice(_ seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let doors = [Door.server, Door.website(.consented)]
        var accepted = 0
        for _ in 0..<300 {
            let item = random.item()
            let envelope = random.pick(Self.envelopes)
            let reading = try random.pick(doors).read(item, as: envelope)
            #expect(reading.events.count + reading.refusals.count == 1)
            for text in Self.texts(of: reading) {
                let trace = RandomJSON.trace(in: text)
                #expect(trace == nil, "\(text) of \(item)")
            }
            guard let event = reading.events.first else { continue }
            accepted += 1
            #expect(try Door.server.read(event.text, as: envelope).events.first?.text == event.text, "\(item)")
        }
        // Else the items are too wild to prove anything.
        #expect(accepted > 50)
    }

    @Test(arguments: 1...4)
    func whateverIsKeptIsStrictJSON(_ seed: UInt64) throws {
        var random = RandomJSON(seed: seed + 100)
        for _ in 0..<200 {
            let items = (0..<random.number(below: 4)).map { _ in random.item() }
            let context = random.item()
            let reading = try Door.server.read(
                #"{"batch":["# + items.joined(separator: ",") + #"],"context":\#(context),"sentAt":\#(context)}"#,
                as: .batch)
            #expect(reading.events.count + reading.refusals.count == items.count)
            let kept =
                reading.events.map(\.payload) + reading.refusals.compactMap(\.item.payload)
                + reading.events.compactMap(\.items)
            for payload in kept {
                #expect(throws: Never.self, "\(items)") { try JSONDocument(parsing: Array(payload)) }
            }
        }
    }

    @Test(arguments: 1...4)
    func exemptStatisticsNeverTrap(_ seed: UInt64) throws {
        var random = RandomJSON(seed: seed + 200)
        for _ in 0..<300 {
            let reading = try Door.website().views(random.item(), random.item())
            #expect(reading.views.count + reading.refusals.count == 2)
            #expect(reading.refusals.allSatisfy { $0.item.payload == nil })
        }
    }

    private static func texts(of reading: Reading) -> [String] {
        let events = reading.events.flatMap { event -> [String?] in
            let arrival = event.arrival
            return [
                event.messageID, event.name, event.anonymousID, event.userID, event.path, event.order, event.currency,
                event.sharedToken, event.itemsText, event.text, arrival.source, arrival.medium, arrival.campaign,
                arrival.term,
                arrival.content, arrival.campaignID, arrival.clickID, arrival.referrerHost, arrival.shareToken,
            ]
        }
        let refusals = reading.refusals.flatMap { [$0.item.messageID, $0.item.text] }
        return (events + refusals).compactMap(\.self)
    }
}
