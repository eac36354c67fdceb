/// What a server promises about the data it is given.
package struct Durability: Sendable, Equatable {
    /// Whether writes are appended to a file: without it a restart of Redis forgets them.
    package let isAppendOnly: Bool
}

extension RedisConnection {
    /// Makes sure that the server is a loaded master which never evicts; throws `unsafeServer` otherwise.
    package nonisolated func verifyDurability(timeout: Duration? = nil) async throws(RedisError) -> Durability {
        let replies = try await pipeline(
            [
                Command("INFO", "persistence"), Command("INFO", "replication"),
                Command("CONFIG", "GET", "maxmemory-policy"), Command("CONFIG", "GET", "appendonly"),
            ],
            timeout: timeout)
        guard replies.count == 4 else { throw .malformedReply }
        let persistence = Self.fields(of: try replies[0].get())
        guard persistence["loading"] == "0" else { throw .unsafeServer(.loading) }
        guard Self.fields(of: try replies[1].get())["role"] == "master" else { throw .unsafeServer(.replica) }
        guard let policy = try replies[2].get().elements?.last?.text,
            let appendOnly = try replies[3].get().elements?.last?.text
        else { throw .unexpectedReply }
        guard policy == "noeviction" else { throw .unsafeServer(.evicts(policy: policy)) }
        return Durability(isAppendOnly: appendOnly == "yes")
    }

    /// The `name:value` lines of an INFO answer; split by bytes, since CR LF is one character to Swift.
    private static func fields(of reply: Reply) -> [String: String] {
        var fields: [String: String] = [:]
        for line in (reply.bytes ?? []).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            fields[name] = String(decoding: line[line.index(after: colon)...], as: UTF8.self)
        }
        return fields
    }
}
