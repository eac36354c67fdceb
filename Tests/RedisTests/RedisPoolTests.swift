import Redis
import RedisTestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct RedisPoolTests {
    @Test(arguments: [0, 1, 2, 5, 12, 13, 40, 1_000, 65_537, 99_999])
    func afterACutInTheMiddleOfAnAnswerTheNextRequestGetsItsOwn(bytes: Int) async throws {
        try await RedisServer.with { server in
            let proxy = try CuttingProxy(to: server.port)
            defer { proxy.close() }
            let pool = RedisPool(try RedisEndpoint("redis://127.0.0.1:\(proxy.port)"), options: .init(size: 1))
            try await pool.send(Command("PING"))
            let long = [UInt8](repeating: 0x78, count: 100_000)
            proxy.cut(after: bytes)
            let error = await #expect(throws: RedisError.self) { try await pool.send(Command("ECHO", Argument(long))) }
            #expect(error == .connection(.closedByPeer) || error == .connection(.broken))
            #expect(proxy.hasCut)
            for _ in 1...3 {
                let nonce = "nonce-\(UInt64.random(in: .min ... .max))"
                #expect(try await pool.send(Command("ECHO", "\(nonce)")).text == nonce)
            }
            #expect(await pool.count == 1)
            await pool.shutdown()
        }
    }

    @Test func aCutPipelineNeverAnswersForALaterOne() async throws {
        try await RedisServer.with { server in
            let proxy = try CuttingProxy(to: server.port)
            defer { proxy.close() }
            let pool = RedisPool(try RedisEndpoint("redis://127.0.0.1:\(proxy.port)"), options: .init(size: 2))
            for round in 0..<40 {
                proxy.cut(after: round * 7)
                let nonces = (0..<20).map { _ in "\(UInt64.random(in: .min ... .max))" }
                // The outcome of the cut one is open; what matters is what the next one gets.
                _ = try? await pool.pipeline(nonces.map { Command("ECHO", "old-\($0)") })
                let replies = try await retrying { try await pool.pipeline(nonces.map { Command("ECHO", "\($0)") }) }
                #expect(replies.map(\.text) == nonces)
            }
            await pool.shutdown()
        }
    }

    @Test func cancelledAndLateBorrowersNeverLeaveTheirAnswersToOthers() async throws {
        try await withPool(RedisPool.Options(size: 3)) { pool, _ in
            let answers = await withTaskGroup(of: Bool?.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let nonce = "n\(number)"
                        let timeout: Duration = number % 3 == 0 ? .microseconds(number * 5) : .seconds(5)
                        let request = Task { try await pool.send(Command("ECHO", "\(nonce)"), timeout: timeout) }
                        if number % 3 == 1 { request.cancel() }
                        // A cancelled or late one has no answer, which is fine.
                        return (try? await request.value).map { $0.text == nonce }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
            }
            #expect(!answers.contains(false))
            #expect(answers.count >= 100)
            #expect(await pool.count <= 3)
        }
    }

    @Test func neverMoreConnectionsThanItsSize() async throws {
        try await withPool(RedisPool.Options(size: 3)) { pool, _ in
            let clients = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await pool.send(Command("CLIENT", "ID")).integer! }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(clients.count <= 3)
            #expect(await pool.count <= 3)
        }
    }

    @Test func aBorrowerWaitsNoLongerThanItSays() async throws {
        try await withPool(RedisPool.Options(size: 1)) { pool, _ in
            try await pool.withConnection { _ throws(RedisError) in
                let taken = await duration {
                    await #expect(throws: RedisError.timeout) {
                        try await pool.send(Command("PING"), timeout: .milliseconds(100))
                    }
                }
                #expect(taken > .milliseconds(90) && taken < .seconds(2))
                let waiting = Task { try await pool.send(Command("PING"), timeout: .seconds(60)) }
                waiting.cancel()
                await #expect(throws: RedisError.cancelled) { try await waiting.value }
            }
            #expect(try await pool.send(Command("PING")) == .status("PONG"))
        }
    }

    @Test func anOldConnectionIsReplaced() async throws {
        try await withPool(RedisPool.Options(size: 1, maxAge: .zero)) { pool, _ in
            let first = try await pool.send(Command("CLIENT", "ID")).integer
            let second = try await pool.send(Command("CLIENT", "ID")).integer
            #expect(first != second)
            #expect(await pool.count == 0)
        }
    }

    @Test func aRestartOfTheServerCostsNoRequestThatComesAfterIt() async throws {
        try await withPool { pool, server in
            try await pool.send(Command("SET", "k", "v"))
            server.kill()
            await #expect(throws: RedisError.connection(.unreachable)) { try await pool.send(Command("PING")) }
            try server.restart()
            #expect(try await pool.send(Command("GET", "k")).text == "v")
        }
    }

    @Test func aPoolThatIsShutDownRefuses() async throws {
        try await withPool { pool, _ in
            try await pool.send(Command("PING"))
            await pool.shutdown()
            #expect(await pool.count == 0)
            await #expect(throws: RedisError.poolClosed) { try await pool.send(Command("PING")) }
        }
    }

    private func retrying(_ body: () async throws -> [Reply]) async throws -> [Reply] {
        for _ in 1...5 {
            do { return try await body() } catch let error as RedisError where error.isRetryable { continue }
        }
        return try await body()
    }
}
