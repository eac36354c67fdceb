package import Logging
import Redis

/// Finds unfinished work in the record and hints at it again, so that a lost hint costs a delay and nothing else.
///
/// While Redis takes no hints it runs such work itself, slowly: no Redis does not mean no work.
package actor Sweeper {
    private let queue: DurableQueue
    private let catalog: JobCatalog
    private let settings: Settings
    private let logger: Logger
    private let metrics = JobMetrics()
    private var outage: Outage

    /// How often to sweep and how fast to work without Redis.
    package struct Settings: Sendable {
        /// From the start of one sweep to the start of the next.
        package var interval: Duration
        /// The most jobs begun per second while Redis takes no hints, one at a time.
        package var directRate: Int

        package init(interval: Duration = .seconds(30), directRate: Int = 10) {
            self.interval = interval
            self.directRate = max(1, directRate)
        }
    }

    package init(queue: DurableQueue, catalog: JobCatalog, settings: Settings = Settings(), logger: Logger) {
        self.queue = queue
        self.catalog = catalog
        self.settings = settings
        self.logger = logger
        outage = Outage(of: "sweep", logger: logger)
    }

    /// Sweeps until the task is cancelled; the first sweep is at once.
    package func run() async {
        while !Task.isCancelled {
            let end = ContinuousClock.now + settings.interval
            await sweep(until: end)
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(until: end, clock: .continuous)
        }
    }

    /// Sweeps once; runs work itself until `deadline` at most.
    package func sweep(until deadline: ContinuousClock.Instant) async {
        var unheard: [(job: any Job, pointer: JobPointer)] = []
        for job in catalog.jobs {
            for pointer in await pending(of: job) { unheard.append((job, pointer)) }
        }
        do throws(RedisError) {
            try await queue.enqueue(unheard.map(\.pointer), timeout: .seconds(5))
            for (kind, found) in Dictionary(grouping: unheard, by: \.job.kind) {
                metrics.count("jobs_swept_total", [("kind", kind)], by: found.count)
            }
            outage.ended()
        } catch {
            guard error != .cancelled else { return }
            _ = outage.failed(error)
            // In any order: what fails must not keep the rest from its turn.
            for (job, pointer) in unheard.shuffled() where ContinuousClock.now < deadline && !Task.isCancelled {
                let next = ContinuousClock.now + .seconds(1) / settings.directRate
                await runDirectly(job, pointer)
                // Fails only by cancellation, which ends the loop.
                try? await Task.sleep(until: next, clock: .continuous)
            }
        }
    }

    private func pending(of job: any Job) async -> [JobPointer] {
        do {
            return try await job.pending()
        } catch {
            logger.warning(
                "unfinished work could not be looked up",
                metadata: ["job.kind": "\(job.kind)", "reason": "\(type(of: error))"])
            return []
        }
    }

    private func runDirectly(_ job: any Job, _ pointer: JobPointer) async {
        let context = JobContext(pointer, attempt: 1, logger: logger)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await job.run(pointer, context: context) }
                group.addTask {
                    try await Task.sleep(for: job.policy.timeout)
                    throw CancellationError()
                }
                try await group.next()
                group.cancelAll()
            }
            metrics.count("jobs_run_without_queue_total", [("kind", job.kind)])
        } catch {
            logger.warning(
                "a job without a queue did not succeed",
                metadata: ["job.kind": "\(job.kind)", "reason": "\(type(of: error))"])
        }
    }
}
