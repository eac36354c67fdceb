package import Domain
import Postgres

/// Where everything is kept.
///
/// The services' way to PostgreSQL: a statement runs in a transaction of its venue, or of the platform.
package struct Store: Sendable {
    let databases: Databases
    let session: Session
    let lookups = StoreLookups()
    package let clock: Clock

    package init(databases: Databases, session: Session, clock: Clock) {
        self.databases = databases
        self.session = session
        self.clock = clock
    }

    /// Runs `body` in one transaction of the venue: committed when it returns, rolled back when it throws.
    ///
    /// Throws `StoreFailure`, or what `body` throws.
    package func inVenue<T: Sendable>(
        _ venue: Venue, _ body: (VenueTransaction) async throws -> T
    ) async throws -> T {
        try await translatingFailures {
            try await run(body, in: venue, on: try databases.pool(named: venue.database))
        }
    }

    /// The same, on one of the few connections for files, whose statements may last as long as their senders take.
    package func receivingInVenue<T: Sendable>(
        _ venue: Venue, _ body: (VenueTransaction) async throws -> T
    ) async throws -> T {
        try await translatingFailures {
            try await run(body, in: venue, on: try databases.receivingPool(named: venue.database))
        }
    }

    /// The same, with memory for statements that read all there is of the venue.
    package func computingInVenue<T: Sendable>(
        _ venue: Venue, _ body: (VenueTransaction) async throws -> T
    ) async throws -> T {
        try await translatingFailures {
            try await run(body, in: venue, on: try databases.pool(named: venue.database), isLarge: true)
        }
    }

    /// The same, on one of the few connections for statements that rank every contact while somebody waits.
    ///
    /// Throws `StoreFailure.rankingsBusy` when none is free within a moment, and `.rankingTooLong` where it lasts too long.
    func rankingInVenue<T: Sendable>(
        _ venue: Venue, _ body: (VenueTransaction) async throws -> T
    ) async throws -> T {
        let failure = { @Sendable (error: PostgresError) in StoreFailure(ranking: error) }
        return try await translatingFailures(as: failure) {
            try await run(
                body, in: venue, on: try databases.rankingPool(named: venue.database), isLarge: true, as: failure)
        }
    }

    private func run<T: Sendable>(
        _ body: (VenueTransaction) async throws -> T, in venue: Venue, on pool: Pool, isLarge: Bool = false,
        as failure: @escaping @Sendable (PostgresError) -> StoreFailure = { StoreFailure($0) }
    ) async throws -> T {
        try await pool.withTransaction(session.opening(of: venue.id, isLarge: isLarge)) { transaction in
            try await body(VenueTransaction(transaction: transaction, failure: failure))
        }
    }

    /// Runs `body` in one transaction of the platform's schema.
    package func onPlatform<T: Sendable>(_ body: (PlatformTransaction) async throws -> T) async throws -> T {
        try await translatingFailures {
            try await databases.platform.withTransaction(session.platformOpening) { transaction in
                try await body(PlatformTransaction(transaction: transaction))
            }
        }
    }
}
