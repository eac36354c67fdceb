import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct MigratorTests {
        @Test func migratingAgainChangesNothing() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let before = try await Self.shape(of: venue, database)
                try await database.migrator.migratePlatform(session: Session())
                let report = try await database.migrator.migrateVenues()
                #expect(report.migrated == 0 && report.upToDate == 1 && report.failed.isEmpty)
                #expect(try await Self.shape(of: venue, database) == before)
            }
        }

        @Test func aRunEndedAfterAnyMigrationIsContinuedByTheNext() async throws {
            let folder = try MigrationFolder()
            let all = try folder.migrations
            try await TestDatabase.withDatabase { database in
                let whole = try await Self.shape(of: try await database.venue(), database)
                #expect(whole.count > 100)
                for count in 1..<all.venue.count {
                    let id = try await database.venue(through: try folder.first(count)).id
                    let report = try await database.migrator(all).migrateVenues()
                    #expect(report.migrated == 1 && report.failed.isEmpty)
                    let venue = try #require(try await database.store.venue(id))
                    #expect(try await Self.shape(of: venue, database) == whole, "after \(count)")
                }
            }
        }

        @Test func aRunKilledInTheMiddleOfAMigrationLeavesNothingOfIt() async throws {
            // Waiting without limit stands for a migration that takes its time.
            let folder = try MigrationFolder()
            try folder.add(
                "wait",
                """
                CREATE TABLE half (id bigint);
                SET LOCAL lock_timeout = 0;
                SELECT pg_advisory_xact_lock(7);
                """)
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let holder = try await database.connect()
                _ = try await holder.query("SELECT pg_advisory_lock(7)")
                let migrator = database.migrator(try folder.migrations)
                async let killed = migrator.migrateVenues()
                try await database.waitForALockWait()
                try await database.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND datname = current_database()")
                #expect(try await killed.failed.map(\.venue) == [venue.id])
                #expect(try await Self.shape(of: venue, database).contains { $0.hasPrefix("half") } == false)
                _ = try await holder.query("SELECT pg_advisory_unlock(7)")
                await holder.close()
                let report = try await migrator.migrateVenues()
                #expect(report.migrated == 1 && report.failed.isEmpty)
                #expect(try await Self.shape(of: venue, database).contains { $0.hasPrefix("half") })
            }
        }

        @Test func aFileChangedAfterItsApplicationIsRefused() async throws {
            let folder = try MigrationFolder()
            try folder.write("platform/0001_create_shared_functions.sql", "SELECT 1;")
            try folder.write("venue/0001_create_contacts.sql", "SELECT 1;")
            try folder.add("create_gadgets", "CREATE TABLE gadgets (id bigint);")
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let migrator = database.migrator(try folder.migrations)
                await #expect(throws: MigrationFailure.self) { try await migrator.migratePlatform(session: Session()) }
                let report = try await migrator.migrateVenues()
                #expect(report.failed.map(\.venue) == [venue.id])
                #expect(report.failed.first?.reason.contains("0001_create_contacts") == true)
                #expect(try await Self.shape(of: venue, database).contains { $0.hasPrefix("gadgets") } == false)
            }
        }

        @Test func aVenueThatFailsDoesNotStopTheOthers() async throws {
            let folder = try MigrationFolder()
            try folder.add("create_gadgets", "CREATE TABLE gadgets (id bigint);")
            try await TestDatabase.withDatabase { database in
                var venues: [Venue] = []
                for _ in 0..<4 { venues.append(try await database.venue()) }
                try await database.run("CREATE TABLE gadgets (name text)", in: venues[1])
                let migrator = database.migrator(try folder.migrations)
                let report = try await migrator.migrateVenues(width: 2)
                #expect(report.migrated == 3)
                #expect(report.failed.map(\.venue) == [venues[1].id])
                try await database.run("DROP TABLE gadgets", in: venues[1])
                let again = try await migrator.migrateVenues(width: 2)
                #expect(again.migrated == 1 && again.upToDate == 3 && again.failed.isEmpty)
            }
        }

        @Test func aMigrationWaitsForALongReaderWithoutHoldingUpTheOthers() async throws {
            let folder = try MigrationFolder()
            try folder.add("add_nickname", "ALTER TABLE contacts ADD COLUMN nickname text;")
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let reader = try await database.connect()
                _ = try await reader.script("BEGIN; SELECT count(*) FROM \(venue.id.schema).contacts")
                let migrator = database.migrator(try folder.migrations)
                async let report = migrator.migrateVenues()
                // Met twice: it has given up and come back.
                for _ in 0..<2 {
                    try await database.waitForALockWait()
                    // Behind the waiting migration, and yet answered.
                    _ = try await database.contact(in: venue)
                }
                _ = try await reader.script("COMMIT")
                await reader.close()
                #expect(try await report.migrated == 1)
                #expect(try await Self.shape(of: venue, database).contains { $0.hasPrefix("contacts nickname") })
            }
        }

        @Test func servicesRefuseToStartBehindTheirMigrations() async throws {
            let folder = try MigrationFolder()
            try folder.add("create_gadgets", "CREATE TABLE gadgets (id bigint);")
            try await TestDatabase.withDatabase { database in
                _ = try await database.venue()
                try await database.store.checkSchemas(against: try MigrationSet(directory: Sources.migrations))
                let migrations = try folder.migrations
                await #expect(throws: MigrationFailure.self) {
                    try await database.store.checkSchemas(against: migrations)
                }
                _ = try await database.migrator(migrations).migrateVenues()
                try await database.store.checkSchemas(against: migrations)
                // Those of the version before go on meanwhile.
                try await database.store.checkSchemas(against: try MigrationSet(directory: Sources.migrations))
                try folder.write("platform/0099_more.sql", "SELECT 1;")
                #expect(throws: MigrationFailure.self) { try folder.migrations }
                try folder.remove("platform/0099_more.sql")
                try folder.write("platform/\(folder.next(of: migrations.platform))_more.sql", "SELECT 1;")
                let ahead = try folder.migrations
                await #expect(throws: MigrationFailure.self) {
                    try await database.store.checkSchemas(against: ahead)
                }
            }
        }

        /// Every column, constraint and index of a venue's schema, one line each, as the catalogue has them.
        static func shape(of venue: Venue, _ database: TestDatabase) async throws -> [String] {
            let schema = venue.id.schema
            let lines = try await database.rows(
                of: """
                    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
                    FROM information_schema.columns WHERE table_schema = '\(schema)'
                    UNION ALL
                    SELECT concat_ws(' ', conname, pg_get_constraintdef(oid)) FROM pg_constraint
                    WHERE connamespace = '\(schema)'::regnamespace
                    UNION ALL
                    SELECT indexdef FROM pg_indexes WHERE schemaname = '\(schema)'
                    UNION ALL
                    SELECT concat_ws(' ', table_name, grantee, privilege_type) FROM information_schema.table_privileges
                    WHERE table_schema = '\(schema)' AND table_name <> 'schema_migrations'
                    ORDER BY 1
                    """
            ) { try $0.next(as: String.self) }
            return lines.map { $0.replacing(schema, with: "venue") }
        }
    }
}
