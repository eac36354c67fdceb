import Synchronization

/// A Lua script and, once a server has loaded it, its digest; the digest depends on the source alone.
package final class Script: Sendable {
    package let source: String
    private let digest = Mutex<String?>(nil)

    package init(_ source: String) {
        self.source = source
    }

    fileprivate func digest(
        on connection: RedisConnection, reload: Bool, until deadline: ContinuousClock.Instant
    ) async throws(RedisError) -> String {
        if !reload, let known = digest.withLock({ $0 }) { return known }
        let loaded = try await connection.send(Command("SCRIPT", "LOAD", Argument(source)), timeout: .until(deadline))
        guard let text = loaded.text else { throw .unexpectedReply }
        digest.withLock { $0 = text }
        return text
    }
}

extension RedisConnection {
    /// Runs a script by its digest; loads it when the server has not seen it or has forgotten it.
    @discardableResult
    package nonisolated func evaluate(
        _ script: Script, keys: [Argument] = [], arguments: [Argument] = [], timeout: Duration? = nil
    ) async throws(RedisError) -> Reply {
        // One deadline for the up to three requests.
        let deadline = ContinuousClock.now + (timeout ?? options.replyTimeout)
        func run(reload: Bool) async throws(RedisError) -> Reply {
            let digest = try await script.digest(on: self, reload: reload, until: deadline)
            let head: [Argument] = ["EVALSHA", Argument(digest), Argument(keys.count)]
            return try await send(Command(head + keys + arguments), timeout: .until(deadline))
        }
        do {
            return try await run(reload: false)
        } catch .server(let error) where error.code == "NOSCRIPT" {
            return try await run(reload: true)
        }
    }
}

extension Duration {
    /// The time left until `deadline`; negative once it has passed.
    static func until(_ deadline: ContinuousClock.Instant) -> Duration {
        ContinuousClock.now.duration(to: deadline)
    }
}
