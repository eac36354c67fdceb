/// Where a job runs and how often and how long it may try.
package struct JobPolicy: Sendable, Equatable {
    package let queue: String
    /// After so many failed attempts the pointer is buried with the dead jobs.
    package let maxAttempts: Int
    /// A run that takes longer is cancelled and counts as failed.
    package let timeout: Duration
    package let backoff: Backoff

    /// Queue names are lower-case letters, digits, `.`, `_` and `-`.
    package init(
        queue: String = JobPolicy.defaultQueue, maxAttempts: Int = 8, timeout: Duration = .seconds(120),
        backoff: Backoff = Backoff()
    ) {
        let isName = !queue.isEmpty && queue.utf8.allSatisfy { Self.nameBytes.contains($0) }
        precondition(isName && maxAttempts > 0 && timeout > .zero, "a job policy names a queue and has positive limits")
        self.queue = queue
        self.maxAttempts = maxAttempts
        self.timeout = timeout
        self.backoff = backoff
    }

    /// Where pointers of unknown kinds are put; every worker reads it.
    package static let defaultQueue = "default"

    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
}

/// The wait between attempts: doubles from `base` up to `cap`, then a random half of it is taken off.
package struct Backoff: Sendable, Equatable {
    package let base: Duration
    package let cap: Duration

    package init(base: Duration = .seconds(1), cap: Duration = .seconds(1_800)) {
        self.base = base
        self.cap = cap
    }

    /// The wait after the given number of failures, with jitter, so that what failed together does not return together.
    package func delay(after failures: Int) -> Duration {
        let whole = min(cap, base * (1 << min(max(failures - 1, 0), 30)))
        return whole * Double.random(in: 0.5...1)
    }
}
