import Domain

/// The rules of sessions and baskets, told by walking along each device's timeline: no SQL, no windows, no pieces.
enum ConsolidationOracle {
    /// An event as it is stored.
    struct Event {
        let batch: Int64
        let item: Int64
        let device: String
        let isShared: Bool
        let at: Instant
        let action: EventAction
        let path: String?
        let order: String?
    }

    struct Session: Hashable {
        let visitor: String
        let startedAt: Instant
        var endedAt: Instant
        var actions = 0
        var pageViews = 0
        let entryPath: String?
    }

    struct Basket: Hashable {
        let device: String
        let openedAt: Instant
        var changedAt: Instant
        var additions = 0
        var order: String?
    }

    static func sessions(of events: [Event]) -> Set<Session> {
        var sessions: Set<Session> = []
        for (device, timeline) in timelines(of: events) {
            var current: Session?
            var boughtAt: Instant?
            for event in timeline {
                if let open = current, event.at.isWithin(seconds: 1_800, of: open.endedAt),
                    !event.isShared || boughtAt != open.endedAt || event.at == open.endedAt
                {
                } else {
                    if let ended = current { sessions.insert(ended) }
                    let visitor = event.isShared ? "\(device)@\(event.at.microseconds)" : device
                    current = Session(
                        visitor: visitor, startedAt: event.at, endedAt: event.at, entryPath: event.path)
                }
                current?.endedAt = event.at
                current?.actions += 1
                current?.pageViews += event.action == .pageView ? 1 : 0
                if event.action == .orderPlaced { boughtAt = event.at }
            }
            if let ended = current { sessions.insert(ended) }
        }
        return sessions
    }

    static func baskets(of events: [Event]) -> Set<Basket> {
        let inBaskets: Set<EventAction> = [.basketAdd, .basketRemove, .checkoutStart, .paymentInfo, .orderPlaced]
        var baskets: Set<Basket> = []
        for (device, timeline) in timelines(of: events.filter { inBaskets.contains($0.action) }) {
            var current: Basket?
            var boughtAt: Instant?
            for event in timeline {
                let patience: Int64 = event.isShared ? 1_800 : 86_400
                if let open = current, event.at.isWithin(seconds: patience, of: open.changedAt),
                    boughtAt != open.changedAt || event.at == open.changedAt
                {
                } else {
                    if let closed = current { baskets.insert(closed) }
                    current = Basket(device: device, openedAt: event.at, changedAt: event.at)
                }
                current?.changedAt = event.at
                current?.additions += event.action == .basketAdd ? 1 : 0
                if event.action == .orderPlaced {
                    boughtAt = event.at
                    if current?.order == nil { current?.order = event.order }
                }
            }
            if let closed = current { baskets.insert(closed) }
        }
        return baskets
    }

    private static func timelines(of events: [Event]) -> [String: [Event]] {
        Dictionary(grouping: events, by: \.device).mapValues { events in
            events.sorted { ($0.at, $0.batch, $0.item) < ($1.at, $1.batch, $1.item) }
        }
    }
}

extension Instant {
    fileprivate func isWithin(seconds: Int64, of earlier: Instant) -> Bool {
        self <= earlier.advanced(bySeconds: seconds)
    }
}
