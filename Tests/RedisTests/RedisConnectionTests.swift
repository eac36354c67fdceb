import Redis
import RedisTestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct RedisConnectionTests {
    @Test func everyByteSurvivesTheRoundTrip() async throws {
        try await withConnection { connection, _ in
            let values: [[UInt8]] = [
                [], [0], Array(0...255), Array("a\r\nb\r\n$5\r\n%s%d".utf8), Array(repeating: 0xFF, count: 3_000_000),
            ]
            for value in values {
                let key = Argument([0, 13, 10] + value.prefix(4))
                try await connection.send(Command("SET", key, Argument(value)))
                #expect(try await connection.send(Command("GET", key)) == .string(value))
            }
        }
    }

    @Test func everyShapeOfReplyIsRead() async throws {
        try await withConnection { connection, _ in
            let script = "return {1, 'two', false, {redis.status_reply('OK'), {}}, redis.error_reply('CODE secret')}"
            let reply = try await connection.send(Command("EVAL", Argument(script), "0"))
            let inner: Reply = .array([.status("OK"), .array([])])
            #expect(
                reply
                    == .array([.integer(1), .string([116, 119, 111]), .null, inner, .error(ServerError(code: "CODE"))]))
        }
    }

    @Test func aPipelineAnswersInOrderAndKeepsErrorsInTheirPlace() async throws {
        try await withConnection { connection, _ in
            let replies = try await connection.pipeline([
                Command("SET", "k", "v"), Command("INCR", "k"), Command("GET", "k"), Command("NONSENSE", "secret"),
            ])
            let failed = Reply.error(ServerError(code: "ERR"))
            #expect(replies == [.status("OK"), failed, .string([0x76]), failed])
            #expect(connection.isUsable)
        }
    }

    @Test func aPipelineLargerThanEveryBufferDoesNotBlockItself() async throws {
        try await withConnection { connection, _ in
            let value = [UInt8](repeating: 0x61, count: 100_000)
            let commands = (0..<300).map { _ in Command("ECHO", Argument(value)) }
            let replies = try await connection.pipeline(commands, timeout: .seconds(30))
            #expect(replies.count == 300)
            #expect(replies.allSatisfy { $0 == .string(value) })
        }
    }

    @Test func aTimeoutEndsTheConnectionForGood() async throws {
        try await withConnection { connection, _ in
            let taken = await duration {
                await #expect(throws: RedisError.timeout) {
                    try await connection.send(Command("BLPOP", "none", "0"), timeout: .milliseconds(100))
                }
            }
            #expect(taken > .milliseconds(90) && taken < .seconds(2))
            #expect(!connection.isUsable)
            await #expect(throws: RedisError.connection(.broken)) { try await connection.send(Command("PING")) }
        }
    }

    @Test func aCancellationInterruptsTheWaitAndEndsTheConnection() async throws {
        try await withConnection { connection, server in
            let waiting = Task { try await connection.send(Command("BLPOP", "none", "0"), timeout: .seconds(60)) }
            let observer = try await RedisConnection.open(try RedisEndpoint(server.url))
            // The server itself tells when the request has arrived.
            while try await !observer.send(Command("INFO", "clients")).text!.contains("blocked_clients:1") {}
            let taken = await duration {
                waiting.cancel()
                await #expect(throws: RedisError.cancelled) { try await waiting.value }
            }
            #expect(taken < .seconds(2))
            #expect(!connection.isUsable)
        }
    }

    @Test func aTaskCancelledBeforehandSendsNothingAndCostsNoConnection() async throws {
        try await withConnection { connection, _ in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await connection.send(Command("SET", "k", "v"))
            }
            await #expect(throws: RedisError.cancelled) { try await task.value }
            let exists = try await connection.send(Command("EXISTS", "k"))
            #expect(exists == .integer(0))
        }
    }

    @Test func aKilledServerIsAConnectionError() async throws {
        try await withConnection { connection, server in
            server.kill()
            #expect(!connection.isUsable)
            let error = await #expect(throws: RedisError.self) { try await connection.send(Command("PING")) }
            #expect(error == .connection(.closedByPeer) || error == .connection(.broken))
            await #expect(throws: RedisError.connection(.unreachable)) {
                _ = try await RedisConnection.open(try RedisEndpoint(server.url))
            }
        }
    }

    @Test func credentialsAndDatabaseAreUsed() async throws {
        try await RedisServer.with(options: ["--requirepass", "s3cret word"]) { server in
            let address = "redis://:s3cret%20word@127.0.0.1:\(server.port)"
            let connection = try await RedisConnection.open(try RedisEndpoint(address + "/5"))
            #expect(try await connection.send(Command("CLIENT", "INFO")).text?.contains(" db=5 ") == true)
            let wrong = try RedisEndpoint("redis://:other@127.0.0.1:\(server.port)")
            await #expect(throws: RedisError.server(ServerError(code: "WRONGPASS"))) {
                _ = try await RedisConnection.open(wrong)
            }
            await #expect(throws: RedisError.server(ServerError(code: "NOAUTH"))) {
                _ = try await RedisConnection.open(try RedisEndpoint(server.url))
            }
        }
    }

    @Test func aReplicaIsNotTalkedTo() async throws {
        try await RedisServer.with(options: ["--replicaof", "127.0.0.1", "1"]) { server in
            await #expect(throws: RedisError.unsafeServer(.replica)) {
                _ = try await RedisConnection.open(try RedisEndpoint(server.url))
            }
        }
    }

    @Test func aServerThatTurnsReadOnlyLosesItsConnections() async throws {
        try await withConnection { connection, _ in
            try await connection.send(Command("REPLICAOF", "127.0.0.1", "1"))
            await #expect(throws: RedisError.server(ServerError(code: "READONLY"))) {
                try await connection.send(Command("SET", "k", "v"))
            }
            #expect(!connection.isUsable)
        }
    }

    @Test func durabilityIsVerified() async throws {
        try await withConnection { connection, _ in
            #expect(try await connection.verifyDurability().isAppendOnly)
            try await connection.send(Command("CONFIG", "SET", "appendonly", "no"))
            #expect(try await connection.verifyDurability().isAppendOnly == false)
            try await connection.send(Command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"))
            let error = await #expect(throws: RedisError.self) { _ = try await connection.verifyDurability() }
            #expect(error == .unsafeServer(.evicts(policy: "allkeys-lru")))
            #expect(error?.description.contains("set `maxmemory-policy noeviction`") == true)
        }
    }
}
