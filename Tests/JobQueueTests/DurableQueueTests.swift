import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

@Suite(.serialized, .timeLimit(.minutes(1))) struct DurableQueueTests {
    @Test func equalPointersThatWaitAreOneJob() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let added = try await bench.queue.enqueue(pointers(3) + pointers(3))
            #expect(added == 3)
            #expect(try await bench.queue.enqueue(pointers(4)) == 1)
            #expect(try await bench.present() == 4)
        }
    }

    @Test func moreThanOneScriptfulIsTakenIn() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let added = try await bench.queue.enqueue(pointers(1_234))
            #expect(added == 1_234)
            #expect(try await bench.present() == 1_234)
        }
    }

    @Test func aMarkWhoseEntryIsGoneIsNotBelieved() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(2))
            try await bench.pool.send(Command("DEL", "\(bench.queue.settings.prefix):queue:default"))
            #expect(try await bench.queue.enqueue(pointers(2)) == 2)
        }
    }

    @Test func aHintDuringTheRunMakesANewJob() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let pointer = pointers(1)
            try await bench.queue.prepare(bench.catalog.queues)
            try await bench.queue.enqueue(pointer)
            let held = try await bench.queue.read(["default"], for: "me", count: 10, block: .seconds(1))
            #expect(try await bench.queue.enqueue(pointer) == 0)
            guard case .run(attempt: 1, let waited) = try await bench.queue.begin(held)[0] else {
                Issue.record("the first attempt runs")
                return
            }
            #expect(waited < 5_000)
            #expect(try await bench.queue.enqueue(pointer) == 1)
            #expect(try await bench.queue.enqueue(pointer) == 0)
        }
    }

    @Test func aPostponedPointerIsNotAddedAgainAndComesWhenItIsDue() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let queue = bench.queue
            try await queue.prepare(bench.catalog.queues)
            try await queue.enqueue(pointers(1))
            let first = try await queue.read(["default"], for: "me", count: 10, block: .seconds(1))
            _ = try await queue.begin(first)
            let settlement = (delivery: first[0], settlement: Settlement.postpone(.seconds(3_600), counts: true))
            try await queue.settle([settlement])
            // A settlement whose answer was lost is sent again and must change nothing.
            try await queue.settle([settlement])
            #expect(try await queue.enqueue(pointers(1)) == 0)
            #expect(try await queue.promote(bench.catalog.queues) == 0)
            // An hour later.
            let delayed = Argument("\(queue.settings.prefix):delayed:default")
            try await bench.pool.send(Command("ZADD", delayed, "1", Argument(first[0].raw)))
            #expect(try await queue.promote(bench.catalog.queues) == 1)
            #expect(try await queue.enqueue(pointers(1)) == 0)
            let second = try await queue.read(["default"], for: "me", count: 10, block: .seconds(1))
            guard case .run(attempt: 2, _) = try await queue.begin(second)[0] else {
                Issue.record("the failure is remembered")
                return
            }
        }
    }

    @Test func anEntryOfAFailingPointerWaitsForItsRetry() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let queue = bench.queue
            try await queue.prepare(bench.catalog.queues)
            try await queue.enqueue(pointers(1))
            let first = try await queue.read(["default"], for: "me", count: 10, block: .seconds(1))
            _ = try await queue.begin(first)
            #expect(try await queue.enqueue(pointers(1)) == 1)
            try await queue.settle([(first[0], .postpone(.seconds(60), counts: true))])
            let second = try await queue.read(["default"], for: "me", count: 10, block: .seconds(1))
            #expect(try await queue.begin(second) == [.covered])
            try await queue.settle([(second[0], .drop)])
            #expect(try await queue.enqueue(pointers(1)) == 0)
            #expect(try await bench.present() == 1)
        }
    }

    @Test func aHeartbeatKeepsTheLeaseAndNeverStealsItBack() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let queue = bench.queue
            try await queue.prepare(bench.catalog.queues)
            try await queue.enqueue(pointers(1))
            let held = try await queue.read(["default"], for: "one", count: 10, block: .seconds(1))
            let key = Argument("\(queue.settings.prefix):queue:default")
            let silence = Command("XCLAIM", key, "workers", "one", "0", "\(held[0].id)", "IDLE", "60000", "JUSTID")
            try await bench.pool.send(silence)
            #expect(try await queue.heartbeat(held, of: "one").isEmpty)
            let early = try await queue.reclaim(["default"], for: "two", idle: .seconds(30), count: 10)
            #expect(early.deliveries.isEmpty)
            try await bench.pool.send(silence)
            let taken = try await queue.reclaim(["default"], for: "two", idle: .seconds(30), count: 10)
            #expect(taken.deliveries == held)
            #expect(try await queue.heartbeat(held, of: "one") == [held[0].id])
            #expect(try await queue.heartbeat(held, of: "two").isEmpty)
        }
    }

    @Test func aConsumerIsForgottenOnlyWhenItOwnsNothing() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let queue = bench.queue
            try await queue.prepare(["default"])
            try await queue.enqueue(pointers(1))
            #expect(try await queue.read(["default"], for: "owner", count: 1, block: .seconds(1)).count == 1)
            #expect(try await queue.read(["default"], for: "idler", count: 1, block: .milliseconds(1)).isEmpty)
            try await Task.sleep(for: .milliseconds(20))
            try await queue.forgetConsumers(of: ["default", "none"], idle: .milliseconds(5))
            let key = Argument("\(queue.settings.prefix):queue:default")
            let left = try await bench.pool.send(Command("XINFO", "CONSUMERS", key, "workers")).elements
            #expect(left?.map { $0.elements?[1].text } == ["owner"])
        }
    }

    @Test func aSlowRedisHoldsNobodyUp() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(1))
            bench.server.pause()
            for _ in 1...5 {
                let taken = await ContinuousClock().measure {
                    await #expect(throws: RedisError.timeout) {
                        try await bench.queue.enqueue(pointers(5), timeout: .milliseconds(50))
                    }
                }
                #expect(taken < .milliseconds(500))
            }
            bench.server.resume()
            try await bench.queue.enqueue(pointers(5))
        }
    }

    @Test func aFullServerRefusesHintsButLetsTheQueueDrain() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(20))
            try await bench.pool.send(Command("CONFIG", "SET", "maxmemory", "1"))
            await #expect(throws: RedisError.server(ServerError(code: "OOM"))) {
                try await bench.queue.enqueue(pointers(30))
            }
            // The groups must exist beforehand: a full server makes none.
            try await bench.pool.send(Command("CONFIG", "SET", "maxmemory", "0"))
            try await bench.queue.prepare(bench.catalog.queues)
            try await bench.pool.send(Command("CONFIG", "SET", "maxmemory", "1"))
            try await bench.working {
                await bench.record.reaches(20)
                try await bench.eventually("the queue drains") { try await bench.present() == 0 }
            }
        }
    }
}
