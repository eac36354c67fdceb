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
        try await patiently(after: Self.creationStates) {
            try await owner.withConnection { connection in
                _ = try await connection.script("CREATE SCHEMA IF NOT EXISTS \(Session.platformSchema)")
            }
        }
        try await apply(migrations.platform, to: Session.platformSchema, idBase: 1)
        try await setInheritance(isOn: !session.usesVenueRoles)
    }

    /// Without roles to switch to, the login role must have their rights itself.
    private func setInheritance(isOn: Bool) async throws {
        try await owner.withTransaction(Session.ownerOpening(schema: Session.platformSchema)) { transaction in
            // Two runners that alter one role at once fail.
            _ = try await transaction.connection.script("LOCK TABLE schema_migrations IN SHARE ROW EXCLUSIVE MODE")
            _ = try await transaction.connection.script(
                "ALTER ROLE \(Session.serviceRole) \(isOn ? "INHERIT" : "NOINHERIT")")
        }
    }

    /// Applies what is missing of `migrations` to one schema.
    func apply(_ migrations: [Migration], to schema: String, idBase: Int64) async throws {
        let applied = try await patiently(after: Self.creationStates) {
            try await owner.withTransaction(Session.ownerOpening(schema: schema)) { transaction in
                _ = try await transaction.connection.query(Self.createVersionTable)
                return try await transaction.all(AppliedMigrations())
            }
        }
        try checkUnchanged(applied, against: migrations, schema: schema)
        for migration in migrations.dropFirst(applied.count) {
            try await apply(migration, to: schema, idBase: idBase)
        }
    }

    private func apply(_ migration: Migration, to schema: String, idBase: Int64) async throws {
        try await patiently(after: Self.lockStates) {
            try await owner.withTransaction(Session.ownerOpening(schema: schema)) { transaction in
                _ = try await transaction.connection.script("SET LOCAL lock_timeout = '300ms'")
                try await run(migration, idBase: idBase, in: transaction)
            }
        }
    }

    /// Runs one migration in this transaction, unless another runner has done so meanwhile.
    func run(_ migration: Migration, idBase: Int64, in transaction: Transaction) async throws {
        guard try await transaction.run(RecordMigration(migration: migration, at: clock.now())) == 1 else { return }
        for statement in migration.statements {
            let sql = statement.replacing("{{id_base}}", with: String(idBase))
            _ = try await transaction.connection.query(sql)
        }
    }

    /// Tries again what another runner, or a lock that is not had soon, kept from its end.
    ///
    /// So a migration never queues behind a long reader with everyone behind it.
    func patiently<T>(after states: Set<String>, _ work: () async throws -> T) async throws -> T {
        var attempt = 1
        while true {
            do {
                return try await work()
            } catch let error as PostgresError where states.contains(error.sqlState ?? "") && attempt < 40 {
                try await Task.sleep(for: .milliseconds(50 + 25 * attempt))
                attempt += 1
            }
        }
    }

    /// A lock not had, or a ring of locks.
    static let lockStates: Set = ["55P03", "40P01"]
    /// What PostgreSQL answers to two CREATE … IF NOT EXISTS at the same moment.
    private static let creationStates: Set = ["23505", "42710", "42P06", "42P07"]

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

/// Records a migration; a second runner at the same one waits here, then writes no row.
struct RecordMigration: Statement {
    typealias Output = Void
    static let sql = """
        INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT schema_migrations_pkey DO NOTHING
        """
    let migration: Migration
    let at: Instant

    var parameters: [Value] {
        [.int64(Int64(migration.number)), .text(migration.name), .text(migration.checksum), at.value]
    }
}
