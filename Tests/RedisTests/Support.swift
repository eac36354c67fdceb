import Redis
import RedisTestSupport
import Testing

/// Runs `body` with a connection to a server of its own.
func withConnection(
    server options: [String] = [], _ connection: RedisOptions = RedisOptions(),
    _ body: (RedisConnection, RedisServer) async throws -> Void
) async throws {
    try await RedisServer.with(options: options) { server in
        try await body(try await RedisConnection.open(try RedisEndpoint(server.url), options: connection), server)
    }
}

/// Runs `body` with a pool on a server of its own.
func withPool(
    server options: [String] = [], _ pool: RedisPool.Options = RedisPool.Options(),
    _ body: (RedisPool, RedisServer) async throws -> Void
) async throws {
    try await RedisServer.with(options: options) { server in
        let pool = RedisPool(try RedisEndpoint(server.url), options: pool)
        try await body(pool, server)
        await pool.shutdown()
    }
}

/// The time `body` takes.
func duration(of body: () async throws -> Void) async rethrows -> Duration {
    try await ContinuousClock().measure(body)
}
