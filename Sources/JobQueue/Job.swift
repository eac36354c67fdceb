package import Logging
import Synchronization

/// One kind of work.
///
/// It runs at least once for each pointer. A second run must be harmless: after a crash nobody knows how far the first
/// one came, and a worker that was thought dead may go on. So whatever it does must end in one transaction that changes
/// nothing when it is late.
package protocol Job: Sendable {
    /// The stable wire name; rename by adding the old name to `aliases`.
    var kind: String { get }
    /// Names this job had before.
    var aliases: [String] { get }
    var policy: JobPolicy { get }

    /// Does the work. A thrown error counts as a failed attempt and is tried again later.
    ///
    /// The task is cancelled when the policy's timeout passes, when another worker took the job over, when an operator
    /// cancels it, or when the process stops and its patience is over.
    func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome

    /// Finds unfinished work again in the record, oldest first; a bounded number, since it is asked again and again.
    func pending() async throws -> [JobPointer]

    /// Takes the work out of the record, so that no sweep finds it again; false when it is not there or cannot be.
    func withdraw(_ pointer: JobPointer) async throws -> Bool
}

extension Job {
    package var aliases: [String] { [] }

    package func withdraw(_ pointer: JobPointer) async throws -> Bool { false }
}

/// What a job is told about its run.
package struct JobContext: Sendable {
    /// 1 for the first attempt; a run that ended with its process is not counted.
    package let attempt: Int
    private let pointer: JobPointer
    private let base: Logger
    let progress: JobProgress

    package init(_ pointer: JobPointer, attempt: Int, logger: Logger) {
        self.init(pointer, attempt: attempt, logger: logger, progress: JobProgress())
    }

    init(_ pointer: JobPointer, attempt: Int, logger: Logger, progress: JobProgress) {
        self.pointer = pointer
        self.attempt = attempt
        base = logger
        self.progress = progress
    }

    /// Carries the job's kind, scope and subject.
    package var logger: Logger {
        var logger = base
        logger[metadataKey: "job.kind"] = "\(pointer.kind)"
        logger[metadataKey: "job.scope"] = "\(pointer.scope)"
        logger[metadataKey: "job.subject"] = "\(pointer.subject)"
        return logger
    }

    /// Tells operators how far the run is; costs nothing, may be called often.
    package func progress(done: Int, of total: Int) {
        progress.set(.init(done: done, total: total))
    }
}

/// How far a run is; any thread.
package final class JobProgress: Sendable {
    /// Counts of whatever the job counts.
    package struct Value: Sendable, Equatable {
        package let done: Int
        package let total: Int
    }

    private let state = Mutex<Value?>(nil)

    var value: Value? { state.withLock { $0 } }

    func set(_ value: Value) { state.withLock { $0 = value } }
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
