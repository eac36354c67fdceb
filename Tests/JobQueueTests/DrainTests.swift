import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

@Suite(.serialized, .timeLimit(.minutes(1))) struct DrainTests {
    private static func sleeping(_ duration: Duration) -> @Sendable (Record) -> [any Job] {
        { record in
            [
                ClosureJob(kind: "work", record: record) { _, _ in
                    try await Task.sleep(for: duration)
                    return .done
                }
            ]
        }
    }

    @Test func aStopLetsRunningJobsFinishAndTakesNoMore() async throws {
        let gate = StopSignal()
        let job: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", record: record) { _, _ in
                    await gate.sleep(for: .seconds(30))
                    return .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            try await bench.queue.enqueue(pointers(20))
            let worker = bench.worker()
            let running = Task { await worker.run() }
            await bench.record.reaches(4)
            worker.stop()
            gate.set()
            await running.value
            #expect(bench.record.total == 4)
            #expect(try await bench.present() == 16)
            #expect(try await bench.queue.list(JobFilter(states: [.running]), limit: 9).isEmpty)
        }
    }

    @Test func aCancellationDrainsLikeAStop() async throws {
        try await Bench.with(jobs: Self.sleeping(.milliseconds(300))) { bench in
            try await bench.queue.enqueue(pointers(4))
            let running = Task { await bench.worker().run() }
            await bench.record.reaches(4)
            running.cancel()
            await running.value
            #expect(try await bench.present() == 0)
        }
    }

    @Test func whatOutlastsTheDrainIsHandedBackWithoutCostingAnAttempt() async throws {
        try await Bench.with(jobs: Self.sleeping(.seconds(60))) { bench in
            var settings = Bench.impatient
            settings.drainLimit = .milliseconds(100)
            let worker = bench.worker("worker", settings)
            try await bench.queue.enqueue(pointers(4))
            let running = Task { await worker.run() }
            await bench.record.reaches(4)
            worker.stop()
            let taken = await ContinuousClock().measure { await running.value }
            #expect(taken < .seconds(3))
            let handedBack = try await bench.queue.list(limit: 9)
            #expect(handedBack.map(\.state) == [.waiting, .waiting, .waiting, .waiting])
            #expect(handedBack.allSatisfy { $0.attempts == 0 && $0.crashes == 0 })
        }
    }

    @Test func aJobThatIgnoresItsCancellationDoesNotHoldUpTheStop() async throws {
        let job: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", record: record) { _, _ in
                    await Task.detached { try? await Task.sleep(for: .seconds(20)) }.value
                    return .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            var settings = Bench.impatient
            settings.drainLimit = .milliseconds(100)
            let worker = bench.worker("worker", settings)
            try await bench.queue.enqueue(pointers(1))
            let running = Task { await worker.run() }
            await bench.record.reaches(1)
            worker.stop()
            let taken = await ContinuousClock().measure { await running.value }
            #expect(taken < .seconds(5))
            #expect(try await bench.queue.list(JobFilter(states: [.running]), limit: 9).count == 1)
        }
    }
}
