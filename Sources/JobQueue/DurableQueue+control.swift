package import Redis

/// What came of asking for a job to be cancelled.
package enum Cancellation: Int, Sendable {
    case absent, removed
    /// It runs; its worker is told with its next heartbeat.
    case requested
}

/// What came of asking for a job to be tried again.
package enum Revival: Int, Sendable {
    case absent, waiting
    /// It waits or runs without being asked.
    case needless
}

extension DurableQueue {
    /// Takes a job out of the queue, or asks its worker to stop it.
    ///
    /// The record knows nothing of it: unless the work is withdrawn there first, the sweeper brings it back.
    package func cancel(_ pointer: JobPointer) async throws(RedisError) -> Cancellation {
        let answer = try await evaluate(.cancel, [Argument(pointer.encoded)]).integer
        guard let cancellation = answer.flatMap(Cancellation.init) else { throw .unexpectedReply }
        return cancellation
    }

    /// Puts a dead, parked or delayed job at the end of its line, as a first attempt.
    package func retry(_ pointer: JobPointer) async throws(RedisError) -> Revival {
        let ring = Argument(route(pointer.kind).ring.name)
        let answer = try await evaluate(.retry, [Argument(pointer.encoded), ring]).integer
        guard let revival = answer.flatMap(Revival.init) else { throw .unexpectedReply }
        return revival
    }

    /// From now on no worker takes anything; what runs goes on.
    package func pause() async throws(RedisError) {
        try await evaluate(.pause, [])
    }

    /// Ends a pause.
    package func resume() async throws(RedisError) {
        try await pool.send(Command("DEL", Argument("\(settings.prefix):paused")))
    }

    /// Whether nothing is taken at present.
    package func isPaused() async throws(RedisError) -> Bool {
        try await pool.send(Command("EXISTS", Argument("\(settings.prefix):paused"))).integer == 1
    }

    /// Moves delayed pointers whose time has come to the end of their lines; answers how many.
    @discardableResult
    func promote() async throws(RedisError) -> Int {
        try await evaluate(.promote, [500]).integer ?? 0
    }

    /// Puts parked pointers whose kind is in the catalogue into their lines.
    func unpark(_ catalog: JobCatalog) async throws(RedisError) {
        for job in try await list(JobFilter(states: [.parked]), limit: 10_000) {
            guard let pointer = job.pointer, catalog.job(named: pointer.kind) != nil else { continue }
            _ = try await retry(pointer)
        }
    }
}
