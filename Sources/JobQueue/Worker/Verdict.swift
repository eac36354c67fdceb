/// How the call of a job ended.
enum Ending: Sendable, Equatable {
    case returned(JobOutcome)
    case failed(reason: String)
}

/// What follows from the end of a run: pure, so that every rule can be read and tested in one place.
struct Verdict: Sendable, Equatable {
    let settlement: Settlement
    /// The wire name of the outcome, for metrics and logs.
    let outcome: String
    let reason: String?

    /// Nil when nothing may be settled, because another worker has the entry.
    static func on(
        _ ending: Ending, _ interruption: RunningJobs.Interruption?, policy: JobPolicy, attempt: Int
    ) -> Verdict? {
        switch (ending, interruption) {
        case (_, .takenOver):
            nil
        case (.returned(.done), _):
            Verdict(settlement: .finish, outcome: "done", reason: nil)
        case (.failed, .cancelled), (.returned(.retry), .cancelled), (.returned(.snooze), .cancelled):
            Verdict(settlement: .cancel, outcome: "cancelled", reason: nil)
        case (.returned(.snooze(let delay)), _):
            Verdict(settlement: .postpone(delay, counts: false), outcome: "snoozed", reason: nil)
        case (.returned(.discard(let reason)), _):
            Verdict(settlement: .bury(reason: reason, attempts: attempt), outcome: "discarded", reason: reason)
        case (.returned(.retry), .stopping), (.failed, .stopping):
            Verdict(settlement: .handBack, outcome: "interrupted", reason: "the worker stopped")
        case (.returned(.retry(let delay, let reason)), _):
            failure(reason, delay: delay, policy: policy, attempt: attempt)
        case (.failed, .timedOut):
            failure("timed out", delay: nil, policy: policy, attempt: attempt)
        case (.failed(let reason), nil):
            failure(reason, delay: nil, policy: policy, attempt: attempt)
        }
    }

    private static func failure(_ reason: String, delay: Duration?, policy: JobPolicy, attempt: Int) -> Verdict {
        if attempt >= policy.maxAttempts {
            return Verdict(settlement: .bury(reason: reason, attempts: attempt), outcome: "dead", reason: reason)
        }
        let delay = delay ?? policy.backoff.delay(after: attempt)
        return Verdict(settlement: .postpone(delay, counts: true), outcome: "retry", reason: reason)
    }
}
