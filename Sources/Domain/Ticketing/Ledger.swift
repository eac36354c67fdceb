/// What a change of a line was.
package enum LedgerKind: String, CaseIterable, Sendable {
    case sale, reservation, cancellation, refund
    /// Fewer seats or cents of a line that stays sold.
    case partialRefund = "partial_refund"
    /// One line for another, or the same for another performance.
    case exchange
    case correction
}

/// Seats and cents: in all, or more and fewer than before.
package struct LedgerSums: Sendable, Equatable {
    package var soldQuantity: Int64
    package var soldAmount: Int64
    package var reservedQuantity: Int64
    package var reservedAmount: Int64

    package init(soldQuantity: Int64, soldAmount: Int64, reservedQuantity: Int64, reservedAmount: Int64) {
        self.soldQuantity = soldQuantity
        self.soldAmount = soldAmount
        self.reservedQuantity = reservedQuantity
        self.reservedAmount = reservedAmount
    }
}

/// One change of one line: the sum of all up to an instant is the state at that instant.
package struct LedgerEntry: Sendable {
    package let line: Identifier<OrderLine>
    package let occurredAt: Instant
    package let kind: LedgerKind
    /// How much more than before, or less.
    package let change: LedgerSums
    package let status: LineStatus
    package let performance: Identifier<Performance>?

    package init(
        line: Identifier<OrderLine>, occurredAt: Instant, kind: LedgerKind, change: LedgerSums, status: LineStatus,
        performance: Identifier<Performance>?
    ) {
        self.line = line
        self.occurredAt = occurredAt
        self.kind = kind
        self.change = change
        self.status = status
        self.performance = performance
    }
}

/// The changes of one kind on one local day, together.
package struct LedgerDay: Sendable {
    package let day: LocalDate
    package let kind: LedgerKind
    package let entries: Int64
    package let change: LedgerSums
    /// Of the entries that added to what is sold: seats and cents.
    package let gross: (quantity: Int64, amount: Int64)

    package init(
        day: LocalDate, kind: LedgerKind, entries: Int64, change: LedgerSums, gross: (quantity: Int64, amount: Int64)
    ) {
        self.day = day
        self.kind = kind
        self.entries = entries
        self.change = change
        self.gross = gross
    }
}
