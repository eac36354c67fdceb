import Domain
import EventReading
import StrictJSON
import Testing

/// One application's door, as the tests knock at it.
struct Door {
    var description = ApplicationDescription(name: "Site")
    var sender = Sender()
    var overruling: Set<RejectReason> = []

    static let receivedAt = Instant(microseconds: 1_795_774_210_000_000)
    static let origin = "https://www.theatre.example"
    static let browser = """
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36
        """

    /// The venue's own server.
    static let server = Door()

    /// A website, visited by somebody with a browser.
    static func website(_ mode: CollectionMode = .choice) -> Door {
        Door(
            description: ApplicationDescription(name: "Site", kind: .website, mode: mode, allowedOrigins: [origin]),
            sender: Sender(origin: origin, userAgent: browser))
    }

    var application: Application {
        Application(
            id: Identifier(rawValue: 7), venue: VenueID.random(), writeKey: "wk_1", description: description,
            createdAt: Self.receivedAt)
    }

    func read(_ text: String, as envelope: Envelope) throws -> Reading {
        let document = try JSONDocument(parsing: Array(text.utf8), limits: CollectionLimits.request)
        return try EventReader(application: application, receivedAt: Self.receivedAt, overruling: overruling)
            .read(document.root, as: envelope, from: sender)
    }

    /// The one event of an item that says its own kind, or of PostHog's.
    func event(_ item: String) throws -> CollectedEvent {
        let reading = try read(#"{"batch":["# + item + "]}", as: .batch)
        #expect(reading.refusals.map(\.item.reason) == [])
        return try #require(reading.events.first)
    }

    /// Why an item is refused.
    func refusal(of item: String) throws -> RefusedItem {
        let reading = try read(#"{"batch":["# + item + "]}", as: .batch)
        #expect(reading.events.isEmpty)
        return try #require(reading.refusals.first).item
    }

    func views(_ items: String...) throws -> AudienceReading {
        try audience(
            #"{"writeKey":"wk_1","sentAt":"2026-11-27T10:10:10.000Z","items":["# + items.joined(separator: ",") + "]}")
    }

    func audience(_ text: String) throws -> AudienceReading {
        let document = try JSONDocument(parsing: Array(text.utf8), limits: CollectionLimits.request)
        return try AudienceReader(application: application, receivedAt: Self.receivedAt).read(
            document.root, from: sender)
    }
}

extension CollectedEvent {
    var text: String { String(decoding: payload, as: UTF8.self) }
    var itemsText: String? { items.map { String(decoding: $0, as: UTF8.self) } }
}

extension RefusedItem {
    var text: String? { payload.map { String(decoding: $0, as: UTF8.self) } }
}
