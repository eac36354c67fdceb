/// Why an indicator of a contact is what it is.
package struct Explanation: Sendable {
    /// What is stored, or was computed for a past instant.
    package let indicator: Indicator
    /// The instant the evidence is of.
    package let asOf: Instant
    package let rule: Rule
    package let evidence: [EvidenceItem]

    package init(of indicator: Indicator, asOf: Instant, rule: Rule, evidence: [EvidenceItem]) {
        self.indicator = indicator
        self.asOf = asOf
        self.rule = rule
        self.evidence = evidence
    }

    /// Whether the evidence gives what is stored.
    package var agrees: Bool { rule.outcome(of: evidence) == indicator.outcome }
}

extension IndicatorKey {
    /// The version of its rule: the next one when a value or a level may follow otherwise from the same history.
    package var ruleVersion: Int { 1 }
}
