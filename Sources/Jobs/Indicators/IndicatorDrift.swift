import Domain
import JobQueue
import Logging
import Metrics
import Store

/// Tells the operator what a run found that was not what a full computation says: nothing is expected.
enum IndicatorDrift {
    private static let checked = Counter(label: "indicator_contacts_checked_total")
    private static let drifted = Counter(label: "indicator_contacts_drifted_total")

    static func report(_ computed: ComputedIndicators?, _ context: JobContext) {
        guard let repaired = computed?.repaired else { return }
        checked.increment(by: repaired.contacts)
        drifted.increment(by: repaired.differing)
        guard repaired.differing > 0 else { return }
        let keys = Set(repaired.moves.map(\.key.rawValue)).sorted().joined(separator: " ")
        context.logger.error(
            "indicators were not what their history says; they were put right",
            metadata: ["contacts": "\(repaired.differing)", "checked": "\(repaired.contacts)", "keys": "\(keys)"])
    }
}
