import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

@Suite(.serialized, .timeLimit(.minutes(1))) struct LossTests {
    private static let jobs: @Sendable (Record) -> [any Job] = { record in
        [
            ClosureJob(kind: "work", record: record) { _, _ in
                try await Task.sleep(for: .milliseconds(3))
                return .done
            }
        ]
    }

    private func sweeping(_ bench: Bench, _ settings: Sweeper.Settings, _ body: () async throws -> Void) async throws {
        let sweeper = Sweeper(queue: bench.queue, catalog: bench.catalog, settings: settings, logger: Bench.silent)
        let running = Task { await sweeper.run() }
        defer { running.cancel() }
        try await body()
        running.cancel()
        await running.value
    }

    @Test func losingAllOfRedisInMidWorkLosesNothing() async throws {
        try await Bench.with(jobs: Self.jobs) { bench in
            let work = pointers(400)
            bench.record.add(work)
            try await bench.queue.enqueue(work)
            try await sweeping(bench, Sweeper.Settings(interval: .milliseconds(300))) {
                try await bench.working {
                    for total in [50, 150, 250] {
                        await bench.record.reaches(total)
                        try await bench.pool.send(Command("FLUSHALL"))
                    }
                    try await bench.eventually("everything is done") { bench.record.unfinished.isEmpty }
                    try await bench.eventually("the queue is empty") { try await bench.present() == 0 }
                }
            }
            #expect(work.allSatisfy { bench.record.runs(of: $0) >= 1 })
        }
    }

    @Test func aKillOfRedisInMidWorkIsOvercome() async throws {
        try await Bench.with(jobs: Self.jobs) { bench in
            let work = pointers(300)
            bench.record.add(work)
            try await bench.queue.enqueue(work)
            try await sweeping(bench, Sweeper.Settings(interval: .milliseconds(300), directRate: 1)) {
                try await bench.working {
                    await bench.record.reaches(100)
                    bench.server.kill()
                    try bench.server.restart()
                    try await bench.eventually("everything is done") { bench.record.unfinished.isEmpty }
                    try await bench.eventually("the queue is empty") { try await bench.present() == 0 }
                }
            }
        }
    }

    @Test func withoutRedisTheSweeperDoesTheWorkSlowly() async throws {
        try await Bench.with(jobs: Self.jobs) { bench in
            let work = pointers(10)
            bench.record.add(work)
            bench.server.kill()
            let taken = try await ContinuousClock().measure {
                try await sweeping(bench, Sweeper.Settings(interval: .seconds(30), directRate: 20)) {
                    try await bench.eventually("everything is done") { bench.record.unfinished.isEmpty }
                }
            }
            #expect(taken > .milliseconds(400))
            #expect(bench.record.total == 10)
        }
    }

    @Test func aWorkerFindsItsRedisAgainWithoutAnOrder() async throws {
        try await Bench.with(jobs: Self.jobs) { bench in
            bench.server.kill()
            try await bench.working {
                try bench.server.restart()
                try await bench.eventually("a hint is taken") {
                    // Refused until the pool has found the server again.
                    (try? await bench.queue.enqueue(pointers(1))) != nil
                }
                await bench.record.reaches(1)
            }
        }
    }

    @Test func anOutageIsPacedAndNotShouted() async throws {
        let counter = Journal()
        var outage = Outage(of: "test", logger: counter.logger)
        var total = Duration.zero
        for _ in 1...20 { total += outage.failed(.timeout) }
        #expect(counter.notes.count == 1)
        #expect(total > .seconds(15) && total < .seconds(40))
        outage.ended()
        outage.ended()
        #expect(counter.notes.count == 2)
    }
}
