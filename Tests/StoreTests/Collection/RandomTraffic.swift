import Domain
import Store
import StoreTestSupport

/// Draws what visitors do, near every edge of the rules: gaps around thirty minutes and a day, shared devices, ties, late arrivals.
struct RandomTraffic {
    private var random: SeededGenerator
    private let website: Identifier<Application>
    private let kiosk: Identifier<Application>

    static let start = Instant("2026-11-10T12:00:00Z")

    init(seed: UInt64, website: Identifier<Application>, kiosk: Identifier<Application>) {
        random = SeededGenerator(seed: seed)
        self.website = website
        self.kiosk = kiosk
    }

    /// In no order of time.
    mutating func events(_ count: Int) -> [CollectedEvent] {
        (0..<count).map { number in event("m\(number)") }
    }

    /// Cuts into requests of one to six events.
    mutating func batches(_ events: [CollectedEvent]) -> [CollectedRows] {
        var rest = events.shuffled(using: &random)[...]
        var batches: [CollectedRows] = []
        while !rest.isEmpty {
            var rows = CollectedRows.events
            for _ in 0..<random.number(1...6) { if let event = rest.popFirst() { rows.append(event) } }
            batches.append(rows)
        }
        return batches
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { random.number(range) }

    private mutating func event(_ id: String) -> CollectedEvent {
        let isAtKiosk = random.isTrue(oneIn: 3)
        let minutes = random.pick([1, 5, 10, 29, 30, 31, 60]) * random.number(0...60) + random.number(0...2) * 1_440
        let at = Self.start.advanced(bySeconds: Int64(minutes) * 60)
        let action = random.pick([
            EventAction.pageView, .pageView, .pageView, .basketAdd, .basketAdd, .basketRemove, .checkoutStart,
            .orderPlaced,
            .identify, .share,
        ])
        var event = CollectedEvent(
            messageID: id, application: isAtKiosk ? kiosk : website, kind: .track, action: action,
            time: EventTime(original: at, sentAt: nil, receivedAt: at.advanced(bySeconds: 3 * 86_400)),
            payload: Array("{}".utf8)[...])
        // A server may send what happened at a kiosk under the kiosk's own name.
        let isNamedAsKiosk = isAtKiosk || random.isTrue(oneIn: 5)
        event.anonymousID =
            isNamedAsKiosk ? "kiosk-\(random.number(1...2))" : "browser-\(random.number(1...4))"
        event.path = "/page/\(random.number(1...5))"
        describe(&event)
        return event
    }

    private mutating func describe(_ event: inout CollectedEvent) {
        switch event.action {
        case .pageView:
            event.arrival.source = random.pick([nil, nil, "newsletter"])
            event.arrival.referrerHost = random.pick([nil, "m.facebook.com", "www.paypal.com", "theatre.example"])
        case .basketAdd, .orderPlaced:
            let shows = (0..<random.number(1...3)).map { _ in #"{"show":"S\#(random.number(1...3))","quantity":2}"# }
            event.items = Array("[\(shows.joined(separator: ","))]".utf8)[...]
            if event.action == .orderPlaced { event.order = "O\(random.number(1...20))" }
        case .share: event.sharedToken = "token-\(random.number(1...3))"
        default: break
        }
    }
}
