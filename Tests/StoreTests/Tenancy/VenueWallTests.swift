import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct VenueWallTests {
        private static let aimedElsewhere = [
            "SELECT * FROM other.contacts", "INSERT INTO other.indicator_epochs VALUES (2, 2)",
            "UPDATE other.contacts SET email = 'x'", "DELETE FROM other.orders", "TRUNCATE other.events",
            "DROP TABLE other.contacts", "CREATE TABLE other.more (id bigint)", "CREATE TABLE more (id bigint)",
            "SELECT * FROM platform.secret_keys", "UPDATE platform.venues SET name = 'x'",
            "SELECT * FROM platform.schema_migrations", "CREATE SCHEMA more", "COPY other.events TO STDOUT",
        ]

        @Test func aStatementAimedOutsideTheVenueIsRefusedByPostgreSQL() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                let other = try await database.venue()
                for aimed in Self.aimedElsewhere {
                    let sql = aimed.replacing("other.", with: "\(other.id.schema).")
                    let error = await #expect(throws: PostgresError.self) {
                        try await database.services.withTransaction(database.session.opening(of: venue.id)) {
                            _ = try await $0.connection.query(sql)
                        }
                    }
                    #expect(error?.sqlState == "42501", "\(aimed)")
                }
            }
        }

        @Test func theLoginRoleAloneHasNoRight() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                for aimed in [
                    "SELECT * FROM \(venue.id.schema).contacts", "SELECT * FROM platform.venues",
                    "SELECT * FROM platform.secret_keys", "CREATE SCHEMA more",
                ] {
                    let error = await #expect(throws: PostgresError.self) {
                        try await database.services.withConnection { _ = try await $0.query(aimed) }
                    }
                    #expect(error?.sqlState == "42501", "\(aimed)")
                }
            }
        }

        @Test func oneVenueCannotTakeAnothersRole() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.store.inVenue(venue) { transaction in
                    let rows = try await transaction.transaction.connection.query(
                        """
                        SELECT pg_has_role(current_user, 'sicstine_platform', 'MEMBER'), r.rolsuper, r.rolcanlogin
                        FROM pg_roles r WHERE rolname = current_user
                        """)
                    var row = rows[0]
                    for _ in 0..<3 { #expect(try row.next(as: Bool.self) == false) }
                }
            }
        }

        @Test func aSessionThatCannotBeTheVenuesIsRefused() async throws {
            try await TestDatabase.withDatabase { database in
                for sabotage in [
                    "DROP SCHEMA it CASCADE", "REVOKE USAGE ON SCHEMA it FROM it", "REVOKE it FROM sicstine_service",
                ] {
                    let venue = try await database.venue()
                    try await database.run(sabotage.replacing(" it", with: " \(venue.id.schema)"))
                    await #expect(throws: StoreFailure.self, "\(sabotage)") {
                        try await database.store.inVenue(venue) { _ in Issue.record("the work was begun") }
                    }
                    var rows = CollectedRows.events
                    rows.append(.sample("a"))
                    await #expect(throws: StoreFailure.self, "\(sabotage)") {
                        try await EventWriter(store: database.store).write(rows, of: venue)
                    }
                }
            }
        }

        @Test func theNextTransactionOfAConnectionStartsWithoutTheRoleAndThePath() async throws {
            try await TestDatabase.withDatabase(connections: 1) { database in
                let venue = try await database.venue()
                try await database.store.inVenue(venue) { _ = try await $0.all(QueuedIndicatorRuns()) }
                let (user, path) = try await database.services.withConnection { connection in
                    var row = try await connection.query("SELECT current_user::text, current_setting('search_path')")[0]
                    return (try row.next(as: String.self), try row.next(as: String.self))
                }
                #expect(user == "sicstine_service")
                #expect(path == "pg_catalog")
            }
        }

        @Test func withoutRolesThePathKeepsVenuesApart() async throws {
            try await TestDatabase.withDatabase(session: Session(usesVenueRoles: false)) { database in
                let outcome: Result<Void, any Error>
                do {
                    try await database.migrator.migratePlatform(session: database.session)
                    outcome = .success(try await Self.workWithoutRoles(database))
                } catch {
                    outcome = .failure(error)
                }
                // Inheritance is the role's own, in all databases.
                try await database.migrator.migratePlatform(session: Session())
                try outcome.get()
            }
        }

        private static func workWithoutRoles(_ database: TestDatabase) async throws {
            let venue = try await database.venue()
            let other = try await database.venue()
            #expect(try await database.number("SELECT count(*) FROM pg_roles WHERE rolname = '\(venue.id.role)'") == 0)
            let contact = try await database.contact(in: venue)
            let seen = try await database.store.inVenue(venue) { try await $0.first(FindContact(id: contact.id)) }
            #expect(seen?.id == contact.id)
            let elsewhere = try await database.store.inVenue(other) { try await $0.first(FindContact(id: contact.id)) }
            #expect(elsewhere == nil)
            var rows = CollectedRows.events
            rows.append(.sample("a"))
            try await EventWriter(store: database.store).write(rows, of: venue)
            #expect(try await database.number("SELECT count(*) FROM events", in: venue) == 1)
            #expect(try await database.number("SELECT count(*) FROM events", in: other) == 0)
            #expect(try await database.migrator.drop(other.id))
        }
    }
}
