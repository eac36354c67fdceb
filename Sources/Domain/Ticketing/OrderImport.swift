/// An import of orders from a CSV file, from reception to its report.
package struct OrderImport: Sendable {
    package enum Status: String, CaseIterable, Sendable {
        /// Received whole; a worker will take it.
        case queued
        case running
        case done
        /// Nothing of it was kept; `failure` says why.
        case failed
        /// Withdrawn by the operator before its end: nothing of it was kept.
        case cancelled
    }

    package let id: Identifier<OrderImport>
    package let status: Status
    package let counts: Counts
    package let failure: String?
    package let createdAt: Instant
    package let finishedAt: Instant?

    /// What the file held and what became of it.
    package struct Counts: Sendable {
        package var lines: Int64 = 0
        package var acceptedLines: Int64 = 0
        package var refusedLines: Int64 = 0
        package var newOrders: Int64 = 0
        package var newLines: Int64 = 0
        package var changedLines: Int64 = 0

        package init() {}
    }

    package init(
        id: Identifier<OrderImport>, status: Status, counts: Counts, failure: String?, createdAt: Instant,
        finishedAt: Instant?
    ) {
        self.id = id
        self.status = status
        self.counts = counts
        self.failure = failure
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// Why a line of an import is refused.
package enum RefusalReason: String, CaseIterable, Sendable {
    case missingOrder = "missing_order"
    case missingLine = "missing_line"
    case duplicateLine = "duplicate_line"
    case missingContact = "missing_contact"
    case invalidDate = "invalid_date"
    case invalidPerformanceDate = "invalid_performance_date"
    case unknownPerformance = "unknown_performance"
    case invalidAmount = "invalid_amount"
    case invalidQuantity = "invalid_quantity"
    case foreignCurrency = "foreign_currency"
    case unknownChannel = "unknown_channel"
    case unknownStatus = "unknown_status"
    case unknownFamily = "unknown_family"
    case unknownKind = "unknown_kind"
    case unknownSeason = "unknown_season"
    case tooLong = "too_long"
    case inconsistentOrder = "inconsistent_order"
    case siblingRefused = "sibling_refused"
}

/// One line refused, with every reason found.
package struct RefusedLine: Sendable {
    /// Its number in the file; the header is line 1.
    package let line: Int64
    package let reasons: [RefusalReason]

    package init(line: Int64, reasons: [RefusalReason]) {
        self.line = line
        self.reasons = reasons
    }
}
