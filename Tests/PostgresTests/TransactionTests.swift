import Postgres
import Testing

extension PostgresTests {
    @Suite struct Transactions {
        private static let opening = TransactionOpening(script: "BEGIN; SELECT true")

        private struct Refused: Error {}

        @Test func whatReturnsIsKeptAndWhatThrowsIsNot() async throws {
            try await inTable { pool, table in
                let answer = try await pool.withTransaction(Self.opening) { transaction in
                    _ = try await transaction.connection.query("INSERT INTO \(table) VALUES (1, 'kept')")
                    return 42
                }
                #expect(answer == 42)
                await #expect(throws: Refused.self) {
                    try await pool.withTransaction(Self.opening) { transaction in
                        _ = try await transaction.connection.query("INSERT INTO \(table) VALUES (2, 'not kept')")
                        throw Refused()
                    }
                }
                #expect(try await Self.notes(pool, table) == ["kept"])
                #expect(pool.usage.open == 1)
            }
        }

        @Test func statementsRunAndDecode() async throws {
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                try await pool.withTransaction(Self.opening) { transaction in
                    #expect(try await transaction.all(Numbers(upTo: 3)) == [1, 2, 3])
                    #expect(try await transaction.first(Numbers(upTo: 3)) == 1)
                    #expect(try await transaction.first(Numbers(upTo: 0)) == nil)
                    _ = try await transaction.connection.script("CREATE TEMP TABLE numbers (number bigint)")
                    #expect(try await transaction.run(KeepNumbers(upTo: 5)) == 5)
                }
            }
        }

        @Test func aSwallowedErrorIsNotCommitted() async throws {
            try await inTable { pool, table in
                let error = try await failure {
                    try await pool.withTransaction(Self.opening) { transaction in
                        _ = try await transaction.connection.query("INSERT INTO \(table) VALUES (1, 'lost')")
                        _ = try? await transaction.connection.query("SELECT 1 / 0")
                    }
                }
                #expect(error.kind == .unexpectedResult)
                #expect(try await Self.notes(pool, table) == [])
                #expect(pool.usage.open == 1)
            }
        }

        @Test(arguments: ["SELECT false", "SELECT NULL::bool", "SELECT true WHERE false", "SELECT true, false", ""])
        func aWrongSessionIsRefusedAndItsConnectionClosed(check: String) async throws {
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                let error = try await failure {
                    try await pool.withTransaction(TransactionOpening(script: "BEGIN; \(check)")) { _ in
                        _ = Issue.record("the body ran")
                    }
                }
                #expect(error.kind == .wrongSession)
                #expect(pool.usage.open == 0)
                #expect(try await pool.withConnection { try await $0.isInStep() })
            }
        }

        @Test func aConstraintCheckedAtCommitIsAnErrorOfTheServer() async throws {
            try await inTable { pool, table in
                _ = try await pool.withConnection {
                    try await $0.script(
                        "ALTER TABLE \(table) ADD CONSTRAINT notes_key UNIQUE (note) DEFERRABLE INITIALLY DEFERRED")
                }
                let error = try await failure {
                    try await pool.withTransaction(Self.opening) { transaction in
                        _ = try await transaction.connection.query("INSERT INTO \(table) VALUES (1, 'a'), (2, 'a')")
                    }
                }
                #expect(error.sqlState == "23505" && error.constraint == "notes_key")
                #expect(try await Self.notes(pool, table) == [])
            }
        }

        @Test func aConnectionLostBeforeCommitIsNoDoubt() async throws {
            try await inTable { pool, table in
                let error = try await failure {
                    try await pool.withTransaction(Self.opening) { transaction in
                        _ = try await transaction.connection.query("INSERT INTO \(table) VALUES (1, 'lost')")
                        await transaction.connection.close()
                    }
                }
                #expect(error.kind == .connectionLost)
                #expect(try await Self.notes(pool, table) == [])
            }
        }

        @Test func aCommitCutOffAnywhereTellsTheTruth() async throws {
            try await FaultyProxy.withProxy { proxy in
                try await inTable(through: proxy) { pool, table in
                    let witness = try await TestDatabase.connect()
                    var doubts = 0
                    for cut in 0..<60 {
                        let error = await Self.insert(cut, into: table, pool) {
                            proxy.set(.cut(afterBytes: cut, isReset: cut.isMultiple(of: 2)))
                        }
                        proxy.set(.none)
                        let isThere = try await Self.isThere(cut, in: table, witness)
                        switch error?.kind {
                        case nil: #expect(isThere)
                        case .commitOutcomeUnknown: doubts += 1
                        default: #expect(!isThere, "\(String(describing: error))")
                        }
                    }
                    #expect(doubts > 0)
                }
            }
        }

        @Test func aCancelledCommitIsEitherKeptOrNot() async throws {
            try await inTable { pool, table in
                var generator = SeededGenerator(seed: 5)
                var outcomes = (kept: 0, undone: 0)
                let witness = try await TestDatabase.connect()
                for id in 0..<300 {
                    let longest = id.isMultiple(of: 2) ? 3_000 : 40_000
                    let pause = Duration.microseconds(Int.random(in: 0...longest, using: &generator))
                    let task = Task { await Self.insert(id, into: table, pool) {} }
                    try await Task.sleep(for: pause)
                    task.cancel()
                    let error = await task.value
                    let isThere = try await Self.isThere(id, in: table, witness)
                    #expect(isThere == (error == nil))
                    if error == nil { outcomes.kept += 1 } else { outcomes.undone += 1 }
                    #expect(error == nil || error?.kind == .cancelled)
                }
                #expect(outcomes.kept > 0 && outcomes.undone > 0)
            }
        }

        private static func isThere(_ id: Int, in table: String, _ witness: Connection) async throws -> Bool {
            try await witness.ask("SELECT EXISTS (SELECT 1 FROM \(table) WHERE id = $1)", [.int64(Int64(id))])
        }

        private static func insert(
            _ id: Int, into table: String, _ pool: Pool, beforeCommit: @Sendable () -> Void
        ) async -> PostgresError? {
            do {
                try await pool.withTransaction(opening) { transaction in
                    _ = try await transaction.connection.query(
                        "INSERT INTO \(table) VALUES ($1, '')", [.int64(Int64(id))])
                    beforeCommit()
                }
                return nil
            } catch {
                return error as? PostgresError ?? PostgresError(.unexpectedResult, detail: "another error")
            }
        }

        private static func notes(_ pool: Pool, _ table: String) async throws -> [String] {
            try await pool.withConnection { try await $0.query("SELECT note FROM \(table) ORDER BY id").column() }
        }

        private func inTable(through proxy: FaultyProxy? = nil, _ body: (Pool, String) async throws -> Void)
            async throws
        {
            try await TestDatabase.withTable { table in
                try await TestDatabase.withPool(.init(connections: 1), through: proxy) { try await body($0, table) }
            }
        }
    }
}

private struct Numbers: Statement {
    static let sql = "SELECT generate_series(1, $1)"
    let upTo: Int64
    var parameters: [Value] { [.int64(upTo)] }

    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

private struct KeepNumbers: Statement {
    static let sql = "INSERT INTO pg_temp.numbers SELECT generate_series(1, $1)"
    let upTo: Int64
    var parameters: [Value] { [.int64(upTo)] }

    typealias Output = Void
}
