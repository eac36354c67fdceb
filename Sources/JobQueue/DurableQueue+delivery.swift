import Redis

extension DurableQueue {
    /// Makes the consumer group of each queue, reading from the beginning; does nothing where there is one.
    func prepare(_ queues: [String]) async throws(RedisError) {
        for reply in try await pool.pipeline(queues.map { group($0).create }) {
            if case .error(let error) = reply, error.code != "BUSYGROUP" { throw .server(error) }
        }
    }

    /// Takes up to `count` new entries of each queue; waits up to `block` for the first one.
    func read(_ queues: [String], for consumer: String, count: Int, block: Duration) async throws(RedisError)
        -> [Delivery]
    {
        let streams = queues.map { group($0).stream }
        let command = StreamGroup.read(
            streams, group: Self.groupName, consumer: consumer, count: count, block: block)
        let reply = try await pool.send(command, timeout: block + .seconds(2))
        return try reply.streamEntries().flatMap { stream, entries in
            let queue = String(stream.dropFirst(settings.prefix.count + ":queue:".count))
            return entries.map { Delivery(queue: queue, entry: $0) }
        }
    }

    /// Takes over entries that a worker has left alone for `idle`; also answers how many had vanished from their
    /// stream.
    func reclaim(
        _ queues: [String], for consumer: String, idle: Duration, count: Int
    ) async throws(RedisError) -> (deliveries: [Delivery], lost: Int) {
        var deliveries: [Delivery] = []
        var lost = 0
        for queue in queues where deliveries.count < count {
            let left = count - deliveries.count
            let command = group(queue).claim(for: consumer, idle: idle, from: "0-0", count: left)
            let claimed = try await pool.send(command).claimedEntries()
            deliveries += claimed.entries.map { Delivery(queue: queue, entry: $0) }
            lost += claimed.lost.count
        }
        return (deliveries, lost)
    }

    /// What `begin` answers for each delivery.
    enum Beginning: Sendable, Equatable {
        /// Run it, as that attempt, after it waited so many milliseconds.
        case run(attempt: Int, waited: Int)
        /// Do not run it: the pointer has failed and waits for its next attempt, which covers this one.
        case covered
    }

    /// Counts an attempt and removes the mark, so that whatever is hinted from here on makes a new job.
    func begin(_ deliveries: [Delivery]) async throws(RedisError) -> [Beginning] {
        let arguments = deliveries.flatMap { [Argument($0.queue), Argument($0.id), Argument($0.raw)] }
        let reply = try await evaluate(.begin, [Argument(settings.markLifetime.milliseconds)] + arguments)
        let numbers = (reply.elements ?? []).compactMap(\.integer)
        guard numbers.count == deliveries.count + 1 else { throw .unexpectedReply }
        return zip(deliveries, numbers.dropFirst()).map { delivery, attempt in
            attempt == 0
                ? .covered : .run(attempt: attempt, waited: max(0, numbers[0] - (delivery.addedAt ?? numbers[0])))
        }
    }

    /// Tells Redis that these are still at work here; answers the ids that another worker has taken over meanwhile.
    func heartbeat(_ deliveries: [Delivery], of consumer: String) async throws(RedisError) -> Set<String> {
        let pairs = deliveries.flatMap { [Argument($0.queue), Argument($0.id)] }
        let reply = try await evaluate(.heartbeat, [Argument(Self.groupName), Argument(consumer)] + pairs)
        return Set((reply.elements ?? []).compactMap(\.text))
    }
}
