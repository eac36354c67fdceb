import Postgres
import PostgresTestSupport
import Testing

extension PostgresTests {
    @Suite struct BrokenLinks {
        @Test func cutAfterAnyByteOfAnAnswerTheNextRequestGetsItsOwn() async throws {
            try await FaultyProxy.withProxy { proxy in
                try await TestDatabase.withPool(.init(connections: 1), through: proxy) { pool in
                    let before = try await pool.withConnection { connection in
                        _ = try await connection.isInStep()
                        return proxy.received
                    }
                    let length = try await pool.withConnection { connection in
                        _ = try await connection.isInStep()
                        return proxy.received - before
                    }
                    try #require(length > 40)
                    for cut in 0..<length {
                        let error = try await failure {
                            try await pool.withConnection { connection in
                                proxy.set(.cut(afterBytes: cut, isReset: cut.isMultiple(of: 2)))
                                _ = try await connection.isInStep()
                            }
                        }
                        #expect(error.kind == .connectionLost, "cut after \(cut) bytes")
                        #expect(try await pool.withConnection { try await $0.isInStep() })
                        #expect(pool.usage.open == 1)
                    }
                }
            }
        }

        @Test(arguments: [20, 1_000, 65_536, 500_000])
        func cutInALongAnswerEveryKindOfRequestFails(cut: Int) async throws {
            let requests: [@Sendable (Connection) async throws -> Void] = [
                { _ = try await $0.query("SELECT repeat('x', 100) FROM generate_series(1, 20000)") },
                { _ = try await $0.script("SELECT 1; SELECT repeat('x', 100) FROM generate_series(1, 20000)") },
                { _ = try await $0.pipeline((0..<20_000).map { _ in ("SELECT repeat('x', 100)", []) }) },
                {
                    try await $0.copyOut("COPY (SELECT repeat('x', 100) FROM generate_series(1, 20000)) TO STDOUT") {
                        _ in
                    }
                },
            ]
            try await FaultyProxy.withProxy { proxy in
                try await TestDatabase.withPool(.init(connections: 1), through: proxy) { pool in
                    for request in requests {
                        let error = try await failure {
                            try await pool.withConnection { connection in
                                proxy.set(.cut(afterBytes: cut, isReset: false))
                                try await request(connection)
                            }
                        }
                        #expect(error.kind == .connectionLost && error.isRetryable)
                        #expect(try await pool.withConnection { try await $0.isInStep() })
                    }
                }
            }
        }

        @Test func cutDuringACopyInNothingIsStored() async throws {
            try await FaultyProxy.withProxy { proxy in
                try await TestDatabase.withTable { table in
                    try await TestDatabase.withPool(.init(connections: 1), through: proxy) { pool in
                        let error = try await failure {
                            try await pool.withConnection { connection in
                                try await connection.startCopy("COPY \(table) FROM STDIN")
                                try await connection.writeCopy(Array("1\ta\n".utf8))
                                proxy.set(.cut(afterBytes: 1, isReset: false))
                                try await connection.writeCopy(Array("x\ta\n".utf8))
                                _ = try await connection.finishCopy()
                            }
                        }
                        #expect(error.kind == .connectionLost)
                        let count = try await pool.withConnection {
                            try await $0.ask("SELECT count(*) FROM \(table)", as: Int.self)
                        }
                        #expect(count == 0)
                    }
                }
            }
        }

        @Test func aSessionEndedByTheServerSaysSo() async throws {
            let (connection, witness) = (try await TestDatabase.connect(), try await TestDatabase.connect())
            let pid = try await connection.processIdentifier()
            let task = Task { try await connection.query("SELECT pg_sleep(600)") }
            let isRunning = try await eventually { try await witness.isAsleep(pid) }
            #expect(isRunning)
            _ = try await witness.query("SELECT pg_terminate_backend($1)", [.int32(Int32(pid))])
            let error = try await failure { _ = try await task.value }
            #expect(error.kind == .connectionLost && error.sqlState == "57P01" && error.isRetryable)
            #expect(!connection.isUsable)
        }

        @Test(.enabled(if: TestServer.isInstalled)) func aRestartedServerIsFoundAgain() async throws {
            let server = try TestServer()
            let configuration = ConnectionConfiguration(url: server.url, applicationName: "tests")
            let pool = Pool(configuration, limits: .init(connections: 4))
            for _ in 0..<2 {
                try await Self.useAll(pool, connections: 4)
                #expect(pool.usage.idle == 4)
                try server.stop()
                for _ in 0..<4 {
                    let error = try await failure { _ = try await pool.withConnection { try await $0.isInStep() } }
                    #expect(error.kind == .connectionFailed && error.isRetryable)
                }
                #expect(pool.usage.open == 0)
                try server.start()
                #expect(try await pool.withConnection { try await $0.isInStep() })
            }
            await pool.close()
            try server.stop()
        }

        /// Holds so many connections at once, so that all are open.
        private static func useAll(_ pool: Pool, connections: Int) async throws {
            let held = Shared(0)
            try await withThrowingTaskGroup { group in
                for _ in 0..<connections {
                    group.addTask {
                        try await pool.withConnection { connection async throws in
                            #expect(try await connection.isInStep())
                            held.change { $0 += 1 }
                            #expect(try await eventually { held.value == connections })
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
