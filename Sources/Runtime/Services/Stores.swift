import Domain
import Postgres
import Store

// Live connections, from settings.
extension CommonSettings {
    func pool(
        as service: String, connections: Int, statementTimeout: Duration = .seconds(30), database: Secret? = nil
    ) -> Pool {
        let configuration = ConnectionConfiguration(
            url: (database ?? self.database).value, applicationName: service, statementTimeout: statementTimeout)
        return Pool(configuration, limits: Pool.Limits(connections: connections))
    }

    var session: Session { Session(usesVenueRoles: usesVenueRoles) }

    func store(on pool: Pool, receiving: Pool? = nil, ranking: Pool? = nil) -> Store {
        Store(
            databases: Databases(main: pool, receiving: receiving, ranking: ranking), session: session, clock: .system)
    }

    /// The migrations of this version.
    ///
    /// Throws when the schemas are behind them.
    func checkedMigrations(of store: Store) async throws -> MigrationSet {
        let migrations = try MigrationSet(directory: migrations)
        try await store.checkSchemas(against: migrations)
        return migrations
    }
}
