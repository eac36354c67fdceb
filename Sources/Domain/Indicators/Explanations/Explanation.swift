/// Why an indicator of a contact is what it is.
package struct Explanation: Sendable {
    /// What is stored, or was computed for a past instant.
    package let indicator: Indicator
    /// The instant the evidence is of.
    package let asOf: Instant
    package let rule: Rule
    package let evidence: Evidence

    package init(of indicator: Indicator, asOf: Instant, rule: Rule, evidence: Evidence) {
        self.indicator = indicator
        self.asOf = asOf
        self.rule = rule
        self.evidence = evidence
    }

    /// Whether the evidence gives what is stored; nil where there is more than is listed.
    package var agrees: Bool? {
        evidence.isComplete ? rule.outcome(of: evidence.items) == indicator.outcome : nil
    }

    /// Of each item whether the outcome is the same without it; nil where what is not listed may stand in for it.
    package var neutral: [Bool?] {
        evidence.isComplete ? rule.neutral(evidence.items) : evidence.items.map { _ in nil }
    }
}

/// What made an indicator's value: all of it, or the newest.
package struct Evidence: Sendable {
    /// As many items are listed.
    package static let most = 1_000

    package let items: [EvidenceItem]
    /// Those that are not listed included.
    package let count: Int64

    package init(_ items: [EvidenceItem], of count: Int64) {
        self.items = items
        self.count = count
    }

    package var isComplete: Bool { count == items.count }
}

extension IndicatorKey {
    /// The version of its rule: the next one when a value or a level may follow otherwise from the same history.
    package var ruleVersion: Int { 1 }
}
