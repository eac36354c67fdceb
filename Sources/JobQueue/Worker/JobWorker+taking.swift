import Logging
import Redis

extension JobWorker {
    /// Takes work as long as there are free slots, until the stop.
    func takeWork() async {
        var round = Round(queues: catalog.queues)
        var outage = Outage(of: "taking work", logger: logger)
        while !stopping.isSet {
            let free = await running.freeSlots()
            if free == 0 || stopping.isSet { continue }
            do throws(RedisError) {
                if round.lacksGroup {
                    try await queue.prepare(round.queues)
                    round.lacksGroup = false
                }
                try await start(await deliveries(free, &round))
                outage.ended()
            } catch .server(let error) where Self.groupErrors.contains(error.code) && !round.lacksGroup {
                round.lacksGroup = true
            } catch {
                await stopping.sleep(for: outage.failed(error))
            }
        }
    }

    /// What a server says that has no such group, and one that lost it while a read was waiting.
    private static let groupErrors: Set = ["NOGROUP", "UNBLOCKED"]

    /// Where the taking loop is.
    private struct Round {
        var queues: [String]
        /// Groups are made when one turns out to be missing, not beforehand: a full server refuses to make even those
        /// that exist, while it goes on serving them.
        var lacksGroup = false
        var nextReclaim = ContinuousClock.now

        /// Rotates, so that few free slots serve every queue in turn.
        mutating func next(_ count: Int) -> [String] {
            guard count < queues.count else { return queues }
            let chosen = Array(queues.prefix(count))
            queues = Array(queues.dropFirst(count)) + chosen
            return chosen
        }
    }

    /// At most `free` of them: what is delivered here is pending here, so none may wait for a slot.
    private func deliveries(_ free: Int, _ round: inout Round) async throws(RedisError) -> [Delivery] {
        if round.nextReclaim <= .now {
            let (found, lost) = try await queue.reclaim(
                round.queues, for: consumer, idle: settings.lease, count: free)
            metrics.count("jobs_lost_total", by: lost)
            metrics.count("jobs_reclaimed_total", by: found.count)
            // Nothing found means that all is seen for now.
            if found.isEmpty { round.nextReclaim = .now + settings.lease / 4 }
            if !found.isEmpty { return found }
        }
        let chosen = round.next(free)
        // With every queue in the read, a wait misses nothing; with some of them it must be short.
        let block = chosen.count == round.queues.count ? settings.block : .milliseconds(20)
        return try await queue.read(chosen, for: consumer, count: free / chosen.count, block: block)
    }

    /// Should this fail half-way, the entries stay pending and are taken over when their lease has run out.
    private func start(_ deliveries: [Delivery]) async throws(RedisError) {
        var known: [(delivery: Delivery, pointer: JobPointer, job: any Job)] = []
        for delivery in deliveries {
            if let pointer = delivery.pointer, let job = catalog.job(named: pointer.kind) {
                known.append((delivery, pointer, job))
            } else {
                await refuse(delivery)
            }
        }
        guard !known.isEmpty else { return }
        let beginnings = try await queue.begin(known.map(\.delivery))
        for (work, beginning) in zip(known, beginnings) {
            let policy = work.job.policy
            running.start(work.delivery, timeout: policy.timeout) { [self] in
                switch beginning {
                case .covered:
                    await settle(work.delivery, .drop, kind: work.job.kind, outcome: "covered")
                case .run(let attempt, _) where attempt > policy.maxAttempts:
                    let burial = Settlement.bury(reason: "attempts ended with their process", attempts: attempt - 1)
                    await settle(work.delivery, burial, kind: work.job.kind, outcome: "dead")
                case .run(let attempt, let waited):
                    metrics.time("jobs_wait_seconds", ["queue": work.delivery.queue], .milliseconds(waited))
                    await perform(work.job, work.pointer, work.delivery, attempt: attempt)
                }
            }
        }
    }

    private func refuse(_ delivery: Delivery) async {
        let isPointer = delivery.pointer != nil
        running.start(delivery, timeout: .seconds(60)) { [self] in
            logger.error(
                isPointer ? "a job of unknown kind was parked" : "a malformed job was buried",
                metadata: ["queue": "\(delivery.queue)", "entry": "\(delivery.id)"])
            let settlement: Settlement = isPointer ? .park : .bury(reason: "malformed pointer", attempts: 0)
            await settle(delivery, settlement, kind: "unknown", outcome: isPointer ? "parked" : "dead")
        }
    }
}
