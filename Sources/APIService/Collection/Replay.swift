import Domain
import EventReading
import Store
import StrictJSON

/// Refused items tried again under an application's rules of now, as if they came now with what they said then.
struct Replay: Representable {
    /// The most items that are tried at once.
    static let most: Int64 = 1_000

    private let application: Domain.Application
    private let at: Instant
    /// What is let in.
    private(set) var rows = CollectedRows.events
    private(set) var letIn: [Identifier<RefusedItem>] = []
    private(set) var stillRefused: [(id: Identifier<RefusedItem>, reason: RejectReason)] = []
    /// Those of them that are refused for another reason than before.
    private(set) var revised: [(id: Identifier<RefusedItem>, reason: RejectReason)] = []

    init(of items: [KeptRefusal], from application: Domain.Application, at instant: Instant) {
        self.application = application
        at = instant
        for item in items { retry(item) }
    }

    private mutating func retry(_ kept: KeptRefusal) {
        let item = kept.item
        guard let document = item.document else { return stillRefused.append((kept.id, item.reason)) }
        // By the clock of the moment it was refused: what the sender's said then is corrected by that one.
        let reader = EventReader(
            application: application, receivedAt: item.refusedAt,
            overruling: item.reason.isOverruledByReplay ? [item.reason] : [])
        // The only fault of an envelope would be in several items: here is one.
        let reading = try? reader.read(document.root, as: .kept(item.kind), from: Sender())
        guard var event = reading?.events.first else {
            let reason = reading?.refusals.first?.item.reason ?? item.reason
            stillRefused.append((kept.id, reason))
            if reason != item.reason { revised.append((kept.id, reason)) }
            return
        }
        event.time = event.time.letIn(at: at)
        event.came(by: item.trace)
        // Without an id of the sender's it gets one that a second replay would give it too.
        if item.messageID == nil { event.messageID = "refused-\(kept.id)" }
        rows.append(event)
        letIn.append(kept.id)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("replayed", letIn.count)
            writer.key("still_refused")
            writer.array { writer in
                for item in stillRefused {
                    writer.object { writer in
                        writer.member("id", item.id)
                        writer.member("reason", item.reason.rawValue)
                    }
                }
            }
        }
    }
}

extension CollectedEvent {
    /// Says again what the cleaned payload could not say of how the visitor came.
    fileprivate mutating func came(by trace: ArrivalTrace?) {
        arrival.clickID = trace?.clickID
        // Of a link that was made, the one that was followed is not kept.
        if action != .share { arrival.shareToken = trace?.shareToken }
    }
}
