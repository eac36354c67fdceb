import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct RunnersAtOnceTests {
        @Test func twoRunnersAtOnceShareTheWork() async throws {
            let folder = try MigrationFolder()
            for name in ["one", "two", "three"] { try folder.add(name, "CREATE TABLE \(name) (id bigint);") }
            try await TestDatabase.withDatabase { database in
                var venues: [Venue] = []
                for _ in 0..<6 { venues.append(try await database.venue()) }
                let migrations = try folder.migrations
                let reports = try await withThrowingTaskGroup(of: MigrationReport.self) { group in
                    for _ in 0..<3 {
                        group.addTask { try await database.migrator(migrations).migrateVenues(width: 2) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(reports.flatMap(\.failed).map(\.reason) == [])
                for venue in venues {
                    #expect(try await database.number("SELECT count(*) FROM one, two, three", in: venue) == 0)
                    #expect(
                        try await database.number("SELECT count(*) FROM schema_migrations", in: venue)
                            == migrations.venue.count)
                }
            }
        }

        @Test func severalRunnersAtOnceMakeThePlatform() async throws {
            try await TestDatabase.withDatabase { database in
                try await database.run("DROP SCHEMA platform CASCADE; DROP SCHEMA sicstine CASCADE")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask { try await database.migrator.migratePlatform(session: Session()) }
                    }
                    try await group.waitForAll()
                }
                try await database.store.checkSchemas(against: try MigrationSet(directory: Sources.migrations))
            }
        }
    }
}
