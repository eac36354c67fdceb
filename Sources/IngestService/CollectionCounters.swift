import Domain
import EventReading
import Metrics

/// Events and page views accepted, and items refused by reason.
///
/// Never by venue, visitor or address.
struct CollectionCounters: Sendable {
    private let accepted = Counter(label: "ingest_events_accepted_total")
    private let rejected = Dictionary(
        uniqueKeysWithValues: RejectReason.allCases.map { reason in
            (reason, Counter(label: "ingest_events_rejected_total", dimensions: [("reason", reason.rawValue)]))
        })

    func count(accepted items: Int, refused: [Refusal]) {
        accepted.increment(by: items)
        for refusal in refused { rejected[refusal.item.reason]?.increment() }
    }
}
