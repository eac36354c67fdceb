import Domain
import Postgres

extension Store {
    /// Throws `MigrationFailure.behind` unless the platform and every venue have all migrations of this version.
    package func checkSchemas(against migrations: MigrationSet) async throws {
        let platform: Int
        do {
            platform = try await onPlatform { try await $0.first(PlatformVersion()) } ?? 0
        } catch StoreFailure.fault {
            // Neither role nor schema: nothing was ever migrated here.
            throw MigrationFailure.behind(what: "the platform's schema")
        }
        guard platform >= migrations.platform.count else {
            throw MigrationFailure.behind(what: "the platform's schema")
        }
        let behind =
            try await onPlatform { try await $0.first(CountVenuesBehind(version: migrations.venue.count)) } ?? 0
        guard behind == 0 else { throw MigrationFailure.behind(what: "the schema of \(behind) venue(s)") }
    }
}

/// The last migration the platform's schema has had.
struct PlatformVersion: PlatformStatement {
    static let sql = "SELECT COALESCE(max(number), 0) FROM schema_migrations"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Int { try row.next() }
}

/// How many active venues lack a migration.
struct CountVenuesBehind: PlatformStatement {
    static let sql = "SELECT count(*) FROM venues WHERE state = 'active' AND schema_version < $1"
    let version: Int

    var parameters: [Value] { [.int64(Int64(version))] }
    static func decode(_ row: inout Row) throws -> Int { try row.next() }
}
