package import Logging
import Redis

/// Takes pointers from the queues and runs their jobs, so many at a time, until it is told to stop.
///
/// A pointer is leased to this worker from its taking to its settlement. A heartbeat keeps the lease; the pointers of a
/// worker that fell silent are taken over by the others, and what it says afterwards changes nothing. Recovers by itself
/// when Redis was away or lost its data.
package final class JobWorker: Sendable {
    let queue: DurableQueue
    let catalog: JobCatalog
    let settings: Settings
    let logger: Logger
    /// Unlike any other worker's, without spaces.
    let name: String
    let running: RunningJobs
    let keeper: LeaseKeeper
    let metrics = JobMetrics()
    let stopping = StopSignal()

    /// How much a worker does at a time and how patient it is.
    package struct Settings: Sendable {
        /// Jobs at a time.
        package var concurrency: Int
        /// A worker silent for so long has lost its pointers.
        package var lease: Duration
        /// How long an idle worker listens for work; also bounds how late a stop is noticed.
        package var block: Duration
        /// How often delayed pointers are looked at.
        package var upkeepInterval: Duration
        /// How long a stop waits for running jobs before it cancels them.
        package var drainLimit: Duration

        package init(
            concurrency: Int = 16, lease: Duration = .seconds(30), block: Duration = .seconds(1),
            upkeepInterval: Duration = .milliseconds(500), drainLimit: Duration = .seconds(20)
        ) {
            self.concurrency = max(1, concurrency)
            self.lease = lease
            self.block = block
            self.upkeepInterval = upkeepInterval
            self.drainLimit = drainLimit
        }
    }

    /// `name` is for operators, such as the host; the worker adds what makes it unique.
    package init(
        name: String, queue: DurableQueue, catalog: JobCatalog, settings: Settings = Settings(), logger: Logger
    ) {
        self.queue = queue
        self.catalog = catalog
        self.settings = settings
        self.logger = logger
        let readable = name.filter { $0.isASCII && !$0.isWhitespace }
        self.name = "\(readable)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        running = RunningJobs(capacity: settings.concurrency)
        keeper = LeaseKeeper(queue: queue, running: running, metrics: metrics, logger: logger)
    }

    /// Works until `stop()` or until the calling task is cancelled, which is the same: no new work is taken, running
    /// jobs may end within `drainLimit` and are then cancelled.
    ///
    /// A job that ignores its cancellation is left behind.
    package func run() async {
        // A task of its own: the caller's cancellation must not reach the running jobs before the drain limit.
        let work = Task {
            let upkeep = Task { await self.keepUp() }
            let supervision = Task { await self.supervise() }
            await self.takeWork()
            await self.drain()
            upkeep.cancel()
            supervision.cancel()
            await upkeep.value
            await supervision.value
        }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            stop()
        }
    }

    /// Begins the end of `run()`.
    ///
    /// Any thread, any number of times.
    package func stop() {
        stopping.set()
        let unbegun = running.close()
        Task { for lease in unbegun { await handBack(lease) } }
    }

    private func drain() async {
        if await isIdle(within: settings.drainLimit) { return }
        running.interruptAll(.stopping)
        // Cancelled jobs hand their pointers back, which takes Redis a moment.
        if await isIdle(within: .seconds(1)) { return }
        keeper.abandon()
        guard await !isIdle(within: .seconds(1)) else { return }
        logger.warning("jobs were left behind at the stop; their leases run out", metadata: ["worker": "\(name)"])
    }

    private func isIdle(within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while true {
            let isSettled = await keeper.isSilent
            if running.isEmpty && isSettled { return true }
            guard ContinuousClock.now < deadline else { return false }
            // Cancellation cannot happen here: the task is the worker's own.
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
