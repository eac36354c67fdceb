package import Logging

/// One kind of work.
///
/// It runs at least once for each pointer, possibly twice at a time, so a second run must be harmless.
package protocol Job: Sendable {
    /// The stable wire name; rename by adding the old name to `aliases`.
    var kind: String { get }
    /// Names this job had before.
    var aliases: [String] { get }
    var policy: JobPolicy { get }

    /// Does the work. A thrown error counts as a failed attempt and is tried again later.
    ///
    /// The task is cancelled when the policy's timeout passes, when another worker took the job over, or when the
    /// process stops and its patience is over.
    func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome

    /// Finds unfinished work again in the record, oldest first; a bounded number, since it is asked again and again.
    func pending() async throws -> [JobPointer]
}

extension Job {
    package var aliases: [String] { [] }
}

/// What a job is told about its run.
package struct JobContext: Sendable {
    /// 1 for the first attempt; a run that ended with its process counts.
    package let attempt: Int
    /// Carries the job's kind, scope and subject.
    package let logger: Logger

    package init(attempt: Int, logger: Logger) {
        self.attempt = attempt
        self.logger = logger
    }
}

/// How a run ended.
package enum JobOutcome: Sendable, Equatable {
    case done
    /// Try again after that time, or after the policy's backoff for nil; counts as a failed attempt.
    case retry(after: Duration?, reason: String)
    /// Never try again; the reason is kept with the dead jobs and must be safe to show.
    case discard(reason: String)
    /// Not now: come back after that time; does not count as an attempt.
    case snooze(for: Duration)
}
