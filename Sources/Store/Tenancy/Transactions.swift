package import Postgres

/// A statement on the tables of one venue.
///
/// It can be run in a `VenueTransaction` only.
package protocol VenueStatement: Statement {}

/// A statement on the platform's tables.
///
/// It can be run in a `PlatformTransaction` only.
package protocol PlatformStatement: Statement {}

/// A transaction inside one venue's schema, under that venue's role.
package struct VenueTransaction: Sendable {
    let transaction: Transaction
    /// What a failure of a statement is to the caller.
    let failure: @Sendable (PostgresError) -> StoreFailure

    package func all<S: VenueStatement>(_ statement: S) async throws -> [S.Output] {
        try await translatingFailures(as: failure) { try await transaction.all(statement) }
    }

    package func first<S: VenueStatement>(_ statement: S) async throws -> S.Output? {
        try await translatingFailures(as: failure) { try await transaction.first(statement) }
    }

    /// The number of rows written.
    @discardableResult
    package func run<S: VenueStatement>(_ statement: S) async throws -> Int {
        try await translatingFailures(as: failure) { try await transaction.run(statement) }
    }
}

/// A transaction in the platform's schema.
package struct PlatformTransaction: Sendable {
    let transaction: Transaction

    package func all<S: PlatformStatement>(_ statement: S) async throws -> [S.Output] {
        try await translatingFailures { try await transaction.all(statement) }
    }

    package func first<S: PlatformStatement>(_ statement: S) async throws -> S.Output? {
        try await translatingFailures { try await transaction.first(statement) }
    }

    /// The number of rows written.
    @discardableResult
    package func run<S: PlatformStatement>(_ statement: S) async throws -> Int {
        try await translatingFailures { try await transaction.run(statement) }
    }
}
