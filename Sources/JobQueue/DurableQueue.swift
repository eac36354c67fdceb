package import Redis

/// Queues of job pointers on Redis Streams; what a pointer means is kept elsewhere, so losing Redis loses nothing.
///
/// Redis keys under the prefix: `queue:Q` stream of waiting and running pointers, `delayed:Q` those that wait for their
/// time, `mark:POINTER` where a waiting pointer is, `attempts` failures by pointer, `dead` and `parked`.
/// A mark is `q QUEUE ID` (waiting in the stream), `d QUEUE -` (delayed), `x - -` (buried) or `p - -` (parked).
package struct DurableQueue: Sendable {
    let pool: RedisPool
    let settings: Settings

    /// Names, times and routes of a queue; the same in every process that shares it.
    package struct Settings: Sendable {
        /// First part of every key.
        package var prefix: String
        /// The queue of each kind, from `JobCatalog.routes`; the others go to the default queue.
        package var routes: [String: String]
        /// The most that `enqueue` may hold its caller up.
        package var enqueueTimeout: Duration
        /// How long a pointer that was buried or parked is not taken in again.
        package var quarantine: Duration
        /// How long a mark outlives what it stands for, if ever.
        package var markLifetime: Duration

        package init(
            prefix: String, routes: [String: String] = [:], enqueueTimeout: Duration = .milliseconds(50),
            quarantine: Duration = .seconds(3_600), markLifetime: Duration = .seconds(86_400)
        ) {
            self.prefix = prefix
            self.routes = routes
            self.enqueueTimeout = enqueueTimeout
            self.quarantine = quarantine
            self.markLifetime = markLifetime
        }
    }

    package init(pool: RedisPool, settings: Settings) {
        self.pool = pool
        self.settings = settings
    }

    /// Hints that there is work; answers how many pointers were new.
    ///
    /// To be called after the commit that makes it true.
    ///
    /// A pointer that already waits, sleeps, or lies buried or parked is not added again; one that runs is, since its
    /// run may have begun before the commit. The error may be ignored: the sweeper finds the work in the record.
    @discardableResult
    package func enqueue(_ pointers: [JobPointer], timeout: Duration? = nil) async throws(RedisError) -> Int {
        let deadline = ContinuousClock.now + (timeout ?? settings.enqueueTimeout)
        var added = 0
        var rest = pointers[...]
        while !rest.isEmpty {
            // Redis serves nobody else while a script runs: 500 pointers take about a millisecond.
            let batch = rest.prefix(500)
            rest = rest.dropFirst(500)
            let pairs = batch.flatMap { [Argument(route($0)), Argument($0.encoded)] }
            let reply = try await evaluate(
                .enqueue, [Argument(settings.markLifetime.milliseconds)] + pairs,
                timeout: ContinuousClock.now.duration(to: deadline))
            added += reply.integer ?? 0
        }
        return added
    }

    func route(_ pointer: JobPointer) -> String {
        settings.routes[pointer.kind] ?? JobPolicy.defaultQueue
    }

    /// Runs a script, which gets the prefix as its first argument.
    @discardableResult
    func evaluate(_ script: Script, _ arguments: [Argument], timeout: Duration? = nil) async throws(RedisError) -> Reply
    {
        try await pool.evaluate(script, arguments: [Argument(settings.prefix)] + arguments, timeout: timeout)
    }

    func group(_ queue: String) -> StreamGroup {
        StreamGroup(stream: "\(settings.prefix):queue:\(queue)", group: Self.groupName)
    }

    static let groupName = "workers"
}
