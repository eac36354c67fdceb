import Redis

/// What becomes of a delivery in Redis.
enum Settlement: Sendable, Equatable {
    case finish
    /// Taken off the queue without a run, failures remembered: another entry covers it.
    case drop
    /// `counts` is whether the attempt stays counted.
    case postpone(Duration, counts: Bool)
    case bury(reason: String, attempts: Int)
    /// Nobody here knows the kind: kept until somebody does.
    case park
}

extension DurableQueue {
    /// Writes settlements down; may be repeated after an error, a second time changes nothing.
    func settle(_ batch: [(delivery: Delivery, settlement: Settlement)]) async throws(RedisError) {
        try await finish(batch.filter { $0.settlement == .finish }.map(\.delivery), clearsFailures: true)
        try await finish(batch.filter { $0.settlement == .drop }.map(\.delivery), clearsFailures: false)
        for (delivery, settlement) in batch {
            let place: [Argument] = [
                Argument(Self.groupName), Argument(delivery.queue), Argument(delivery.id), Argument(delivery.raw),
            ]
            switch settlement {
            case .finish, .drop: continue
            case .postpone(let delay, let counts):
                let lifetime = settings.markLifetime + delay
                let times = [Argument(max(0, delay.milliseconds)), Argument(lifetime.milliseconds)]
                try await evaluate(.postpone, place + times + [counts ? "0" : "1"])
            case .bury(let reason, let attempts):
                let quarantine = Argument(settings.quarantine.milliseconds)
                try await evaluate(.bury, place + [quarantine, Argument(reason), Argument(attempts)])
            case .park:
                try await evaluate(.park, place + [Argument(settings.quarantine.milliseconds)])
            }
        }
    }

    private func finish(_ deliveries: [Delivery], clearsFailures: Bool) async throws(RedisError) {
        var commands: [Command] = []
        for (queue, members) in Dictionary(grouping: deliveries, by: \.queue) {
            commands += group(queue).finish(members.map(\.id))
            guard clearsFailures else { continue }
            let pointers = members.map { Argument($0.raw) }
            commands.append(Command(["HDEL", "\(settings.prefix):attempts"] + pointers))
        }
        for reply in try await pool.pipeline(commands) { _ = try reply.get() }
    }
}
