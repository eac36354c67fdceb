package import Redis

/// How many jobs of one kind there are.
package struct KindCensus: Sendable, Equatable {
    package let kind: String
    package let queue: String
    package var waiting = 0
    package var running = 0
    package var delayed = 0
    package var dead = 0
    /// How long the oldest of those that wait has waited.
    package var oldest = Duration.zero
}

/// How many jobs there are.
package struct QueueCensus: Sendable, Equatable {
    package let kinds: [KindCensus]
    /// Jobs of kinds that no worker knew.
    package let parked: Int
}

extension DurableQueue {
    /// Counts what there is, by kind.
    package func census() async throws(RedisError) -> QueueCensus {
        guard let parts = try await evaluate(.census, []).elements, let parked = parts.first?.integer else {
            throw .unexpectedReply
        }
        let kinds = try stride(from: 1, to: parts.count, by: 6).map { at throws(RedisError) in
            let numbers = parts[(at + 1)..<min(at + 6, parts.count)].compactMap(\.integer)
            guard let kind = parts[at].text, numbers.count == 5 else { throw .unexpectedReply }
            return KindCensus(
                kind: kind, queue: route(kind).queue, waiting: numbers[0], running: numbers[1], delayed: numbers[2],
                dead: numbers[3], oldest: .milliseconds(numbers[4]))
        }
        return QueueCensus(kinds: kinds.sorted { $0.kind < $1.kind }, parked: parked)
    }

    /// Up to `limit` jobs: running ones first, then waiting, delayed, dead and parked.
    package func list(_ filter: JobFilter = JobFilter(), limit: Int) async throws(RedisError) -> [QueuedJob] {
        let letters = filter.states.map(\.letters).joined()
        return try await jobs(.list, [Argument(letters), Argument(filter.start), Argument(limit)])
    }

    /// One job; nil when it is not in the queue.
    package func find(_ pointer: JobPointer) async throws(RedisError) -> QueuedJob? {
        try await jobs(.find, [Argument(pointer.encoded)]).first
    }

    private func jobs(_ script: Script, _ arguments: [Argument]) async throws(RedisError) -> [QueuedJob] {
        let parts = try await evaluate(script, arguments).elements ?? []
        return stride(from: 0, to: parts.count - 3, by: 4).compactMap { at in
            guard let raw = parts[at].bytes, let record = parts[at + 1].text, let detail = parts[at + 2].text,
                let progress = parts[at + 3].text
            else { return nil }
            return QueuedJob(raw: raw, record: record, detail: detail, progress: progress)
        }
    }
}
