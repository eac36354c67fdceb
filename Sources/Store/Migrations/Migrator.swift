package import Domain
package import Postgres

/// Makes and migrates schemas, as their owner.
///
/// The only code that does.
///
/// Each migration of each schema is one transaction with a short `lock_timeout`, recorded in the schema's own
/// `schema_migrations`: a run killed anywhere is continued by the next.
package struct Migrator: Sendable {
    let owner: Pool
    let migrations: MigrationSet
    let clock: Clock

    /// `owner` connects as the owner of the schemas.
    package init(owner: Pool, migrations: MigrationSet, clock: Clock) {
        self.owner = owner
        self.migrations = migrations
        self.clock = clock
    }

    /// Brings the platform's schema up to date, making it first where there is none.
    package func migratePlatform(session: Session) async throws {
        _ = try await owner.withConnection { connection in
            try await connection.script("CREATE SCHEMA IF NOT EXISTS \(Session.platformSchema)")
        }
        try await apply(migrations.platform, to: Session.platformSchema, idBase: 1)
        // Without roles to switch to, the login role must have their rights itself.
        let inheritance = session.usesVenueRoles ? "NOINHERIT" : "INHERIT"
        _ = try await owner.withConnection { connection in
            try await connection.script("ALTER ROLE \(Session.serviceRole) \(inheritance)")
        }
    }

    /// Applies what is missing of `migrations` to one schema.
    func apply(_ migrations: [Migration], to schema: String, idBase: Int64) async throws {
        let applied = try await owner.withTransaction(Session.ownerOpening(schema: schema)) { transaction in
            _ = try await transaction.connection.query(Self.createVersionTable)
            return try await transaction.all(AppliedMigrations())
        }
        try checkUnchanged(applied, against: migrations, schema: schema)
        for migration in migrations.dropFirst(applied.count) {
            try await apply(migration, to: schema, idBase: idBase)
        }
    }

    /// A lock that is not had soon is tried for again, so that a migration never queues behind a long reader with everyone behind it.
    private func apply(_ migration: Migration, to schema: String, idBase: Int64) async throws {
        for attempt in 1... {
            do {
                return try await owner.withTransaction(Session.ownerOpening(schema: schema)) { transaction in
                    _ = try await transaction.connection.script("SET LOCAL lock_timeout = '300ms'")
                    try await run(migration, idBase: idBase, in: transaction)
                }
            } catch let error as PostgresError where error.sqlState == "55P03" && attempt < 40 {
                try await Task.sleep(for: .milliseconds(50 + 25 * attempt))
            }
        }
    }

    func run(_ migration: Migration, idBase: Int64, in transaction: Transaction) async throws {
        try await transaction.run(RecordMigration(migration: migration, at: clock.now()))
        for statement in migration.statements {
            let sql = statement.replacing("{{id_base}}", with: String(idBase))
            _ = try await transaction.connection.query(sql)
        }
    }

    private func checkUnchanged(
        _ applied: [AppliedMigrations.Entry], against migrations: [Migration], schema: String
    ) throws {
        for (entry, migration) in zip(applied, migrations) where entry.checksum != migration.checksum {
            throw MigrationFailure.changedAfterApplication(schema: schema, migration: migration.name)
        }
    }

    static let createVersionTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number bigint CONSTRAINT schema_migrations_pkey PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL
        )
        """
}

/// The migrations a schema has had, in order.
struct AppliedMigrations: Statement {
    struct Entry: Sendable {
        let number: Int
        let checksum: String
    }

    static let sql = "SELECT number, checksum FROM schema_migrations ORDER BY number"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Entry { Entry(number: try row.next(), checksum: try row.next()) }
}

/// Records a migration; a second runner at the same one waits here, then fails on the key and starts again.
struct RecordMigration: Statement {
    typealias Output = Void
    static let sql = "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"
    let migration: Migration
    let at: Instant

    var parameters: [Value] {
        [.int64(Int64(migration.number)), .text(migration.name), .text(migration.checksum), at.value]
    }
}
