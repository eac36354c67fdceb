/// What became of one thing that a source told of.
package enum UpsertOutcome: String, CaseIterable, Sendable {
    /// Not known before.
    case created
    /// Known, and now as told.
    case updated
    /// Known, and as told already.
    case unchanged
    /// Known by a newer word: this one changed nothing of what is current.
    case superseded
    /// Not taken; nothing of it was written.
    case refused
}

/// What became of one thing, by its external id.
package struct UpsertResult: Sendable, Equatable {
    package let externalID: String
    package let outcome: UpsertOutcome
    /// Our id of it; a refused one may have none.
    package let id: Int64?
    /// Why it was refused; empty otherwise.
    package let reasons: [RefusalReason]

    package init(externalID: String, outcome: UpsertOutcome, id: Int64?, reasons: [RefusalReason] = []) {
        self.externalID = externalID
        self.outcome = outcome
        self.id = id
        self.reasons = reasons
    }

    package static func refused(_ externalID: String, _ reasons: [RefusalReason]) -> UpsertResult {
        UpsertResult(externalID: externalID, outcome: .refused, id: nil, reasons: reasons)
    }
}
