import Foundation
import Redis
import RedisTestSupport
import Testing

/// A server that greets like Redis and then answers every request with the same bytes.
private func withHostileServer(
    _ answer: [UInt8], options: RedisOptions = RedisOptions(), _ body: (RedisConnection) async throws -> Void
) async throws {
    let listener = try LoopbackListener { peer in
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var next = Array("*1\r\n$6\r\nmaster\r\n".utf8)
        while read(peer, &buffer, buffer.count) > 0 {
            guard send(peer, next, next.count, Int32(MSG_NOSIGNAL)) == next.count else { return }
            next = answer
        }
    }
    defer { listener.close() }
    let endpoint = try RedisEndpoint("redis://127.0.0.1:\(listener.port)")
    try await body(try await RedisConnection.open(endpoint, options: options))
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct HostileServerTests {
    private static let limits = RedisOptions(limits: ReplyLimits(bytes: 100_000, elements: 1_000, depth: 3))

    @Test(arguments: [
        "*2000000000\r\n", "*1001\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
        "*3\r\n*500\r\n" + String(repeating: ":1\r\n", count: 500) + "*500\r\n",
        "$1000000\r\n" + String(repeating: "x", count: 200_000),
    ])
    func anAnswerOverTheCapsIsRefusedBeforeItFillsTheMemory(answer: String) async throws {
        try await withHostileServer(Array(answer.utf8), options: Self.limits) { connection in
            await #expect(throws: RedisError.replyTooLarge) { try await connection.send(Command("PING")) }
            #expect(!connection.isUsable)
        }
    }

    @Test(arguments: ["*1000\r\n" + String(repeating: ":1\r\n", count: 1_000), "*1\r\n*1\r\n*1\r\n:1\r\n"])
    func anAnswerWithinTheCapsIsRead(answer: String) async throws {
        try await withHostileServer(Array(answer.utf8), options: Self.limits) { connection in
            for _ in 1...3 {
                let reply = try await connection.send(Command("PING"))
                #expect(reply.elements != nil)
            }
        }
    }

    @Test(arguments: ["?what\r\n", "*-5\r\n", "$x\r\n", "+PONG\r\n+PONG\r\n", ":1\r\n:"])
    func anAnswerOutOfStepEndsTheConnection(answer: String) async throws {
        try await withHostileServer(Array(answer.utf8)) { connection in
            await #expect(throws: RedisError.malformedReply) { try await connection.send(Command("PING")) }
            #expect(!connection.isUsable)
        }
    }

    @Test func wordsNobodyAskedForMakeAnIdleConnectionUnusable() async throws {
        let listener = try LoopbackListener { peer in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            for answer in ["*1\r\n$6\r\nmaster\r\n", "+PONG\r\n"] where read(peer, &buffer, buffer.count) > 0 {
                _ = send(peer, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
            }
        }
        defer { listener.close() }
        let connection = try await RedisConnection.open(try RedisEndpoint("redis://127.0.0.1:\(listener.port)"))
        #expect(try await connection.send(Command("PING")) == .status("PONG"))
        // The peer closes now; its end is the word nobody asked for.
        let deadline = ContinuousClock.now + .seconds(5)
        while connection.isUsable && ContinuousClock.now < deadline { await Task.yield() }
        #expect(!connection.isUsable)
    }

    @Test func aPeerThatNeverAnswersIsGivenUpInTime() async throws {
        let listener = try LoopbackListener { peer in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while read(peer, &buffer, buffer.count) > 0 {}
        }
        defer { listener.close() }
        let endpoint = try RedisEndpoint("redis://127.0.0.1:\(listener.port)")
        let taken = await duration {
            await #expect(throws: RedisError.timeout) {
                _ = try await RedisConnection.open(endpoint, options: RedisOptions(connectTimeout: .milliseconds(200)))
            }
        }
        #expect(taken < .seconds(2))
    }
}
