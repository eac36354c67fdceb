import Redis

/// What becomes of a run in Redis.
enum Settlement: Sendable, Equatable {
    case finish
    /// `counts` is whether the attempt stays counted.
    case postpone(Duration, counts: Bool)
    /// Put back at the head of its line, as if it had not been taken.
    case handBack
    case bury(reason: String, attempts: Int)
    /// Nobody here knows the kind: kept until somebody does.
    case park
    /// The operator's wish has been met.
    case cancel
}

extension DurableQueue {
    /// Writes settlements down; answers how many came too late, their lease lost, and changed nothing.
    ///
    /// May be repeated after an error: a second time it is late. Scripts one by one, never within MULTI: a full server
    /// refuses every MULTI that writes, and would keep its queues full for ever.
    func settle(_ batch: [(lease: Lease, settlement: Settlement)]) async throws(RedisError) -> Int {
        var late = 0
        var finished: [Argument] = []
        for (lease, settlement) in batch {
            let place = [Argument(lease.raw), Argument(lease.token)]
            let quarantine = Argument(settings.quarantine.milliseconds)
            let reply: Reply
            switch settlement {
            case .finish:
                finished += place
                continue
            case .postpone(let delay, let counts):
                reply = try await evaluate(
                    .postpone, place + [Argument(max(0, delay.milliseconds)), counts ? "0" : "1"])
            case .handBack:
                reply = try await evaluate(.postpone, place + [-1, "1"])
            case .bury(let reason, let attempts):
                reply = try await evaluate(.bury, place + [quarantine, Argument(reason), Argument(attempts)])
            case .park:
                reply = try await evaluate(.park, place + [quarantine])
            case .cancel:
                reply = try await evaluate(.cancel, place)
            }
            if reply.integer == 0 { late += 1 }
        }
        // A script can spread only so many arguments.
        for start in stride(from: 0, to: finished.count, by: 1_000) {
            let part = finished[start..<min(start + 1_000, finished.count)]
            late += try await evaluate(.finish, Array(part)).integer ?? 0
        }
        return late
    }
}
