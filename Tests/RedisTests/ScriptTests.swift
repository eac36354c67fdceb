import Redis
import RedisTestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct ScriptTests {
    @Test func aForgottenScriptIsLoadedAgain() async throws {
        try await withPool { pool, server in
            let script = Script("return {KEYS[1], ARGV[1]}")
            let expected = Reply.array([.string([1, 0]), .string([13, 10])])
            for _ in 1...3 {
                let reply = try await pool.evaluate(script, keys: [Argument([1, 0])], arguments: [Argument([13, 10])])
                #expect(reply == expected)
                try await pool.send(Command("SCRIPT", "FLUSH"))
            }
            server.kill()
            try server.restart()
            #expect(
                try await pool.evaluate(script, keys: [Argument([1, 0])], arguments: [Argument([13, 10])]) == expected)
        }
    }

    @Test func aFullServerSaysSoByItsCode() async throws {
        try await withPool(server: ["--maxmemory", "1"]) { pool, _ in
            let full = RedisError.server(ServerError(code: "OOM"))
            await #expect(throws: full) { try await pool.send(Command("SET", "key", "secret")) }
            await #expect(throws: full) { try await pool.evaluate(Script("return redis.call('SET', 'k', 'v')")) }
            #expect(full.isRetryable)
            #expect(full.description == "Redis answered with error OOM")
            let pong = try await pool.send(Command("PING"))
            #expect(pong == .status("PONG"))
        }
    }
}
