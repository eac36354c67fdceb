package import Domain
import Postgres

extension Store {
    /// The time, as this process and the database both have it: for what is deleted because it is old.
    ///
    /// Throws `StoreFailure.fault` when they differ by more than an hour: a clock that is wrong must not delete what is young.
    package func agreedTime() async throws -> Instant {
        let now = clock.now()
        guard let other = try await onPlatform({ try await $0.first(DatabaseClock()) }) else {
            throw StoreFailure.fault("the database told no time")
        }
        guard abs(now.microseconds - other.microseconds) < 3_600_000_000 else {
            throw StoreFailure.fault("the clocks of this process and of the database differ by more than an hour")
        }
        return now
    }
}

/// The database's own clock, the one thing of time that is no parameter.
struct DatabaseClock: PlatformStatement {
    static let sql = "SELECT clock_timestamp()"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Instant { try row.next() }
}
