import Foundation
import Postgres
import PostgresTestSupport
import Store

/// The PostgreSQL the tests use: the one of `TEST_DATABASE_URL` (a superuser's URL with a TCP host) where it is set,
/// else one of our own.
///
/// Holds a database with the platform migrated, made once, of which every test gets a copy. A password in the URL
/// becomes that of the services' role too.
struct TestCluster: Sendable {
    let template: String
    private let url: URLComponents
    // Held for as long as the process lives.
    private let server: TestServer?
    private let will: LastWill?

    static var shared: TestCluster { get async throws { try await made.value } }

    private static let made = Task { try await TestCluster() }

    private init() async throws {
        let given = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"]
        server = given == nil ? try TestServer() : nil
        guard let text = given ?? server?.url, let url = URLComponents(string: text) else {
            throw Command.Failure(description: "no URL: TEST_DATABASE_URL")
        }
        self.url = url
        let template = Self.randomName("sicstine_template")
        self.template = template
        will = try given.map { try LastWill("psql -qXd '\($0)' -c 'DROP DATABASE \(template) WITH (FORCE)'") }
        try await run("CREATE DATABASE \(template)")
        try await migrateTemplate()
        if let password = url.password {
            try await run("ALTER ROLE sicstine_service PASSWORD '\(password)'")
        }
    }

    private func migrateTemplate() async throws {
        let owner = pool(of: template, connections: 2)
        let migrator = Migrator(
            owner: owner, migrations: try MigrationSet(directory: Sources.migrations), clock: TestClock().clock)
        try await migrator.migratePlatform(session: Session())
        await owner.close()
    }

    static func randomName(_ prefix: String) -> String { "\(prefix)_\(UInt64.random(in: 0...UInt64.max))" }

    /// Runs statements as the superuser, outside any transaction, in the cluster's own database.
    func run(_ statements: String...) async throws {
        let connection = try await Connection.connect(configuration(of: nil))
        for statement in statements { _ = try await connection.script(statement) }
        await connection.close()
    }

    /// `user` nil is the superuser.
    func pool(of database: String, user: String? = nil, connections: Int) -> Pool {
        Pool(configuration(of: database, user: user), limits: Pool.Limits(connections: connections))
    }

    func configuration(of database: String?, user: String? = nil) -> ConnectionConfiguration {
        var parts = url
        if let database { parts.path = "/" + database }
        if let user { parts.user = user }
        return ConnectionConfiguration(url: parts.string ?? "", applicationName: "store-tests")
    }
}

/// Where the project's own files are.
package enum Sources {
    package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    package static let migrations = root + "/migrations"
}
