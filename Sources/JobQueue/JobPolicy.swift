/// Where a job runs, how often and how long it may try, and how much of it at a time.
package struct JobPolicy: Sendable, Equatable {
    package let queue: String
    package let priority: JobPriority
    /// After so many failed attempts the pointer is buried with the dead jobs.
    package let maxAttempts: Int
    /// After so many runs that ended with their worker the pointer is buried: it may be what ends them.
    package let maxCrashes: Int
    /// A run that takes longer is cancelled and counts as failed.
    package let timeout: Duration
    package let backoff: Backoff
    /// The most runs at a time of this kind for one scope, over all workers.
    package let concurrencyPerScope: Int
    package let uniqueness: JobUniqueness

    /// Queue names are lower-case letters, digits, `.`, `_` and `-`.
    package init(
        queue: String = JobPolicy.defaultQueue, priority: JobPriority = .normal, maxAttempts: Int = 8,
        maxCrashes: Int = 5, timeout: Duration = .seconds(120), backoff: Backoff = Backoff(),
        concurrencyPerScope: Int = 4, uniqueness: JobUniqueness = .whileWaiting
    ) {
        let isName = !queue.isEmpty && queue.utf8.allSatisfy { Self.nameBytes.contains($0) }
        let limits = [maxAttempts, maxCrashes, concurrencyPerScope]
        precondition(
            isName && limits.allSatisfy { $0 > 0 } && timeout > .zero,
            "a job policy names a queue and has positive limits")
        self.queue = queue
        self.priority = priority
        self.maxAttempts = maxAttempts
        self.maxCrashes = maxCrashes
        self.timeout = timeout
        self.backoff = backoff
        self.concurrencyPerScope = concurrencyPerScope
        self.uniqueness = uniqueness
    }

    /// Where pointers of unknown kinds are put; every worker reads it.
    package static let defaultQueue = "default"

    /// What those who enqueue must know of it.
    package var route: JobRoute { JobRoute(queue: queue, priority: priority, uniqueness: uniqueness) }

    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
}

/// Which of several waiting jobs is taken first.
package enum JobPriority: Int, Sendable, CaseIterable {
    case urgent, normal, bulk
}

/// Until when a pointer that is enqueued again is the same job.
package enum JobUniqueness: Sendable, Equatable {
    /// Until its run begins: a hint during the run asks for one more run, since the run may have begun too early to see
    /// what the hint is about.
    case whileWaiting
    /// Until its run has ended: for work that is whole when it is asked for.
    case untilDone
}

/// Where the pointers of one kind are put.
package struct JobRoute: Sendable, Equatable {
    package let queue: String
    package let priority: JobPriority
    package let uniqueness: JobUniqueness

    static let unknown = JobPolicy().route

    var ring: Ring { Ring(queue: queue, priority: priority) }
}

/// The lines of one queue and priority, which are served in turn.
struct Ring: Sendable, Hashable {
    let queue: String
    let priority: JobPriority

    /// Its name in Redis, `QUEUE:PRIORITY`.
    var name: String { "\(queue):\(priority.rawValue)" }

    init(queue: String, priority: JobPriority) {
        self.queue = queue
        self.priority = priority
    }

    init?(name: String) {
        let parts = name.split(separator: ":")
        guard parts.count == 2, let number = Int(parts[1]), let priority = JobPriority(rawValue: number) else {
            return nil
        }
        self.init(queue: String(parts[0]), priority: priority)
    }
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
