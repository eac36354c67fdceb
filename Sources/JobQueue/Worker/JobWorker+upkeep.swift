import Redis

extension JobWorker {
    /// Moves what is due, counts what is there, and now and then brings back what was parked, until cancelled.
    func keepUp() async {
        var outage = Outage(of: "upkeep", logger: logger)
        var nextCensus = ContinuousClock.now
        var nextUnparking = ContinuousClock.now
        while !Task.isCancelled {
            var pause = settings.upkeepInterval
            do throws(RedisError) {
                try await queue.promote()
                if nextCensus <= .now {
                    metrics.record(try await queue.census())
                    nextCensus = .now + .seconds(5)
                }
                if nextUnparking <= .now {
                    try await queue.unpark(catalog)
                    nextUnparking = .now + .seconds(60)
                }
                outage.ended()
            } catch {
                if error != .cancelled { pause = outage.failed(error) }
            }
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(for: pause)
        }
    }

    /// Keeps the leases of running jobs and cancels those that are late, taken over or called off, until cancelled.
    func supervise() async {
        var outage = Outage(of: "heartbeat", logger: logger)
        var nextBeat = ContinuousClock.now
        while !Task.isCancelled {
            running.cancelOverdue()
            for lease in running.takeStranded() { await handBack(lease) }
            if nextBeat <= .now && !running.isEmpty {
                do throws(RedisError) {
                    try await beat()
                    // Often enough that an operator who cancels a job sees it end.
                    nextBeat = .now + min(settings.lease / 3, .seconds(2))
                    outage.ended()
                } catch {
                    if error != .cancelled { nextBeat = .now + outage.failed(error) }
                }
            }
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(for: min(.milliseconds(200), settings.lease / 6))
        }
    }

    /// Keeps the leases and does what is answered.
    func beat() async throws(RedisError) {
        for (lease, state) in try await keeper.beat(as: name, for: settings.lease) {
            switch state {
            case .kept: continue
            case .toBeCancelled: running.interrupt([lease], .cancelled)
            case .lost: running.interrupt([lease], .takenOver)
            }
        }
    }
}
