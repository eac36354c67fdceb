import Logging
import Redis

extension JobWorker {
    /// Takes work as long as there is room, until the stop.
    func takeWork() async {
        let limits = catalog.limits
        var order = ServingOrder(catalog.rings)
        var outage = Outage(of: "taking work", logger: logger)
        var wasAway = false
        while !stopping.isSet {
            let free = await running.room()
            if free == 0 || stopping.isSet { continue }
            do throws(RedisError) {
                // First of all what is at work here: or it would be taken over, and be it by this very worker.
                if wasAway { try await beat() }
                wasAway = false
                let leases = try await queue.take(
                    free, for: name, lease: settings.lease, limits: limits, rings: order.next())
                for lease in leases { await start(lease) }
                // Fewer than there is room for: the lines are empty, or at their limits.
                if leases.count < free { try await queue.listen(to: order.queues, for: settings.block) }
                outage.ended()
            } catch {
                wasAway = true
                await stopping.sleep(for: outage.failed(error))
            }
        }
    }

    private func start(_ lease: Lease) async {
        guard let pointer = lease.pointer else {
            logger.error("a malformed job was buried")
            return await settle(lease, .bury(reason: "malformed pointer", attempts: 0), of: nil, outcome: "dead")
        }
        guard let job = catalog.job(named: pointer.kind) else {
            logger.error("a job of unknown kind was parked", metadata: ["job.kind": "\(pointer.kind)"])
            return await settle(lease, .park, of: nil, outcome: "parked")
        }
        guard lease.crashes < job.policy.maxCrashes else {
            let burial = Settlement.bury(reason: "its runs ended with their workers", attempts: lease.attempt)
            return await settle(lease, burial, of: job, outcome: "dead")
        }
        let progress = JobProgress()
        let isTaken = running.start(lease, progress: progress, timeout: job.policy.timeout) { [self] in
            await perform(job, pointer, lease, progress: progress)
        }
        if !isTaken { await handBack(lease) }
    }

    /// As if it had never been taken.
    func handBack(_ lease: Lease) async {
        await keeper.settle(lease, .handBack)
    }
}

/// In which order the rings are served: by priority, but now and then the other way round, so that what is not urgent is
/// slow and never stuck.
struct ServingOrder {
    private let rings: [Ring]
    private var turn = 0

    /// One taking of so many begins at the other end.
    static let exception = 8

    init(_ rings: [Ring]) {
        self.rings = rings
    }

    var queues: [String] { Set(rings.map(\.queue)).sorted() }

    /// Within a priority each queue comes first in turn.
    mutating func next() -> [Ring] {
        turn += 1
        let ordered = JobPriority.allCases.flatMap { priority in
            let equals = rings.filter { $0.priority == priority }
            guard !equals.isEmpty else { return equals }
            let first = turn % equals.count
            return Array(equals[first...] + equals[..<first])
        }
        return turn.isMultiple(of: Self.exception) ? ordered.reversed() : ordered
    }
}
