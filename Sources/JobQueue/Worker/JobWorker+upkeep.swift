import Redis

extension JobWorker {
    /// Moves what is due, counts what is there, and now and then tidies up, until cancelled.
    func keepUp() async {
        let queues = catalog.queues
        var outage = Outage(of: "upkeep", logger: logger)
        var nextCensus = ContinuousClock.now
        var nextTidying = ContinuousClock.now
        while !Task.isCancelled {
            var pause = settings.upkeepInterval
            do throws(RedisError) {
                try await queue.promote(queues)
                if nextCensus <= .now {
                    metrics.record(try await queue.census(of: queues))
                    nextCensus = .now + .seconds(5)
                }
                if nextTidying <= .now {
                    try await queue.unpark(catalog)
                    try await queue.forgetConsumers(of: queues, idle: .seconds(3_600))
                    nextTidying = .now + .seconds(60)
                }
                outage.ended()
            } catch {
                if error != .cancelled { pause = outage.failed(error) }
            }
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(for: pause)
        }
    }

    /// Keeps the leases of running jobs and cancels those that are late or have been taken over, until cancelled.
    func supervise() async {
        var outage = Outage(of: "heartbeat", logger: logger)
        var nextBeat = ContinuousClock.now
        while !Task.isCancelled {
            running.cancelOverdue()
            let alive = running.alive(patience: settings.lease)
            if nextBeat <= .now && !alive.isEmpty {
                do throws(RedisError) {
                    let taken = try await queue.heartbeat(alive, of: consumer)
                    running.interrupt(alive.filter { taken.contains($0.id) }, .takenOver)
                    nextBeat = .now + settings.lease / 3
                    outage.ended()
                } catch {
                    if error != .cancelled { nextBeat = .now + outage.failed(error) }
                }
            }
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(for: min(.milliseconds(200), settings.lease / 6))
        }
    }
}
