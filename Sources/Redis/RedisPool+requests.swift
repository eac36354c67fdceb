extension RedisPool {
    /// Sends one command on a lent connection; `timeout` bounds the wait and the answer together.
    @discardableResult
    package nonisolated func send(_ command: Command, timeout: Duration? = nil) async throws(RedisError) -> Reply {
        try await within(timeout) { connection, left throws(RedisError) in
            try await connection.send(command, timeout: left)
        }
    }

    /// Sends all commands in one go on a lent connection; `timeout` bounds the wait and the answers together.
    package nonisolated func pipeline(
        _ commands: [Command], timeout: Duration? = nil
    ) async throws(RedisError) -> [Reply] {
        try await within(timeout) { connection, left throws(RedisError) in
            try await connection.pipeline(commands, timeout: left)
        }
    }

    /// Runs a script on a lent connection; `timeout` bounds the wait and the answer together.
    @discardableResult
    package nonisolated func evaluate(
        _ script: Script, keys: [Argument] = [], arguments: [Argument] = [], timeout: Duration? = nil
    ) async throws(RedisError) -> Reply {
        try await within(timeout) { connection, left throws(RedisError) in
            try await connection.evaluate(script, keys: keys, arguments: arguments, timeout: left)
        }
    }

    /// Makes sure that the server keeps what it is given; see `RedisConnection.verifyDurability`.
    package nonisolated func verifyDurability() async throws(RedisError) -> Durability {
        try await withConnection { connection throws(RedisError) in try await connection.verifyDurability() }
    }

    private nonisolated func within<Value: Sendable>(
        _ timeout: Duration?,
        _ body: @Sendable (RedisConnection, Duration?) async throws(RedisError) -> Value
    ) async throws(RedisError) -> Value {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        return try await withConnection(waitTimeout: timeout) { connection throws(RedisError) in
            try await body(connection, deadline.map { .until($0) })
        }
    }
}
