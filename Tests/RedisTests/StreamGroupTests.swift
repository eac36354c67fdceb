import Redis
import RedisTestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct StreamGroupTests {
    private let group = StreamGroup(stream: "s", group: "g")

    private func read(_ pool: RedisPool, count: Int = 10, block: Duration? = nil) async throws -> [StreamEntry] {
        let command = StreamGroup.read(["s"], group: "g", consumer: "one", count: count, block: block)
        return try await pool.send(command, timeout: .seconds(10)).streamEntries().flatMap(\.entries)
    }

    @Test func entriesComeAsTheyWereAddedAndGoWhenFinished() async throws {
        try await withPool { pool, _ in
            try await pool.send(group.create)
            let id = try await pool.send(StreamGroup.add(to: "s", ["a": Argument([0, 255]), "": ""])).text!
            let entries = try await read(pool)
            #expect(entries.map(\.id) == [id])
            #expect(entries[0]["a"] == [0, 255])
            #expect(entries[0][""] == [])
            #expect(entries[0]["b"] == nil)
            #expect(try await pool.pipeline(group.finish([id])) == [.integer(1), .integer(1)])
            #expect(try await pool.send(Command("XLEN", "s")) == .integer(0))
        }
    }

    @Test func aReadThatFindsNothingIsEmptyAfterItsWait() async throws {
        try await withPool { pool, _ in
            try await pool.send(group.create)
            let taken = try await duration {
                let entries = try await read(pool, block: .milliseconds(150))
                #expect(entries.isEmpty)
            }
            #expect(taken > .milliseconds(140))
        }
    }

    @Test func aMissingGroupIsNamedByItsCode() async throws {
        try await withPool { pool, _ in
            await #expect(throws: RedisError.server(ServerError(code: "NOGROUP"))) { try await read(pool) }
            try await pool.send(StreamGroup.add(to: "s", ["a": "1"]))
            try await pool.send(group.create)
            #expect(try await read(pool).count == 1)
            await #expect(throws: RedisError.server(ServerError(code: "BUSYGROUP"))) {
                try await pool.send(group.create)
            }
        }
    }

    @Test func aClaimTellsWhatItTookAndWhatWasLost() async throws {
        try await withPool { pool, _ in
            try await pool.send(group.create)
            var ids: [String] = []
            for value in ["1", "2", "3"] {
                ids.append(try await pool.send(StreamGroup.add(to: "s", ["a": "\(value)"])).text!)
            }
            #expect(try await read(pool).count == 3)
            try await pool.send(Command("XDEL", "s", "\(ids[1])"))
            let claim = group.claim(for: "two", idle: .zero, from: "0-0", count: 10)
            let claimed = try await pool.send(claim).claimedEntries()
            #expect(claimed.entries.map(\.id) == [ids[0], ids[2]])
            #expect(claimed.lost == [ids[1]])
            #expect(claimed.next == "0-0")
        }
    }
}
