/// An import of a CSV file, from reception to its report.
package struct FileImport: Sendable {
    package enum Status: String, CaseIterable, Sendable {
        /// Received whole; a worker will take it.
        case queued
        case running
        /// Looked through, and nothing of it written; it waits to be applied.
        case previewed
        case done
        /// Given up; `failure` says why. The parts applied before stay.
        case failed
        /// Withdrawn before its end. The parts applied before stay.
        case cancelled
    }

    package let id: Identifier<FileImport>
    package let kind: ImportKind
    package let source: Source
    package let status: Status
    /// Whether it only looks, and writes nothing.
    package let isPreview: Bool
    package let counts: Counts
    package let failure: String?
    package let createdAt: Instant
    package let finishedAt: Instant?

    /// What the file holds and what became of it so far; of a preview, what would.
    package struct Counts: Sendable, Equatable {
        package var lines: Int64 = 0
        package var refusedLines: Int64 = 0
        package var newOrders: Int64 = 0
        package var newLines: Int64 = 0
        package var changedLines: Int64 = 0
        package var unchangedLines: Int64 = 0
        package var supersededLines: Int64 = 0

        package init() {}

        package var acceptedLines: Int64 { newLines + changedLines + unchangedLines + supersededLines }
    }

    package init(
        id: Identifier<FileImport>, kind: ImportKind, source: Source, status: Status, isPreview: Bool, counts: Counts,
        failure: String?, createdAt: Instant, finishedAt: Instant?
    ) {
        self.id = id
        self.kind = kind
        self.source = source
        self.status = status
        self.isPreview = isPreview
        self.counts = counts
        self.failure = failure
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }

    /// Lines whose effect is written.
    package var appliedLines: Int64 { isPreview ? 0 : counts.acceptedLines }

    /// How much of it is dealt with, in hundredths.
    package var progress: Int64 {
        switch status {
        case .done, .previewed: 100
        case .queued, .running, .failed, .cancelled:
            counts.lines == 0 ? 0 : (counts.acceptedLines + counts.refusedLines) * 100 / counts.lines
        }
    }
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
