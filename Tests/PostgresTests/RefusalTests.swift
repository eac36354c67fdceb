import Postgres
import PostgresTestSupport
import Testing

extension PostgresTests {
    @Suite struct Refusals {
        @Test(arguments: [Value.text("a\0b"), .texts(["a", "\0"])])
        func nulIsRefusedAndTheConnectionStays(value: Value) async throws {
            let connection = try await TestDatabase.connect()
            let error = try await failure { _ = try await connection.query("SELECT $1", [value]) }
            #expect(error.kind == .invalidParameter)
            #expect(try await connection.isInStep())
        }

        @Test func nulInAStatementDoesNotCutItShort() async throws {
            let connection = try await TestDatabase.connect()
            let sql = "SELECT 1\0 + 1"
            #expect(try await failure { _ = try await connection.query(sql) }.kind == .invalidParameter)
            #expect(try await failure { _ = try await connection.script(sql) }.kind == .invalidParameter)
            #expect(try await failure { _ = try await connection.pipeline([(sql, [])]) }.kind == .invalidParameter)
            #expect(try await failure { try await connection.startCopy(sql) }.kind == .invalidParameter)
            #expect(try await connection.isInStep())
        }

        @Test func tooManyParametersAreRefused() async throws {
            let connection = try await TestDatabase.connect()
            let values = [Value](repeating: .null, count: 65_536)
            #expect(try await failure { _ = try await connection.query("SELECT 1", values) }.kind == .invalidParameter)
            #expect(try await connection.isInStep())
        }

        @Test func anotherTypeOrShapeThanExpectedIsTold() async throws {
            let connection = try await TestDatabase.connect()
            func kind<T: PostgresDecodable>(_ sql: String, _: T.Type) async throws -> PostgresError.Kind {
                try await failure { _ = try await connection.ask(sql, as: T.self) }.kind
            }
            #expect(try await kind("SELECT 'x'", Int.self) == .unexpectedResult)
            #expect(try await kind("SELECT 1", String.self) == .unexpectedResult)
            #expect(try await kind("SELECT 1", Bool.self) == .unexpectedResult)
            #expect(try await kind("SELECT 1::int8", Double.self) == .unexpectedResult)
            #expect(try await kind("SELECT 'x'", [UInt8].self) == .unexpectedResult)
            #expect(try await kind("SELECT ARRAY['x']", [Int64].self) == .unexpectedResult)
            #expect(try await kind("SELECT ARRAY[1::int8, NULL]", [Int64].self) == .unexpectedResult)
            #expect(try await kind("SELECT ARRAY[[1::int8], [2]]", [Int64].self) == .unexpectedResult)
            let textForm = try await connection.script(#"SELECT '\x01'::bytea"#)[0]
            #expect(try await failure { _ = try textForm.single(as: [UInt8].self) }.kind == .unexpectedResult)
            let result = try await connection.query("SELECT 1")
            let missing = try await failure {
                var row = result[0]
                _ = try row.next(as: Int.self)
                _ = try row.next(as: Int.self)
            }
            #expect(missing.kind == .unexpectedResult)
        }

        @Test func constraintsAreNamedAndDataIsNot() async throws {
            let connection = try await TestDatabase.connect()
            _ = try await connection.script(
                """
                CREATE TEMP TABLE people (
                    id bigint CONSTRAINT people_key PRIMARY KEY,
                    name text CONSTRAINT people_name_check CHECK (name <> 'hush'))
                """)
            _ = try await connection.query("INSERT INTO pg_temp.people VALUES (77123, 'x')")
            let twice = try await failure {
                _ = try await connection.query("INSERT INTO pg_temp.people VALUES (77123, 'x')")
            }
            let checked = try await failure {
                _ = try await connection.query("INSERT INTO pg_temp.people VALUES (2, 'hush')")
            }
            let unreadable = try await failure {
                _ = try await connection.query("SELECT $1::text::int", [.text("hush")])
            }
            #expect(twice.sqlState == "23505" && twice.constraint == "people_key")
            #expect(checked.sqlState == "23514" && checked.constraint == "people_name_check")
            #expect(unreadable.sqlState == "22P02")
            for error in [twice, checked, unreadable] {
                #expect(error.kind == .server && !error.isRetryable)
                #expect(!error.description.contains("77123") && !error.description.contains("hush"))
            }
            #expect(try await connection.isInStep())
        }

        @Test func aLockNotHadAndALostRaceMayBeTriedAgain() async throws {
            try await TestDatabase.withTable { table in
                let (first, second) = (try await TestDatabase.connect(), try await TestDatabase.connect())
                _ = try await first.query("INSERT INTO \(table) VALUES (1, '')")
                _ = try await second.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM \(table)")
                _ = try await first.script("BEGIN; UPDATE \(table) SET note = 'first'")
                let locked = try await failure {
                    _ = try await second.script("SAVEPOINT a; SELECT 1 FROM \(table) FOR UPDATE NOWAIT")
                }
                #expect(locked.sqlState == "55P03" && locked.isRetryable)
                _ = try await first.script("COMMIT")
                let raced = try await failure {
                    _ = try await second.script("ROLLBACK TO a; UPDATE \(table) SET note = 'second'")
                }
                #expect(raced.sqlState == "40001" && raced.isRetryable)
            }
        }

        @Test func aDeadlockHasOneVictimThatMayTryAgain() async throws {
            try await TestDatabase.withTable { table in
                let (first, second) = (try await TestDatabase.connect(), try await TestDatabase.connect())
                _ = try await first.query("INSERT INTO \(table) VALUES (1, ''), (2, '')")
                for (connection, id) in [(first, 1), (second, 2)] {
                    _ = try await connection.script("BEGIN; UPDATE \(table) SET note = 'x' WHERE id = \(id)")
                }
                let crossing = [(first, 2), (second, 1)].map { connection, id in
                    Task { () -> PostgresError? in
                        do throws(PostgresError) {
                            _ = try await connection.script("UPDATE \(table) SET note = 'y' WHERE id = \(id); COMMIT")
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                var errors: [PostgresError] = []
                for task in crossing {
                    if let error = await task.value { errors.append(error) }
                }
                #expect(errors.map(\.sqlState) == ["40P01"])
                #expect(errors.first?.isRetryable == true)
            }
        }

        @Test func aWrongAddressAndAnUnknownDatabaseAreRefusedWithoutTheirPassword() async throws {
            let port = try Loopback.freePort()
            let nobody = ConnectionConfiguration(
                url: "postgresql://u:hush@127.0.0.1:\(port)/x", applicationName: "tests")
            var unknown = try TestDatabase.configuration()
            unknown.url += "_unknown"
            var malformed = unknown
            malformed.url = "postgresql://u:hush@[::1/x"
            for configuration in [nobody, unknown, malformed] {
                let error = try await failure { _ = try await Connection.connect(configuration) }
                #expect(error.kind == .connectionFailed)
                #expect(!error.description.contains("hush"))
            }
        }
    }
}
