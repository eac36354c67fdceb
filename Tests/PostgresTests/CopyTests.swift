import Postgres
import Testing

extension PostgresTests {
    @Suite struct Copying {
        @Test func tenMegabytesStreamIn() async throws {
            let connection = try await TestDatabase.connect()
            _ = try await connection.script("CREATE TEMP TABLE lines (id bigint, note text)")
            try await connection.startCopy("COPY pg_temp.lines FROM STDIN")
            let padding = String(repeating: "x", count: 90)
            for piece in 0..<100 {
                let text = (0..<1_050).map { "\(piece * 1_050 + $0)\t\(padding)\n" }.joined()
                try await connection.writeCopy(Array(text.utf8))
            }
            #expect(try await connection.finishCopy() == 105_000)
            #expect(try await connection.ask("SELECT sum(id)::int8 FROM pg_temp.lines") == 104_999 * 105_000 / 2)
            #expect(try await connection.ask("SELECT sum(length(note))::int8 FROM pg_temp.lines") == 90 * 105_000)
        }

        @Test func aBrokenLineIsNamedAndNothingIsStored() async throws {
            let connection = try await TestDatabase.connect()
            _ = try await connection.script("CREATE TEMP TABLE lines (id bigint PRIMARY KEY)")
            for (data, state) in [("1\n2\nhush\n4\n", "22P02"), ("1\n2\n2\n4\n", "23505"), ("1\n2\n3\t4\n", "22P04")] {
                try await connection.startCopy("COPY pg_temp.lines FROM STDIN")
                try await connection.writeCopy(Array(data.utf8))
                let error = try await failure { _ = try await connection.finishCopy() }
                #expect(error.sqlState == state && error.copyLine == 3)
                #expect(!error.description.contains("hush"))
                #expect(try await connection.ask("SELECT count(*) FROM pg_temp.lines") == 0)
            }
        }

        @Test func aBrokenLineEarlyInALongStreamEndsIt() async throws {
            let connection = try await TestDatabase.connect()
            _ = try await connection.script("CREATE TEMP TABLE lines (id bigint)")
            try await connection.startCopy("COPY pg_temp.lines FROM STDIN")
            try await connection.writeCopy(Array("1\nx\n".utf8))
            let piece = Array(String(repeating: "7\n", count: 500_000).utf8)
            for _ in 0..<10 { try await connection.writeCopy(piece) }
            #expect(try await failure { _ = try await connection.finishCopy() }.copyLine == 2)
            #expect(try await connection.isInStep())
        }

        @Test func anAbortedCopyStoresNothing() async throws {
            let connection = try await TestDatabase.connect()
            _ = try await connection.script("CREATE TEMP TABLE lines (id bigint)")
            try await connection.startCopy("COPY pg_temp.lines FROM STDIN")
            try await connection.writeCopy(Array("1\n2\n".utf8))
            try await connection.abortCopy()
            #expect(try await connection.ask("SELECT count(*) FROM pg_temp.lines") == 0)
        }

        @Test func aScriptCopiesInTwoRoundTripsAndTellsTheRowsCopied() async throws {
            try await TestDatabase.withTable { table in
                let connection = try await TestDatabase.connect()
                let sql = """
                    BEGIN; SELECT true; COPY \(table) FROM STDIN;
                    INSERT INTO \(table) SELECT id + 100, note FROM \(table); SELECT 1; COMMIT
                    """
                let rows = try await connection.script(sql, copying: [Array("1\ta\n2\tb\n".utf8)]) { result in
                    (try? result.single(as: Bool.self)) ?? false
                }
                #expect(rows == 2)
                #expect(try await TestDatabase.connect().ask("SELECT count(*) FROM \(table)") == 4)
            }
        }

        @Test(arguments: ["SELECT false", "SELECT true WHERE false", "SELECT true; SELECT false", "SELECT NULL::bool"])
        func aScriptThatIsNotVerifiedStoresNothing(assertion: String) async throws {
            try await TestDatabase.withTable { table in
                let connection = try await TestDatabase.connect()
                let error = try await failure {
                    let sql = "BEGIN; \(assertion); COPY \(table) FROM STDIN; COMMIT"
                    _ = try await connection.script(sql, copying: [Array("1\ta\n".utf8)]) { result in
                        var row = result[0]
                        return (try? row.next(as: Bool.self)) ?? false
                    }
                }
                #expect(error.kind == .wrongSession)
                #expect(!connection.isUsable)
                #expect(try await TestDatabase.connect().ask("SELECT count(*) FROM \(table)") == 0)
            }
        }

        @Test func rowsStreamOutInOrder() async throws {
            let connection = try await TestDatabase.connect()
            let seen = Shared((rows: 0, isInOrder: true))
            try await connection.copyOut("COPY (SELECT generate_series(1, 200000)) TO STDOUT") { bytes in
                let line = String(decoding: bytes, as: UTF8.self)
                seen.change { $0 = ($0.rows + 1, $0.isInOrder && line == "\($0.rows + 1)\n") }
            }
            #expect(seen.value == (200_000, true))
            #expect(try await connection.isInStep())
        }

        @Test func anErrorAmongTheRowsIsThrownAtTheirEnd() async throws {
            let connection = try await TestDatabase.connect()
            let rows = Shared(0)
            let error = try await failure {
                let sql = "COPY (SELECT 1 / (50000 - i) FROM generate_series(1, 60000) i) TO STDOUT"
                try await connection.copyOut(sql) { _ in rows.change { $0 += 1 } }
            }
            #expect(error.sqlState == "22012")
            #expect(rows.value < 50_000)
            #expect(
                try await failure { try await connection.copyOut("COPY nothing TO STDOUT") { _ in } }.sqlState
                    == "42P01")
            #expect(try await connection.isInStep())
        }

        @Test(.timeLimit(.minutes(1))) func aCopyWhereNoneIsExpectedClosesTheConnection() async throws {
            let copyIn = "COPY pg_temp.lines FROM STDIN"
            let copyOut = "COPY (SELECT 1) TO STDOUT"
            let misuses: [@Sendable (Connection) async throws -> Void] = [
                { _ = try await $0.query(copyIn) },
                { _ = try await $0.query(copyOut) },
                { _ = try await $0.script(copyIn) },
                { _ = try await $0.script(copyOut) },
                { _ = try await $0.pipeline([(copyIn, [])]) },
                { try await $0.startCopy(copyOut) },
                { try await $0.startCopy("SELECT 1") },
                { try await $0.copyOut(copyIn) { _ in } },
                { try await $0.copyOut("SELECT 1") { _ in } },
            ]
            for misuse in misuses {
                let connection = try await TestDatabase.connect()
                _ = try await connection.script("CREATE TEMP TABLE lines (id bigint)")
                let error = try await failure { try await misuse(connection) }
                #expect([.unexpectedResult, .connectionLost].contains(error.kind))
                #expect(!connection.isUsable)
            }
        }
    }
}
