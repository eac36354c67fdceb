import Postgres
import Testing

extension QueryResult {
    /// The first column of the only row.
    func single<T: PostgresDecodable>(as type: T.Type = T.self) throws -> T {
        try #require(count == 1)
        var row = self[0]
        return try row.next()
    }

    /// The first column of every row.
    func column<T: PostgresDecodable>(as type: T.Type = T.self) throws -> [T] {
        try decoded { try $0.next() }
    }
}

extension Connection {
    nonisolated func ask<T: PostgresDecodable>(_ sql: String, _ parameters: [Value] = [], as type: T.Type = T.self)
        async throws -> T
    {
        try await query(sql, parameters).single()
    }

    nonisolated func processIdentifier() async throws -> Int {
        try await ask("SELECT pg_backend_pid()")
    }

    /// Whether another session is in the middle of `pg_sleep`.
    nonisolated func isAsleep(_ processIdentifier: Int) async throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep')"
        return try await ask(sql, [.int32(Int32(processIdentifier))])
    }

    /// Whether the next answer is the answer to the next question.
    nonisolated func isInStep() async throws -> Bool {
        let nonce = Int64.random(in: .min ... .max)
        return try await ask("SELECT $1", [.int64(nonce)]) == nonce
    }
}

/// Asks until the answer is yes, for what only the server's own tables can tell; false when the time is over.
func eventually(within limit: Duration = .seconds(10), _ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return false
}

/// The `PostgresError` that `body` throws.
func failure(of body: () async throws -> Void, at location: SourceLocation = #_sourceLocation) async throws
    -> PostgresError
{
    try #require(await #expect(throws: PostgresError.self, sourceLocation: location) { try await body() })
}

/// Random numbers that a failing test can be repeated with.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
