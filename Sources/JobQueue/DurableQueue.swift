package import Redis

/// Queues of job pointers on Redis; what a pointer means is kept elsewhere, so losing Redis loses nothing.
///
/// `Script.vocabulary` says what is where in Redis. There are no consumer groups: a group hands out one stream in one
/// order, whoever fills it, where here every scope gets its turn (`docs/adr/0006`).
package struct DurableQueue: Sendable {
    let pool: RedisPool
    let settings: Settings

    /// Names, times and routes of a queue; the same in every process that shares it.
    package struct Settings: Sendable {
        /// First part of every key.
        package var prefix: String
        /// Where each kind is put, from `JobCatalog.routes`; the others go to the default queue.
        package var routes: [String: JobRoute]
        /// The most that `enqueue` may hold its caller up.
        package var enqueueTimeout: Duration
        /// How long a pointer that was buried or parked is not taken in again.
        package var quarantine: Duration

        package init(
            prefix: String, routes: [String: JobRoute] = [:], enqueueTimeout: Duration = .milliseconds(50),
            quarantine: Duration = .seconds(3_600)
        ) {
            self.prefix = prefix
            self.routes = routes
            self.enqueueTimeout = enqueueTimeout
            self.quarantine = quarantine
        }
    }

    package init(pool: RedisPool, settings: Settings) {
        self.pool = pool
        self.settings = settings
    }

    /// Hints that there is work, to be done after `delay`; answers how many pointers this added to what will be run.
    ///
    /// To be called after the commit that makes it true.
    ///
    /// A pointer that already waits, sleeps, or lies buried or parked is not added again; for one that runs, one more
    /// run is asked for, since the run may have begun before the commit (see `JobUniqueness`). The error may be ignored:
    /// the sweeper finds the work in the record.
    @discardableResult
    package func enqueue(
        _ pointers: [JobPointer], after delay: Duration = .zero, timeout: Duration? = nil
    ) async throws(RedisError) -> Int {
        let deadline = ContinuousClock.now + (timeout ?? settings.enqueueTimeout)
        var added = 0
        var rest = pointers[...]
        while !rest.isEmpty {
            // Redis serves nobody else while a script runs: 500 pointers take some milliseconds.
            let batch = rest.prefix(500)
            rest = rest.dropFirst(500)
            var arguments = [Argument(max(0, delay.milliseconds))]
            arguments.reserveCapacity(1 + 3 * batch.count)
            for pointer in batch {
                let route = route(pointer.kind)
                arguments.append(Argument(route.ring.name))
                arguments.append(route.uniqueness == .whileWaiting ? "1" : "0")
                arguments.append(Argument(pointer.encoded))
            }
            let left = ContinuousClock.now.duration(to: deadline)
            added += try await evaluate(.enqueue, arguments, timeout: left).integer ?? 0
        }
        return added
    }

    func route(_ kind: String) -> JobRoute {
        settings.routes[kind] ?? .unknown
    }

    /// Runs a script, which gets the prefix as its first argument.
    @discardableResult
    func evaluate(_ script: Script, _ arguments: [Argument], timeout: Duration? = nil) async throws(RedisError) -> Reply
    {
        try await pool.evaluate(script, arguments: [Argument(settings.prefix)] + arguments, timeout: timeout)
    }
}
