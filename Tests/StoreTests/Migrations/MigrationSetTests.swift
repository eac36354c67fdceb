import StoreTestSupport
import Testing

@testable import Store

struct MigrationSetTests {
    @Test func aGapInTheNumbersIsRefused() throws {
        let folder = try MigrationFolder()
        try folder.remove("venue/0002_create_programme.sql")
        #expect(throws: MigrationFailure.self) { try folder.migrations }
    }

    @Test func twoOfOneNumberAreRefused() throws {
        let folder = try MigrationFolder()
        try folder.write("platform/0001_again.sql", "SELECT 1;")
        #expect(throws: MigrationFailure.self) { try folder.migrations }
    }

    @Test func anEmptyFolderIsRefused() throws {
        let folder = try MigrationFolder()
        for migration in try folder.migrations.platform { try folder.remove("platform/\(migration.name).sql") }
        #expect(throws: MigrationFailure.self) { try folder.migrations }
    }

    @Test func otherFilesAreNoMigrations() throws {
        let folder = try MigrationFolder()
        try folder.write("venue/README.md", "x")
        try folder.write("venue/notes.sql", "x")
        #expect(try folder.migrations.venue.count == MigrationSet(directory: Sources.migrations).venue.count)
    }
}
