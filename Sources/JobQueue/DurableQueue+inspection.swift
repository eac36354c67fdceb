package import Redis

/// How full one queue is.
package struct QueueDepth: Sendable, Equatable {
    package let queue: String
    /// Pointers that wait or run.
    package let present: Int
    /// Age of the oldest of them.
    package let oldest: Duration
    /// Pointers that wait for their next attempt.
    package let delayed: Int
}

/// How full all queues are.
package struct QueueCensus: Sendable, Equatable {
    package let queues: [QueueDepth]
    package let dead: Int
    package let parked: Int
}

/// A job that will not be tried again by itself.
package struct DeadJob: Sendable, Equatable {
    /// The pointer as it was kept.
    package let raw: [UInt8]
    /// Nil when the bytes are no pointer.
    package let pointer: JobPointer?
    /// JSON object: `queue`, `reason`, `attempts`, `at` in milliseconds since 1970.
    package let details: String
}

extension DurableQueue {
    /// Counts what is in the given queues.
    package func census(of queues: [String]) async throws(RedisError) -> QueueCensus {
        let numbers = (try await evaluate(.census, queues.map { Argument($0) }).elements ?? []).compactMap(\.integer)
        guard numbers.count == 2 + 3 * queues.count else { throw .unexpectedReply }
        let depths = queues.enumerated().map { index, queue in
            let at = 2 + 3 * index
            return QueueDepth(
                queue: queue, present: numbers[at], oldest: .milliseconds(numbers[at + 1]), delayed: numbers[at + 2])
        }
        return QueueCensus(queues: depths, dead: numbers[0], parked: numbers[1])
    }

    /// The buried jobs; at most some ten thousand.
    package func dead() async throws(RedisError) -> [DeadJob] {
        try await members(of: "dead").map { raw, value in
            DeadJob(raw: raw, pointer: JobPointer(encoded: raw), details: String(decoding: value, as: UTF8.self))
        }
    }

    /// The pointers that no worker knew what to do with; at most some ten thousand.
    package func parked() async throws(RedisError) -> [JobPointer] {
        try await members(of: "parked").compactMap { JobPointer(encoded: $0.raw) }
    }

    /// Puts a buried job back into its queue as a first attempt; answers false when it is not buried.
    @discardableResult
    package func revive(_ job: DeadJob) async throws(RedisError) -> Bool {
        try await release(job.raw, from: "dead", to: job.pointer.map(route) ?? JobPolicy.defaultQueue)
    }
}
