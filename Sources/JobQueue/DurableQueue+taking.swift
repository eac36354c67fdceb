import Redis

/// What a worker tells of one of its runs.
struct Heartbeat: Sendable {
    let lease: Lease
    let progress: JobProgress.Value?
}

/// What a worker is told of one of its runs.
enum LeaseState: Int, Sendable {
    case kept, toBeCancelled, lost
}

extension DurableQueue {
    /// Takes up to `count` pointers: those whose worker fell silent, then the lines in turn, ring after ring.
    ///
    /// Counts an attempt of each. `limits` is the most runs at a time for one scope, by kind; 1 for the others.
    func take(
        _ count: Int, for worker: String, lease: Duration, limits: [String: Int], rings: [Ring]
    ) async throws(RedisError) -> [Lease] {
        var arguments = [
            Argument(worker), Argument(lease.milliseconds), Argument(min(count, Self.mostAtOnce)),
            Argument(limits.count),
        ]
        for (kind, limit) in limits { arguments += [Argument(kind), Argument(limit)] }
        arguments += rings.map { Argument($0.name) }
        guard let parts = try await evaluate(.take, arguments).elements, let token = parts.first?.text else {
            throw .unexpectedReply
        }
        var leases: [Lease] = []
        leases.reserveCapacity(parts.count / 4)
        for at in stride(from: 1, to: parts.count - 3, by: 4) {
            guard let raw = parts[at].bytes, let attempt = parts[at + 1].integer, let crashes = parts[at + 2].integer,
                let waited = parts[at + 3].integer
            else { throw .unexpectedReply }
            leases.append(
                Lease(raw: raw, token: token, attempt: attempt, crashes: crashes, waited: .milliseconds(waited)))
        }
        return leases
    }

    /// Redis serves nobody else meanwhile, and a script can spread only so many arguments.
    private static let mostAtOnce = 500

    /// Returns once there may be something to take in one of the queues, or after `block`.
    func listen(to queues: [String], for block: Duration) async throws(RedisError) {
        let bells = queues.map { Argument("\(settings.prefix):bell:\($0)") }
        let seconds = Argument("\(max(0.001, block / .seconds(1)))")
        try await pool.send(Command(["BLPOP"] + bells + [seconds]), timeout: block + .seconds(2))
    }

    /// Tells Redis that these are still at work here, and asks whether they should be.
    func heartbeat(_ beats: [Heartbeat], of worker: String, lease: Duration) async throws(RedisError) -> [LeaseState] {
        var arguments = [Argument(worker), Argument(lease.milliseconds)]
        for beat in beats {
            let ring = route(beat.lease.pointer?.kind ?? "").ring.name
            let progress = beat.progress.map { "\($0.done)/\($0.total)" } ?? "-"
            arguments += [
                Argument(beat.lease.raw), Argument(beat.lease.token), Argument(beat.lease.attempt), Argument(ring),
                Argument(progress),
            ]
        }
        let states = (try await evaluate(.heartbeat, arguments).elements ?? []).compactMap(\.integer)
            .compactMap(LeaseState.init)
        guard states.count == beats.count else { throw .unexpectedReply }
        return states
    }
}
