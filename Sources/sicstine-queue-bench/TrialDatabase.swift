import ArgumentParser
import Foundation
import Postgres

/// Where the trial's record is.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "The address of PostgreSQL.")
    var database: String

    func open(connections: Int) -> TrialDatabase {
        let configuration = ConnectionConfiguration(url: database, applicationName: "queue-trial")
        return TrialDatabase(pool: Pool(configuration, limits: .init(connections: connections)))
    }
}

/// The record of the trial's jobs: what is true of them, whatever Redis says.
struct TrialDatabase: Sendable {
    let pool: Pool

    /// What ends a job, in one transaction with its effect.
    enum Closing: Sendable {
        case done, dead
    }

    /// Makes the schema anew.
    func prepare() async throws {
        try await pool.withConnection { _ = try await $0.script(trialSchema) }
    }

    /// The first row of a statement committed by itself.
    func first<S: Statement>(_ statement: S) async throws -> S.Output? {
        try await all(statement).first
    }

    /// All rows of a statement committed by itself.
    func all<S: Statement>(_ statement: S) async throws -> [S.Output] {
        try await pool.withConnection {
            try await $0.query(S.sql, statement.parameters).decoded(S.decode)
        }
    }

    /// Runs a statement committed by itself; answers how many rows it wrote.
    @discardableResult
    func run<S: Statement>(_ statement: S) async throws -> Int {
        try await pool.withConnection { try await $0.query(S.sql, statement.parameters).affectedRows }
    }

    /// Ends a job, with its effect when it is done; changes nothing when the attempt is no longer the last one.
    func close(_ id: Int64, attempt: Int64, _ closing: Closing) async throws {
        let opening = TransactionOpening(script: "BEGIN; SELECT true")
        try await pool.withTransaction(opening) { transaction in
            let close = CloseJob(id: id, attempt: attempt, state: closing == .done ? "done" : "dead")
            guard try await transaction.run(close) == 1, closing == .done else { return }
            try await transaction.run(
                InsertEffect(
                    id: id, attempt: attempt, pid: Int64(ProcessInfo.processInfo.processIdentifier),
                    microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)))
        }
    }
}

extension PostgresError {
    /// Whether the database is away for a while, or it is unknown what it did: the work is to be looked at again.
    var isOutage: Bool { isRetryable || kind == .commitOutcomeUnknown }
}
