import Domain

/// What became of the lines of a part.
struct ArrivingCounts: Sendable {
    var acceptedLines: Int64 = 0
    var newOrders: Int64 = 0
    var newLines: Int64 = 0
    /// Lines of which a newer word changed something.
    var changedLines: Int64 = 0
    /// Lines of which a newer word is known already.
    var supersededLines: Int64 = 0
}

/// What was done about the orders of a part.
struct WrittenOrders {
    var new: [String: Identifier<Order>] = [:]
    var newLines: Int64 = 0
    /// Known ones of which a newer word changed something.
    var corrected: Set<String> = []
    /// Of all orders; empty when all of them are new, and so all lines.
    var counts: [CountArrivingLines.Count] = []
    /// Of the known lines.
    var comparisons: [CompareArrivingLines.Comparison] = []

    var hasKnown: Bool { counts.contains { $0.knownLines > 0 } }
    var hasNew: Bool { counts.isEmpty || counts.contains { $0.knownLines < $0.lines } }
    var hasOvertaken: Bool { comparisons.contains { $0.newerLines + $0.confirmingLines > 0 } }
    var hasOlder: Bool { comparisons.contains { $0.olderLines > 0 } }

    var lines: ArrivingCounts {
        var lines = ArrivingCounts()
        lines.newOrders = Int64(new.count)
        lines.newLines = newLines
        lines.acceptedLines = counts.isEmpty ? newLines : counts.reduce(0) { $0 + $1.lines }
        for comparison in comparisons {
            lines.changedLines += comparison.newerLines
            lines.supersededLines += comparison.olderLines
        }
        return lines
    }

    /// The result of each order that was written, by its external id.
    var results: [String: UpsertResult] {
        guard !counts.isEmpty else {
            return Dictionary(
                uniqueKeysWithValues: new.map { id, order in
                    (id, UpsertResult(externalID: id, outcome: .created, id: order.rawValue))
                })
        }
        let compared = Dictionary(uniqueKeysWithValues: comparisons.map { ($0.order, $0) })
        return Dictionary(
            uniqueKeysWithValues: counts.map { count in
                let outcome = outcome(of: count, compared[count.externalID])
                return (
                    count.externalID,
                    UpsertResult(externalID: count.externalID, outcome: outcome, id: count.order.rawValue)
                )
            })
    }

    private func outcome(
        of count: CountArrivingLines.Count, _ comparison: CompareArrivingLines.Comparison?
    ) -> UpsertOutcome {
        if new[count.externalID] != nil { return .created }
        if corrected.contains(count.externalID) || count.knownLines < count.lines { return .updated }
        guard let comparison else { return .unchanged }
        if comparison.newerLines > 0 { return .updated }
        return comparison.olderLines > 0 ? .superseded : .unchanged
    }
}
