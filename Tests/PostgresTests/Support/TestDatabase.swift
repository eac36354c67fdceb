import Foundation
import Postgres
import PostgresTestSupport

/// The database the tests use: in the server of `TEST_DATABASE_URL` (a URL with a TCP host) where it is set, else in
/// one of our own.
struct TestDatabase {
    let url: String
    let host: String
    let port: Int
    // Held for as long as the process lives.
    private let server: TestServer?
    private let will: LastWill?

    static var shared: TestDatabase { get throws { try made.get() } }

    private static let made = Result { try TestDatabase() }

    private init() throws {
        if let given = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"] {
            guard var parts = URLComponents(string: given) else {
                throw Command.Failure(description: "no URL: TEST_DATABASE_URL")
            }
            let name = "sicstine_test_\(UInt64.random(in: 0...UInt64.max))"
            try Command.run(["psql", "-qXd", given, "-c", "CREATE DATABASE \(name)"])
            parts.path = "/" + name
            server = nil
            will = try LastWill("psql -qXd '\(given)' -c 'DROP DATABASE \(name) WITH (FORCE)'")
            url = parts.string ?? given
            host = parts.host ?? "127.0.0.1"
            port = parts.port ?? 5432
        } else {
            let server = try TestServer()
            self.server = server
            will = nil
            url = server.url
            host = "127.0.0.1"
            port = server.port
        }
    }

    static func configuration(
        through proxy: FaultyProxy? = nil, statementTimeout: Duration = .seconds(30)
    ) throws -> ConnectionConfiguration {
        var url = try shared.url
        if let proxy, var parts = URLComponents(string: url) {
            parts.host = "127.0.0.1"
            parts.port = proxy.port
            url = parts.string ?? url
        }
        return ConnectionConfiguration(url: url, applicationName: "postgres-tests", statementTimeout: statementTimeout)
    }

    static func connect() async throws -> Connection {
        try await .connect(configuration())
    }

    /// A pool that is closed after `body`, so that no test leaves sessions to the next.
    static func withPool<T: Sendable>(
        _ limits: Pool.Limits, through proxy: FaultyProxy? = nil, statementTimeout: Duration = .seconds(30),
        _ body: (Pool) async throws -> T
    ) async throws -> T {
        let pool = Pool(try configuration(through: proxy, statementTimeout: statementTimeout), limits: limits)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }

    /// Runs `body` with the name of a new table `(id bigint PRIMARY KEY, note text)`, then drops it.
    static func withTable(_ body: (String) async throws -> Void) async throws {
        let name = "public.t\(UInt64.random(in: 0...UInt64.max))"
        let connection = try await connect()
        _ = try await connection.script("CREATE TABLE \(name) (id bigint PRIMARY KEY, note text)")
        do {
            try await body(name)
        } catch {
            _ = try await connection.script("DROP TABLE \(name)")
            throw error
        }
        _ = try await connection.script("DROP TABLE \(name)")
    }
}
