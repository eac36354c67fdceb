package import Domain
package import Postgres

/// An answer given under an idempotency key.
package struct KeptAnswer: Sendable {
    package let status: Int
    package let location: String?
    package let body: [UInt8]

    package init(status: Int, location: String?, body: [UInt8]) {
        self.status = status
        self.location = location
        self.body = body
    }
}

/// What became of claiming a key.
package enum KeyClaim: Sendable {
    /// The key is new: do the work, then keep its answer in the same transaction.
    case claimed
    /// The same request was answered before.
    case answered(KeptAnswer)
    /// The key was used for another request.
    case usedOtherwise
}

/// A key as an actor uses it, with the digest of what was asked.
package struct IdempotencyKey: Sendable {
    package let actor: Identifier<SecretKey>
    package let key: String
    package let fingerprint: [UInt8]

    package init(actor: Identifier<SecretKey>, key: String, fingerprint: [UInt8]) {
        self.actor = actor
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// A transaction that can keep answers: every schema has its own table of them.
package protocol KeepsAnswers: Sendable {
    func insert(_ key: IdempotencyKey, at: Instant) async throws -> Bool
    func find(_ key: IdempotencyKey) async throws -> FindKeptAnswer.Found?
    func keep(_ answer: KeptAnswer, under key: IdempotencyKey) async throws
}

extension KeepsAnswers {
    /// Claims a key for this transaction.
    ///
    /// While another transaction holds it, waits for that one's end.
    package func claim(_ key: IdempotencyKey, at instant: Instant) async throws -> KeyClaim {
        if try await insert(key, at: instant) { return .claimed }
        guard let found = try await find(key) else { throw StoreFailure.unavailable }
        return found.fingerprint == key.fingerprint ? .answered(found.answer) : .usedOtherwise
    }
}

extension VenueTransaction: KeepsAnswers {
    package func insert(_ key: IdempotencyKey, at instant: Instant) async throws -> Bool {
        try await run(ClaimIdempotencyKey(key: key, at: instant)) == 1
    }
    package func find(_ key: IdempotencyKey) async throws -> FindKeptAnswer.Found? {
        try await first(FindKeptAnswer(key: key))
    }
    package func keep(_ answer: KeptAnswer, under key: IdempotencyKey) async throws {
        try await run(KeepAnswer(answer: answer, key: key))
    }
}

extension PlatformTransaction: KeepsAnswers {
    package func insert(_ key: IdempotencyKey, at instant: Instant) async throws -> Bool {
        try await run(ClaimIdempotencyKey(key: key, at: instant)) == 1
    }
    package func find(_ key: IdempotencyKey) async throws -> FindKeptAnswer.Found? {
        try await first(FindKeptAnswer(key: key))
    }
    package func keep(_ answer: KeptAnswer, under key: IdempotencyKey) async throws {
        try await run(KeepAnswer(answer: answer, key: key))
    }
}

/// Writes a key down; no row when it is there already.
///
/// Waits for a transaction that is about to write the same one.
struct ClaimIdempotencyKey: VenueStatement, PlatformStatement {
    typealias Output = Void
    static let sql = """
        INSERT INTO idempotency_keys (actor_id, key, fingerprint, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO NOTHING
        """
    let key: IdempotencyKey
    let at: Instant

    var parameters: [Value] { [key.actor.value, .text(key.key), .bytes(key.fingerprint), at.value] }
}

/// The answer kept under a key.
package struct FindKeptAnswer: VenueStatement, PlatformStatement {
    package struct Found: Sendable {
        let fingerprint: [UInt8]
        let answer: KeptAnswer
    }

    package static let sql = """
        SELECT fingerprint, status, location, body FROM idempotency_keys WHERE actor_id = $1 AND key = $2
        """
    let key: IdempotencyKey

    package var parameters: [Value] { [key.actor.value, .text(key.key)] }
    package static func decode(_ row: inout Row) throws -> Found {
        Found(
            fingerprint: try row.next(),
            answer: KeptAnswer(status: try row.next(), location: try row.nextIfPresent(), body: try row.next()))
    }
}

/// Keeps the answer of a key claimed in this transaction.
struct KeepAnswer: VenueStatement, PlatformStatement {
    typealias Output = Void
    static let sql = """
        UPDATE idempotency_keys SET status = $3, location = $4, body = $5 WHERE actor_id = $1 AND key = $2
        """
    let answer: KeptAnswer
    let key: IdempotencyKey

    var parameters: [Value] {
        [
            key.actor.value, .text(key.key), .int64(Int64(answer.status)), .text(answer.location),
            .bytes(answer.body),
        ]
    }
}

/// Deletes keys claimed before an instant, a bounded number.
package struct PurgeIdempotencyKeys: VenueStatement, PlatformStatement {
    package typealias Output = Void
    package static let sql = """
        WITH old AS MATERIALIZED (
            SELECT actor_id, key FROM idempotency_keys WHERE created_at < $1
            ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        DELETE FROM idempotency_keys k USING old o WHERE k.actor_id = o.actor_id AND k.key = o.key
        """
    let before: Instant
    let limit: Int

    package init(before: Instant, limit: Int) {
        self.before = before
        self.limit = limit
    }

    package var parameters: [Value] { [before.value, .int64(Int64(limit))] }
}
