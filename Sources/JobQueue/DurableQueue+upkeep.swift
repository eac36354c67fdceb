import Redis

extension DurableQueue {
    /// Moves delayed pointers whose time has come into their queues; answers how many.
    @discardableResult
    func promote(_ queues: [String]) async throws(RedisError) -> Int {
        let limit = 500
        let arguments = [Argument(settings.markLifetime.milliseconds), Argument(limit)] + queues.map { Argument($0) }
        return try await evaluate(.promote, arguments).integer ?? 0
    }

    /// Puts parked pointers whose kind is in the catalogue into their queues.
    func unpark(_ catalog: JobCatalog) async throws(RedisError) {
        for raw in try await members(of: "parked").map(\.raw) {
            guard let pointer = JobPointer(encoded: raw), let job = catalog.job(named: pointer.kind) else { continue }
            try await release(raw, from: "parked", to: job.policy.queue)
        }
    }

    /// Forgets consumers that own nothing and have not been seen for `idle`: their processes are gone.
    func forgetConsumers(of queues: [String], idle: Duration) async throws(RedisError) {
        let arguments = [Argument(Self.groupName), Argument(idle.milliseconds)] + queues.map { Argument($0) }
        try await evaluate(.forgetConsumers, arguments)
    }

    @discardableResult
    func release(_ raw: [UInt8], from set: Argument, to queue: String) async throws(RedisError) -> Bool {
        let lifetime = Argument(settings.markLifetime.milliseconds)
        return try await evaluate(.release, [set, lifetime, Argument(queue), Argument(raw)]).integer == 1
    }

    func members(of set: String) async throws(RedisError) -> [(raw: [UInt8], value: [UInt8])] {
        var cursor = "0"
        var found: [(raw: [UInt8], value: [UInt8])] = []
        repeat {
            let command = Command("HSCAN", "\(settings.prefix):\(set)", Argument(cursor), "COUNT", "500")
            guard let parts = try await pool.send(command).elements, parts.count == 2, let next = parts[0].text,
                let flat = parts[1].elements
            else { throw .unexpectedReply }
            found += stride(from: 0, to: flat.count - 1, by: 2).map { (flat[$0].bytes ?? [], flat[$0 + 1].bytes ?? []) }
            cursor = next
        } while cursor != "0" && found.count < 10_000
        return found
    }
}
