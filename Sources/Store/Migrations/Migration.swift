import Crypto
import Foundation

/// One numbered file of `migrations/platform` or `migrations/venue`: plain SQL, forward only, never edited once applied.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    /// SHA-256 of the file, in hexadecimal.
    let checksum: String
    /// The file's statements in order, each sent as a message of its own.
    ///
    /// They may hold `{{id_base}}`.
    let statements: [String]

    init?(file: URL) throws {
        let name = file.deletingPathExtension().lastPathComponent
        guard file.pathExtension == "sql", let number = Int(name.prefix(4)) else { return nil }
        let bytes = try Data(contentsOf: file)
        self.number = number
        self.name = name
        checksum = SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        statements = SQLStatements.split(String(decoding: bytes, as: UTF8.self))
    }
}

/// All migrations of one kind of schema.
package struct MigrationSet: Sendable {
    package let platform: [Migration]
    package let venue: [Migration]

    /// Reads the folders `platform` and `venue` below `directory`. Throws when the numbers do not run 1, 2, 3…
    package init(directory: String) throws {
        let root = URL(fileURLWithPath: directory, isDirectory: true)
        platform = try Self.read(root.appendingPathComponent("platform"))
        venue = try Self.read(root.appendingPathComponent("venue"))
    }

    private static func read(_ folder: URL) throws -> [Migration] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let migrations = try files.compactMap { try Migration(file: $0) }.sorted { $0.number < $1.number }
        guard !migrations.isEmpty, migrations.map(\.number) == Array(1...migrations.count) else {
            throw MigrationFailure.numbersNotContiguous(folder: folder.lastPathComponent)
        }
        return migrations
    }
}

/// Why migrations cannot go on.
///
/// Says what to do.
package enum MigrationFailure: Error, CustomStringConvertible {
    case numbersNotContiguous(folder: String)
    case changedAfterApplication(schema: String, migration: String)
    case behind(what: String)

    package var description: String {
        switch self {
        case .numbersNotContiguous(let folder):
            "migrations/\(folder) is empty or its numbers are not contiguous from 0001: check the directory given"
        case .changedAfterApplication(let schema, let migration):
            "\(migration) was applied to \(schema) with other contents: restore the file and write a new migration"
        case .behind(let what):
            "\(what) is behind the migrations of this version: run `sicstine migrate`"
        }
    }
}
