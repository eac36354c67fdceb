import Domain
import Store
import StrictJSON

/// One thing that arrived from an application, as the live view shows it.
struct Arrived: Representable {
    let at: Instant
    let outcome: ArrivalOutcome
    /// Why it was refused.
    private(set) var reason: RejectReason?
    private(set) var kind: EventKind?
    private(set) var action: EventAction?
    private(set) var name: String?
    private(set) var messageID: String?
    private(set) var path: String?
    /// Whether its application has a balise for the action.
    var isDeclared = false
    /// By which what was refused can be tried again.
    private(set) var id: Identifier<RefusedItem>?
    private(set) var payload: ArraySlice<UInt8>?

    init(_ event: RecentEvents.Found) {
        at = event.receivedAt
        outcome = .accepted
        kind = event.kind
        action = event.action
        name = event.name
        messageID = event.messageID
        path = event.path
    }

    init(_ view: RecentAudienceViews.Found) {
        at = view.viewedAt
        outcome = .counted
        action = .pageView
        path = view.path
    }

    init(_ refusal: KeptRefusal, _ reading: RefusalReading) {
        let item = refusal.item
        at = item.refusedAt
        outcome = item.reason == .testMode ? .test : .refused
        reason = item.reason == .testMode ? nil : item.reason
        messageID = item.messageID
        id = refusal.id
        payload = item.payload
        let said = reading.read(item)
        kind = said.kind
        action = said.action
        name = said.name
        path = said.path
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("at", at)
            writer.member("outcome", outcome.rawValue)
            writer.member("reason", reason?.rawValue)
            writer.member("kind", kind?.rawValue)
            writer.member("action", action?.rawValue)
            writer.member("name", name)
            writer.member("message_id", messageID)
            writer.member("path", path)
            writer.member("declared", isDeclared as Bool?)
            writer.member("id", id)
            writer.member("payload", json: payload)
        }
    }
}

extension JSONWriter {
    /// A member that holds JSON as it was kept, or `null`.
    mutating func member(_ name: String, json: ArraySlice<UInt8>?) {
        key(name)
        if let json { raw(json) } else { null() }
    }
}

/// The latest arrivals, and how many there were of each outcome.
struct LatestArrivals: Representable {
    let arrivals: [Arrived]
    let since: Instant
    let stored: (events: Int64, views: Int64)
    let refused: [CountRefusals.Counted]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for arrival in arrivals { arrival.write(to: &writer) } }
            writer.key("counts")
            writer.object { writer in
                writer.member("since", since)
                writer.member("at_least", isCountedInPart as Bool?)
                writer.key("outcomes")
                writer.object { writer in
                    writer.member("accepted", min(stored.events, ArrivalWindow.most) as Int64?)
                    writer.member("refused", items { $0 != .testMode })
                    writer.member("test", items { $0 == .testMode })
                    writer.member("counted", min(stored.views, ArrivalWindow.most) as Int64?)
                }
                writer.key("reasons")
                writer.object { writer in
                    for entry in refused where entry.reason != .testMode {
                        writer.member(entry.reason.rawValue, entry.items as Int64?)
                    }
                }
            }
        }
    }

    /// Whether there was more than is counted.
    private var isCountedInPart: Bool {
        max(stored.events, stored.views) > ArrivalWindow.most || refused.contains(where: \.isInPart)
    }

    private func items(_ isCounted: (RejectReason) -> Bool) -> Int64? {
        refused.filter { isCounted($0.reason) }.reduce(0) { $0 + $1.items }
    }
}
