/// One tick of a schedule and what became of it.
package struct ScheduleRun: Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// A worker will take it.
        case queued
        case running
        case done
        /// Given up; `reason` says why.
        case failed
        /// Noticed too late, by a schedule that skips what it missed.
        case skipped
        /// Withdrawn by an operator before its end.
        case cancelled
    }

    package let id: Identifier<ScheduleRun>
    /// The instant it was due.
    package let tick: Instant
    /// How many earlier ticks it stands for.
    package let missed: Int64
    package let state: State
    package let attempts: Int64
    package let queuedAt: Instant
    /// When the last attempt began.
    package let startedAt: Instant?
    package let finishedAt: Instant?
    package let reason: String?

    package init(
        id: Identifier<ScheduleRun>, tick: Instant, missed: Int64, state: State, attempts: Int64, queuedAt: Instant,
        startedAt: Instant?, finishedAt: Instant?, reason: String?
    ) {
        self.id = id
        self.tick = tick
        self.missed = missed
        self.state = state
        self.attempts = attempts
        self.queuedAt = queuedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.reason = reason
    }

    /// How long its last attempt took, in seconds; nil while it runs, and when it never began.
    package var seconds: Double? {
        guard let startedAt, let finishedAt else { return nil }
        // A clock put back must not show as a negative duration.
        return Double(max(0, finishedAt.microseconds - startedAt.microseconds)) / 1_000_000
    }
}
