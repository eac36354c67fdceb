import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

@Suite(.serialized, .timeLimit(.minutes(1))) struct ControlTests {
    @Test func whatWaitsIsCancelledAtOnce() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue([pointers(2)[0]])
            try await bench.queue.enqueue([pointers(2)[1]], after: .seconds(60))
            for pointer in pointers(2) {
                #expect(try await bench.queue.cancel(pointer) == .removed)
                #expect(try await bench.queue.cancel(pointer) == .absent)
            }
            #expect(try await bench.leftovers() == [])
        }
    }

    @Test func whatRunsIsToldAndEndsAsCancelled() async throws {
        let job: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", record: record) { _, context in
                    context.progress(done: 1, of: 2)
                    try await Task.sleep(for: .seconds(60))
                    return .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            try await bench.working {
                try await bench.queue.enqueue(pointers(1))
                await bench.record.reaches(1)
                try await bench.eventually("its progress is seen") {
                    try await bench.queue.find(pointers(1)[0])?.progress?.total == 2
                }
                #expect(try await bench.queue.cancel(pointers(1)[0]) == .requested)
                try await bench.eventually("it is gone") { try await bench.queue.find(pointers(1)[0]) == nil }
            }
            #expect(bench.record.total == 1)
            #expect(try await bench.leftovers() == [])
        }
    }

    @Test func aCancelledRunWhoseWorkerDiedDoesNotComeBack() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(1))
            #expect(try await bench.take(1).count == 1)
            #expect(try await bench.queue.cancel(pointers(1)[0]) == .requested)
            try await bench.expireLeases()
            #expect(try await bench.take(1).isEmpty)
            #expect(try await bench.queue.find(pointers(1)[0]) == nil)
        }
    }

    @Test func theDeadAreTriedAgainOnRequest() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(2))
            for lease in try await bench.take(2) {
                _ = try await bench.queue.settle([(lease, .bury(reason: "no such file", attempts: 1))])
            }
            let census = try await bench.queue.census().kinds
            #expect(census.map(\.dead) == [2] && census.map(\.waiting) == [0])
            let dead = try await bench.dead()
            #expect(dead.map(\.reason) == ["no such file", "no such file"])
            #expect(try await bench.queue.retry(pointers(2)[0]) == .waiting)
            #expect(try await bench.queue.retry(pointers(2)[0]) == .needless)
            #expect(try await bench.queue.retry(pointers(3)[2]) == .absent)
            #expect(try await bench.queue.cancel(pointers(2)[1]) == .removed)
            #expect(try await bench.take(2).map(\.attempt) == [1])
            #expect(try await bench.dead().isEmpty)
        }
    }

    @Test func aPauseLetsNothingBeginAndEverythingEnd() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(2))
            let held = try await bench.take(1)
            try await bench.queue.pause()
            #expect(try await bench.queue.isPaused())
            #expect(try await bench.take(1).isEmpty)
            #expect(try await bench.queue.settle([(held[0], .finish)]) == 0)
            try await bench.working {
                try await Task.sleep(for: .milliseconds(150))
                #expect(bench.record.total == 0)
                try await bench.queue.resume()
                await bench.record.reaches(1)
            }
        }
    }

    @Test func jobsAreListedByStateKindAndScope() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(7))
            try await bench.queue.enqueue(pointers(2, kind: "works"), after: .seconds(60))
            _ = try await bench.take(1)
            func listed(_ states: [JobState], _ kind: String?, _ scope: String?) async throws -> Int {
                try await bench.queue.list(JobFilter(states: states, kind: kind, scope: scope), limit: 100).count
            }
            #expect(try await listed(JobState.allCases, nil, nil) == 9)
            #expect(try await listed([.waiting], nil, nil) == 6)
            #expect(try await listed([.running], nil, nil) == 1)
            #expect(try await listed([.delayed], nil, nil) == 2)
            #expect(try await listed(JobState.allCases, "work", nil) == 7)
            #expect(try await listed(JobState.allCases, "work", "s1") == 2)
            #expect(try await listed(JobState.allCases, "works", "s1") == 1)
            #expect(try await bench.queue.list(limit: 4).count == 4)
        }
    }
}
