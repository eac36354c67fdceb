import Foundation
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct StatementTests {
        @Test func everyStatementIsInTheCatalogue() throws {
            let folder = URL(fileURLWithPath: Sources.root + "/Sources/Store").resolvingSymlinksInPath()
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            var declared: Set<String> = []
            for case let file as URL in try #require(files) where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /struct (\w+)(?:<[^>]*>)?: (?:\w+, )*(?:Venue|Platform)?Statement\b/) {
                    declared.insert(String(match.1))
                }
            }
            let listed =
                StatementCatalogue.venue.map { "\($0)" } + StatementCatalogue.platform.map { "\($0)" }
                + StatementCatalogue.owner.map { "\($0)" }
            #expect(declared.count > 50)
            // Of a generic one, each kind it is for is listed.
            #expect(declared == Set(listed.map { String($0.prefix { $0 != "<" }) }))
        }

        @Test func everyStatementSuitsTheMigratedSchema() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await database.venue()
                try await database.store.inVenue(venue) { transaction in
                    try await Self.prepare(StatementCatalogue.venue, on: transaction.transaction.connection)
                }
                try await database.store.onPlatform { transaction in
                    try await Self.prepare(StatementCatalogue.platform, on: transaction.transaction.connection)
                }
                let opening = Session.ownerOpening(schema: Session.platformSchema)
                try await database.owner.withTransaction(opening) { transaction in
                    try await Self.prepare(StatementCatalogue.owner, on: transaction.connection)
                }
            }
        }

        private static func prepare(_ statements: [any Statement.Type], on connection: Connection) async throws {
            // PREPARE knows queries only, and LOCK is none.
            for statement in statements where !statement.sql.hasPrefix("LOCK ") {
                _ = try await connection.script("SAVEPOINT before")
                do {
                    _ = try await connection.script("PREPARE it AS \(statement.sql); DEALLOCATE it")
                } catch {
                    Issue.record("\(statement): \(error)")
                    _ = try await connection.script("ROLLBACK TO before")
                }
            }
        }
    }
}
