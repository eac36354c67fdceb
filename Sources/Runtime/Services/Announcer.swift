import Domain
import JobQueue
import Jobs
import Redis

/// Tells the workers of committed work, behind the back of those who wrote it: no answer waits for Redis.
///
/// What gathers while one telling is under way goes with the next, equal work once. A telling that fails is dropped: the
/// sweeper finds the work in PostgreSQL.
actor Announcer {
    private let queue: DurableQueue
    /// For work that more of the same follows in a moment: they are done together.
    private let delay: Duration
    private var waiting: Set<JobPointer> = []
    private var isTelling = false

    /// Beyond it Redis is away, and more to tell would only fill the memory.
    private static let mostWaiting = 10_000

    init(_ queue: DurableQueue, delay: Duration = .zero) {
        self.queue = queue
        self.delay = delay
    }

    nonisolated var announce: @Sendable ([Work]) async -> Void {
        { work in await self.gather(work) }
    }

    private func gather(_ work: [Work]) {
        guard waiting.count < Self.mostWaiting else { return }
        waiting.formUnion(work.map(JobPointer.init))
        guard !isTelling, !waiting.isEmpty else { return }
        isTelling = true
        Task { await tell() }
    }

    private func tell() async {
        while !waiting.isEmpty {
            let pointers = Array(waiting)
            waiting = []
            // Losing them is right: see above.
            _ = try? await queue.enqueue(pointers, after: delay, timeout: .seconds(2))
        }
        isTelling = false
    }
}

extension DurableQueue {
    /// The queues of Sicstine, the same for those who announce work and those who do it.
    static func sicstine(_ redis: RedisPool) -> DurableQueue {
        DurableQueue(pool: redis, settings: .init(prefix: "sicstine", routes: JobRoutes.all))
    }
}
