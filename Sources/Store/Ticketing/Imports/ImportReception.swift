package import Domain
import Postgres

/// Takes the records of a file as they arrive and keeps them for a worker, in one transaction with the import's own row.
package struct ImportReception: Sendable {
    package let id: Identifier<OrderImport>
    private let connection: Connection

    /// Feeds CSV records, each beginning with the import's id and its line number, in the encoding asked for at the start.
    package func write(_ bytes: [UInt8]) async throws {
        try await translatingFailures { try await connection.writeCopy(bytes) }
    }

    fileprivate init(id: Identifier<OrderImport>, connection: Connection) {
        self.id = id
        self.connection = connection
    }

    static func copySQL(columns: [ImportColumn], delimiter: ImportDelimiter) -> String {
        let names = columns.map(\.rawValue).joined(separator: ", ")
        // FORCE_NULL: an empty field is no value, quoted or not.
        return """
            COPY import_rows (import_id, line, \(names)) FROM STDIN \
            (FORMAT csv, DELIMITER '\(delimiter.rawValue)', FORCE_NULL (\(names)))
            """
    }
}

/// What separates the fields of a file.
package enum ImportDelimiter: String, CaseIterable, Sendable {
    case comma = ","
    case semicolon = ";"
}

/// A line of the file that PostgreSQL cannot read.
package struct UnreadableLine: Error {
    package enum Reason: Sendable {
        /// The number of fields or the quotes are wrong.
        case csv
        /// It is not UTF-8, or holds NUL.
        case encoding
    }

    package let reason: Reason
    /// Counts the lines sent, from 1.
    package let line: Int?

    init?(_ error: PostgresError) {
        switch error.sqlState {
        case "22P04": reason = .csv
        case "22021": reason = .encoding
        default: return nil
        }
        line = error.copyLine
    }
}

extension VenueTransaction {
    /// Receives a file's records through `feed`, which returns their number.
    ///
    /// Any error leaves nothing behind.
    package func receiveImport(
        columns: [ImportColumn], delimiter: ImportDelimiter, at instant: Instant,
        feed: (ImportReception) async throws -> Int64
    ) async throws -> OrderImport {
        guard let id = try await first(CreateImport(at: instant)) else {
            throw StoreFailure.fault("an insert returned no row")
        }
        let connection = transaction.connection
        try await translatingFailures {
            try await connection.startCopy(ImportReception.copySQL(columns: columns, delimiter: delimiter))
        }
        let lines: Int64
        do {
            lines = try await feed(ImportReception(id: id, connection: connection))
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
        try await run(CountReceivedLines(id: id, lines: lines))
        guard let received = try await first(FindImport(id: id)) else {
            throw StoreFailure.fault("an import just written is gone")
        }
        return received
    }
}
