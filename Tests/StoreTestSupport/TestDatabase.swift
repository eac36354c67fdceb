package import Domain
package import Postgres
package import Store
import Synchronization

/// A database of one test: a copy of the migrated one, with a store on it as the services have it.
package final class TestDatabase: Sendable {
    /// The superuser's.
    package let owner: Pool
    /// The services' own role's.
    package let services: Pool
    package let migrator: Migrator
    package let store: Store
    package let session: Session
    package let clock: TestClock
    private let made = Mutex<[VenueID]>([])
    private let name: String
    private let cluster: TestCluster

    /// Makes one when it is this test's turn, runs `body`, removes it with the roles of its venues.
    package static func withDatabase(
        session: Session = Session(), migrations: String = Sources.migrations, connections: Int = 16,
        _ body: (TestDatabase) async throws -> Void
    ) async throws {
        try await DatabaseTurns.shared.turn {
            try await withCopy(session: session, migrations: migrations, connections: connections, body)
        }
    }

    private static func withCopy(
        session: Session, migrations: String, connections: Int, _ body: (TestDatabase) async throws -> Void
    ) async throws {
        let cluster = try await TestCluster.shared
        let name = TestCluster.randomName("sicstine_test")
        try await cluster.run("CREATE DATABASE \(name) TEMPLATE \(cluster.template)")
        let database = TestDatabase(
            name: name, cluster: cluster, session: session, migrations: try MigrationSet(directory: migrations),
            connections: connections)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(database))
        } catch {
            outcome = .failure(error)
        }
        try await database.remove()
        try outcome.get()
    }

    private init(name: String, cluster: TestCluster, session: Session, migrations: MigrationSet, connections: Int) {
        self.name = name
        self.cluster = cluster
        self.session = session
        owner = cluster.pool(of: name, connections: 8)
        services = cluster.pool(of: name, user: "sicstine_service", connections: connections)
        clock = TestClock()
        migrator = Migrator(owner: owner, migrations: migrations, clock: clock.clock)
        store = Store(databases: Databases(main: services), session: session, clock: clock.clock)
    }

    private func remove() async throws {
        await services.close()
        await owner.close()
        try await cluster.run("DROP DATABASE \(name) WITH (FORCE)")
        for venue in made.withLock({ $0 }) { try await cluster.run("DROP ROLE IF EXISTS \(venue.role)") }
    }

    /// A connection of its own for the superuser, outside the pools; the caller closes it.
    package func connect() async throws -> Connection {
        try await .connect(cluster.configuration(of: name))
    }

    /// The same store with few connections for rankings, which the caller closes.
    package func storeRankingApart(
        connections: Int, waitTime: Duration, statementTimeout: Duration
    ) -> (store: Store, ranking: Pool) {
        var configuration = cluster.configuration(of: name, user: "sicstine_service")
        configuration.statementTimeout = statementTimeout
        var limits = Pool.Limits(connections: connections)
        limits.waitTime = waitTime
        let ranking = Pool(configuration, limits: limits)
        let databases = Databases(main: services, ranking: ranking)
        return (Store(databases: databases, session: session, clock: clock.clock), ranking)
    }

    /// The same database through other migrations.
    package func migrator(_ migrations: MigrationSet) -> Migrator {
        Migrator(owner: owner, migrations: migrations, clock: clock.clock)
    }

    /// A venue of a new institution, ready for use; made by other migrations where they are given.
    package func venue(
        timeZone: String = "Europe/Paris", currency: String = "EUR", through migrations: MigrationSet? = nil
    ) async throws -> Venue {
        let id = VenueID.random()
        made.withLock { $0.append(id) }
        let at = clock.now
        _ = try await store.onPlatform { transaction in
            let institution = try await transaction.first(CreateInstitution(name: "Institution", at: at))
            guard let institution else { throw StoreFailure.fault("no institution") }
            let venue = NewVenue(
                institution: institution.id, name: "Venue", timeZone: timeZone, currency: currency, locale: .french)
            return try await transaction.first(CreateVenue(id: id, venue: venue, at: at))
        }
        _ = try await (migrations.map { migrator($0) } ?? migrator).provision(id, session: session)
        guard let venue = try await store.venue(id) else { throw StoreFailure.fault("no venue") }
        return venue
    }

    /// Runs statements without parameters as the superuser, in the venue's schema where one is given.
    package func run(_ script: String, in venue: Venue? = nil) async throws {
        try await owner.withTransaction(Self.opening(venue)) { _ = try await $0.connection.script(script) }
    }

    /// The rows of one question of the superuser's.
    package func rows<T: Sendable>(
        of question: String, in venue: Venue? = nil, _ decode: @Sendable (inout Row) throws -> T
    ) async throws -> [T] {
        try await owner.withTransaction(Self.opening(venue)) { transaction in
            try await transaction.connection.query(question).decoded(decode)
        }
    }

    /// The only number of a question's answer.
    package func number(_ question: String, in venue: Venue? = nil) async throws -> Int {
        try await rows(of: "SELECT (\(question))::bigint", in: venue) { try $0.next() }[0]
    }

    private static func opening(_ venue: Venue?) -> TransactionOpening {
        let path = "SET LOCAL search_path = \"\(venue?.id.schema ?? "platform")\", sicstine"
        return TransactionOpening(script: "BEGIN; \(path); SELECT true")
    }
}
