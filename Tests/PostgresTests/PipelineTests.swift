import Postgres
import Testing

extension PostgresTests {
    @Suite struct Pipelining {
        @Test func resultsComeInOrder() async throws {
            let connection = try await TestDatabase.connect()
            let requests = (0..<500).map { ("SELECT $1, $2", [Value.int64($0), .text("n\($0)")]) }
            let results = try await connection.pipeline(requests)
            #expect(try results.map { try $0.single(as: Int64.self) } == Array(0..<500))
            #expect(try await connection.pipeline([]).isEmpty)
            #expect(try await connection.isInStep())
        }

        @Test func moreThanBothBuffersHoldDoesNotHang() async throws {
            let connection = try await TestDatabase.connect()
            let text = String(repeating: "x", count: 1_000_000)
            let results = try await connection.pipeline((0..<30).map { _ in ("SELECT $1", [Value.text(text)]) })
            #expect(
                try results.map { try $0.single(as: String.self).utf8.count } == Array(repeating: 1_000_000, count: 30))
        }

        @Test func anErrorInTheMiddleKeepsNothing() async throws {
            try await TestDatabase.withTable { table in
                let connection = try await TestDatabase.connect()
                _ = try await connection.script("BEGIN")
                let error = try await failure {
                    _ = try await connection.pipeline([
                        ("INSERT INTO \(table) VALUES ($1, 'a')", [.int64(1)]),
                        ("INSERT INTO \(table) VALUES ($1, 'b')", [.int64(1)]),
                        ("INSERT INTO \(table) VALUES ($1, 'c')", [.int64(2)]),
                    ])
                }
                #expect(error.sqlState == "23505" && error.kind == .server)
                #expect(try await connection.script("COMMIT").last?.commandTag == "ROLLBACK")
                #expect(try await connection.ask("SELECT count(*) FROM \(table)") == 0)
                #expect(connection.isUsable)
            }
        }

        @Test func aRefusedParameterSendsNothing() async throws {
            let connection = try await TestDatabase.connect()
            let error = try await failure {
                _ = try await connection.pipeline([("SELECT 'another answer'", []), ("SELECT $1", [.text("\0")])])
            }
            #expect(error.kind == .invalidParameter)
            #expect(try await connection.isInStep())
            #expect(connection.isUsable)
        }
    }
}
