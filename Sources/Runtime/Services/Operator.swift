package import Domain
import JobQueue
package import Jobs
import Logging
import Postgres
import Redis
package import Store

/// What the command line `sicstine` does, as the owner of the schemas.
package struct Operator: Sendable {
    package let store: Store
    package let migrator: Migrator
    private let session: Session
    private let redis: RedisEndpoint?

    /// Throws `ConfigurationFaults`.
    package init(environment: [String: String]) throws {
        let settings = try OperatorSettings(environment: environment)
        let common = settings.common
        let owner = common.pool(
            as: "sicstine", connections: 6, statementTimeout: .seconds(600), database: settings.adminDatabase)
        session = common.session
        redis = settings.redis
        store = common.store(on: common.pool(as: "sicstine", connections: 2))
        migrator = Migrator(owner: owner, migrations: try MigrationSet(directory: common.migrations), clock: .system)
    }

    /// What looks after jobs, the only thing here that needs Redis.
    ///
    /// Throws `ConfigurationFaults` when it was not told where that is.
    package var jobs: JobControl {
        get throws {
            guard let redis else { throw ConfigurationFaults.noRedis }
            return JobControl(queue: .sicstine(RedisPool(redis, options: .init(size: 2))), store: store)
        }
    }

    /// Brings the platform and every venue up to date.
    package func migrate() async throws -> MigrationReport {
        try await migrator.migratePlatform(session: session)
        return try await migrator.migrateVenues()
    }

    package func createInstitution(name: String) async throws -> Institution? {
        try await store.onPlatform { try await $0.first(CreateInstitution(name: name, at: store.clock.now())) }
    }

    /// Nil when the institution or the time zone is unknown.
    package func createVenue(_ venue: NewVenue) async throws -> VenueID? {
        let id = VenueID.random()
        let statement = CreateVenue(id: id, venue: venue, at: store.clock.now())
        guard try await store.onPlatform({ try await $0.first(statement) }) != nil else { return nil }
        _ = try await migrator.provision(id, session: session)
        return id
    }

    package func venues() async throws -> [Venue] {
        var venues: [Venue] = []
        var after: Identifier<Venue>?
        while true {
            let page = Page<Venue>(after: after, limit: 500)
            let entries = try await store.onPlatform { try await $0.all(ListVenues(page: page)) }
            venues += entries.map(\.venue)
            guard let last = entries.last, entries.count > page.limit else { return venues }
            // The row beyond the limit comes again with the next page.
            venues.removeLast()
            after = Identifier(rawValue: last.place.rawValue - 1)
        }
    }

    package func createKey(name: String, reach: Reach) async throws -> SecretKey {
        let key = SecretKey.random()
        let statement = CreateSecretKey(key: key, name: name, reach: reach, at: store.clock.now())
        try await store.onPlatform { _ = try await $0.first(statement) }
        return key
    }

    package func createWriteKey(of description: ApplicationDescription, venue: VenueID) async throws -> String? {
        let statement = CreateApplication(venue: venue, description: description, at: store.clock.now())
        return try await store.onPlatform { try await $0.first(statement) }?.writeKey
    }

    /// Has all that is derived from what a venue's applications sent made again; false when there is no such venue.
    package func rebuildCollection(of id: VenueID) async throws -> Bool {
        guard let venue = try await store.venue(id), venue.state == .active else { return false }
        try await store.rebuildCollection(of: venue)
        return true
    }
}
