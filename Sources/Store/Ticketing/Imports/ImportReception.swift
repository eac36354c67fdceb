package import Domain
import Postgres

/// Takes the records of a file as they arrive and keeps them for a worker, in one transaction with the import's own row.
package struct ImportReception: Sendable {
    package let id: Identifier<FileImport>
    private let connection: Connection

    /// Feeds CSV records in the encoding of the file, each beginning with the import's id, the part and the line.
    package func write(_ bytes: [UInt8]) async throws {
        try await translatingFailures { try await connection.writeCopy(bytes) }
    }

    fileprivate init(id: Identifier<FileImport>, connection: Connection) {
        self.id = id
        self.connection = connection
    }
}

/// The form of a file that is received.
package struct FileForm: Sendable {
    package let encoding: FileEncoding
    package let delimiter: FileDelimiter
    /// The place of each of its columns among those of its kind.
    package let columns: [Int]

    package init(encoding: FileEncoding = .utf8, delimiter: FileDelimiter, columns: [Int]) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.columns = columns
    }

    fileprivate var copySQL: String {
        let names = columns.map { $0 == 0 ? "key" : "f\($0)" }.joined(separator: ", ")
        let encodingName =
            switch encoding {
            case .utf8: "UTF8"
            case .windows1252: "WIN1252"
            }
        // FORCE_NULL: an empty field is no value, quoted or not.
        return """
            COPY import_rows (import_id, part, line, \(names)) FROM STDIN (FORMAT csv, DELIMITER '\(delimiter.rawValue)', \
            ENCODING '\(encodingName)', FORCE_NULL (\(names)))
            """
    }
}

/// What was received.
package struct ReceivedFile: Sendable {
    package let lines: Int64
    package let parts: Int64
    /// Of the options and the whole content.
    package let digest: [UInt8]

    package init(lines: Int64, parts: Int64, digest: [UInt8]) {
        self.lines = lines
        self.parts = parts
        self.digest = digest
    }
}

/// A line of the file that PostgreSQL cannot read.
package struct UnreadableLine: Error {
    package enum Reason: Sendable {
        /// The number of fields or the quotes are wrong.
        case csv
        /// It is not in the encoding declared, or holds NUL.
        case encoding
    }

    package let reason: Reason
    /// Counts the lines sent, from 1.
    package let line: Int?

    init?(_ error: PostgresError) {
        switch error.sqlState {
        case "22P04": reason = .csv
        case "22021", "22P05": reason = .encoding
        default: return nil
        }
        line = error.copyLine
    }
}

/// The same content was received before, and its import stands.
package struct ReceivedBefore: Error {
    package let fileImport: FileImport
}

extension VenueTransaction {
    /// Receives a file's records through `feed`, as rows of a new import.
    ///
    /// Any error must undo the transaction.
    package func receiveRows(
        _ options: ImportOptions, form: FileForm, at instant: Instant, feed: (ImportReception) async throws -> Void
    ) async throws -> Identifier<FileImport> {
        guard let id = try await first(CreateImport(options: options, at: instant)) else {
            throw StoreFailure.fault("an insert returned no row")
        }
        let connection = transaction.connection
        try await translatingFailures { try await connection.startCopy(form.copySQL) }
        do {
            try await feed(ImportReception(id: id, connection: connection))
        } catch {
            // The transaction is rolled back by its owner; the COPY must end first. A connection lost meanwhile is closed anyway.
            _ = await Task { try await connection.abortCopy() }.result
            throw error
        }
        do throws(PostgresError) {
            _ = try await connection.finishCopy()
        } catch {
            if let unreadable = UnreadableLine(error) { throw unreadable }
            throw StoreFailure(error)
        }
        return id
    }

    /// Completes an import whose rows were received; `ReceivedBefore`, which must undo them, when the same content was.
    package func completeImport(_ id: Identifier<FileImport>, _ file: ReceivedFile) async throws -> FileImport {
        if let former = try await first(ImportOfContent(digest: file.digest)) {
            throw ReceivedBefore(fileImport: former)
        }
        try await run(CompleteReception(id: id, file: file))
        guard let received = try await first(FindImport(id: id)) else {
            throw StoreFailure.fault("an import just written is gone")
        }
        return received
    }
}
