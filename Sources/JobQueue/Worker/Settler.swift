import Logging
import Redis

/// Writes settlements to Redis: all that came while the previous ones were being written go together.
///
/// Keeps on trying while Redis fails, so a job that is done is not done again only because Redis was away for a while.
actor Settler {
    private let queue: DurableQueue
    private var outage: Outage
    private let abandonment = StopSignal()
    private var waiting:
        [(item: (delivery: Delivery, settlement: Settlement), waiter: CheckedContinuation<Void, Never>)] = []
    private var isWriting = false

    init(queue: DurableQueue, logger: Logger) {
        self.queue = queue
        outage = Outage(of: "settling", logger: logger)
    }

    /// Returns once it is written, or once there is no hope: then the entry stays pending and its lease runs out.
    func settle(_ delivery: Delivery, _ settlement: Settlement) async {
        await withCheckedContinuation { continuation in
            waiting.append(((delivery, settlement), continuation))
            if !isWriting {
                isWriting = true
                Task { await self.write() }
            }
        }
    }

    /// Gives up what cannot be written at once, now and from here on.
    nonisolated func abandon() {
        abandonment.set()
    }

    private func write() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            await record(batch.map(\.item))
            for (_, waiter) in batch { waiter.resume() }
        }
        isWriting = false
    }

    private func record(_ batch: [(delivery: Delivery, settlement: Settlement)]) async {
        while true {
            do throws(RedisError) {
                try await queue.settle(batch)
                return outage.ended()
            } catch {
                let delay = outage.failed(error)
                guard error.isRetryable, !abandonment.isSet else { return }
                await abandonment.sleep(for: delay)
            }
        }
    }
}
