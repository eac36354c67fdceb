import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

@Suite(.serialized, .timeLimit(.minutes(1))) struct FairnessTests {
    private func work(_ count: Int, scope: String, kind: String = "work") -> [JobPointer] {
        (0..<count).map { JobPointer(kind: kind, scope: scope, subject: "\($0)") }
    }

    @Test func aLongLineMakesOnlyItselfWait() async throws {
        let policy = JobPolicy(concurrencyPerScope: 100)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            try await bench.queue.enqueue(work(20_000, scope: "long"))
            try await bench.queue.enqueue(work(3, scope: "short"))
            let taken = try await bench.take(8).compactMap(\.pointer?.scope)
            #expect(taken.count == 8)
            #expect(taken.filter { $0 == "short" }.count == 3)
        }
    }

    @Test func linesAreServedInTurn() async throws {
        let policy = JobPolicy(concurrencyPerScope: 100)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            for scope in ["a", "b", "c"] { try await bench.queue.enqueue(work(10, scope: scope)) }
            var served: [String] = []
            for _ in 0..<6 { served += try await bench.take(1).compactMap(\.pointer?.scope) }
            #expect(served == ["a", "b", "c", "a", "b", "c"])
        }
    }

    @Test func noScopeHasMoreRunsThanItsLimitWhateverTheNumberOfWorkers() async throws {
        let policy = JobPolicy(concurrencyPerScope: 2)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            try await bench.queue.enqueue(work(10, scope: "a") + work(10, scope: "b"))
            let held = try await bench.take(16, for: "one") + bench.take(16, for: "two")
            #expect(held.filter { $0.pointer?.scope == "a" }.count == 2)
            #expect(held.filter { $0.pointer?.scope == "b" }.count == 2)
            // Each end makes room for one, in the same line.
            let ended = try #require(held.first { $0.pointer?.scope == "b" })
            #expect(try await bench.queue.settle([(ended, .finish)]) == 0)
            #expect(try await bench.take(16).compactMap(\.pointer?.scope) == ["b"])
        }
    }

    @Test func theUrgentIsTakenFirstAndNothingWaitsForEver() async throws {
        let jobs: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "now", policy: JobPolicy(priority: .urgent, concurrencyPerScope: 900), record: record),
                ClosureJob(kind: "soon", policy: JobPolicy(concurrencyPerScope: 900), record: record),
                ClosureJob(kind: "later", policy: JobPolicy(priority: .bulk, concurrencyPerScope: 900), record: record),
            ]
        }
        try await Bench.with(jobs: jobs) { bench in
            for kind in ["later", "soon", "now"] {
                try await bench.queue.enqueue(work(400, scope: "s", kind: kind))
            }
            #expect(try await bench.take(300).allSatisfy { $0.pointer?.kind == "now" })
            #expect(
                try await bench.take(200).compactMap(\.pointer?.kind) == Array(repeating: "now", count: 100)
                    + Array(repeating: "soon", count: 100))
            // A worker of one slot, with the urgent without end.
            try await bench.queue.enqueue(work(500, scope: "t", kind: "now"))
            var settings = Bench.impatient
            settings.concurrency = 1
            try await bench.working(settings) {
                try await bench.eventually("the last one is served too") {
                    bench.record.runs(of: JobPointer(kind: "later", scope: "s", subject: "0")) == 1
                }
                #expect(bench.record.total < 400)
            }
        }
    }
}
