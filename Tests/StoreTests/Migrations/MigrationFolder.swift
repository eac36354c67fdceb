import Foundation
import StoreTestSupport

@testable import Store

/// A copy of the project's migrations in a temporary directory, for tests to add to and to change.
final class MigrationFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sicstine-\(UUID().uuidString)").path
        let source = URL(fileURLWithPath: Sources.migrations).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: source, toPath: path)
    }

    deinit {
        // Only a temporary directory is left behind where this fails.
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ file: String, _ text: String) throws {
        try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
    }

    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(file)")
    }

    /// The number the next migration of venues has.
    func next() throws -> String { next(of: try MigrationSet(directory: path).venue) }

    func next(of migrations: [Migration]) -> String {
        let number = migrations.count + 1
        return String(repeating: "0", count: 4 - String(number).count) + String(number)
    }

    /// Adds a migration of venues.
    func add(_ name: String, _ sql: String) throws {
        try write("venue/\(try next())_\(name).sql", sql)
    }

    var migrations: MigrationSet { get throws { try MigrationSet(directory: path) } }

    /// The set as it was when there were so many migrations of venues.
    func first(_ count: Int) throws -> MigrationSet {
        let earlier = try MigrationFolder()
        for migration in try MigrationSet(directory: earlier.path).venue.dropFirst(count) {
            try earlier.remove("venue/\(migration.name).sql")
        }
        return try earlier.migrations
    }
}
