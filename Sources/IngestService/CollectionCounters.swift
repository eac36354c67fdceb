import Domain
import Metrics

/// Events accepted, and refused by reason.
///
/// Never by venue, visitor or address.
struct CollectionCounters: Sendable {
    private let accepted = Counter(label: "ingest_events_accepted_total")
    private let rejected = Dictionary(
        uniqueKeysWithValues: RejectReason.allCases.map { reason in
            (reason, Counter(label: "ingest_events_rejected_total", dimensions: [("reason", reason.rawValue)]))
        })

    func count(accepted events: Int, rejects: [Reject]) {
        accepted.increment(by: events)
        for reject in rejects { rejected[reject.reason]?.increment() }
    }
}
