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

    @Test func aRecordIsNotBelievedWhenWhatItStandsForIsGone() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let (waiting, delayed, running) = (pointers(3)[0], pointers(3)[1], pointers(3)[2])
            try await bench.queue.enqueue([running])
            _ = try await bench.take(1)
            try await bench.queue.enqueue([waiting])
            try await bench.queue.enqueue([delayed], after: .seconds(60))
            #expect(try await bench.queue.enqueue([waiting, delayed]) == 0)
            let prefix = bench.queue.settings.prefix
            for key in ["line:work:s0", "delayed:work", "leases", "held:work:s2"] {
                #expect(try await bench.pool.send(Command("DEL", "\(prefix):\(key)")) == .integer(1))
            }
            #expect(try await bench.queue.enqueue([waiting, delayed, running]) == 3)
            #expect(try await Set(bench.take(3).map(\.pointer)) == [waiting, delayed, running])
        }
    }

    @Test func aLineWhoseRingIsGoneIsServedAfterTheNextHint() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(1))
            try await bench.pool.send(Command("DEL", "\(bench.queue.settings.prefix):ring:default:1"))
            #expect(try await bench.take(1).isEmpty)
            #expect(try await bench.queue.enqueue(pointers(1)) == 0)
            #expect(try await bench.take(1).count == 1)
        }
    }

    @Test func aLineFollowsItsKindIntoAnotherQueue() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: JobPolicy(queue: "old"), record: $0)] }) {
            bench in
            try await bench.queue.enqueue(pointers(1))
            let newer = JobCatalog([ClosureJob(kind: "work", policy: JobPolicy(queue: "new"), record: bench.record)])
            let queue = DurableQueue(
                pool: bench.pool, settings: .init(prefix: bench.queue.settings.prefix, routes: newer.routes))
            func take() async throws -> Int {
                try await queue.take(1, for: "w", lease: .seconds(9), limits: newer.limits, rings: newer.rings).count
            }
            #expect(try await take() == 0, "no worker serves the old queue any more")
            #expect(try await queue.enqueue(pointers(1), timeout: .seconds(2)) == 0)
            #expect(try await take() == 1)
        }
    }

    @Test func aHintDuringTheRunAsksForOneMoreRunAfterIt() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let pointer = pointers(1)
            try await bench.queue.enqueue(pointer)
            let held = try await bench.take(10)
            #expect(held.map(\.attempt) == [1])
            #expect(held[0].waited < .seconds(5))
            #expect(try await bench.queue.enqueue(pointer) == 1)
            #expect(try await bench.queue.enqueue(pointer) == 0)
            #expect(try await bench.take(10).isEmpty, "two runs of one pointer never go side by side")
            #expect(try await bench.queue.settle([(held[0], .finish)]) == 0)
            #expect(try await bench.take(10).map(\.attempt) == [1])
        }
    }

    @Test func aHintDuringTheRunOfWorkThatIsWholeAsksForNothing() async throws {
        let policy = JobPolicy(uniqueness: .untilDone)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(1))
            let held = try await bench.take(10)
            #expect(try await bench.queue.enqueue(pointers(1)) == 0)
            #expect(try await bench.queue.settle([(held[0], .finish)]) == 0)
            #expect(try await bench.present() == 0)
        }
    }

    @Test func aPostponedPointerIsNotAddedAgainAndComesWhenItIsDue() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let queue = bench.queue
            try await queue.enqueue(pointers(1))
            let first = try await bench.take(10)
            let settlement = (lease: first[0], settlement: Settlement.postpone(.seconds(3_600), counts: true))
            #expect(try await queue.settle([settlement]) == 0)
            // A settlement whose answer was lost is sent again and must change nothing.
            #expect(try await queue.settle([settlement]) == 1)
            #expect(try await queue.enqueue(pointers(1)) == 0)
            #expect(try await queue.promote() == 0)
            // An hour later.
            let delayed = Argument("\(queue.settings.prefix):delayed:work")
            try await bench.pool.send(Command("ZADD", delayed, "1", Argument(first[0].raw)))
            #expect(try await queue.promote() == 1)
            #expect(try await queue.enqueue(pointers(1)) == 0)
            #expect(try await bench.take(10).map(\.attempt) == [2], "the failure is remembered")
        }
    }

    @Test func aDelayedPointerComesWhenItIsDue() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            #expect(try await bench.queue.enqueue(pointers(2), after: .milliseconds(300)) == 2)
            #expect(try await bench.take(10).isEmpty)
            let begun = ContinuousClock.now
            try await bench.working { await bench.record.reaches(2) }
            #expect(begun.duration(to: .now) > .milliseconds(200))
        }
    }

    @Test func aHeartbeatKeepsTheLeaseAndNeverStealsItBack() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let queue = bench.queue
            func beat(_ lease: Lease, of worker: String) async throws -> [LeaseState] {
                try await queue.heartbeat([Heartbeat(lease: lease, progress: nil)], of: worker, lease: .seconds(30))
            }
            try await queue.enqueue(pointers(1))
            let held = try await bench.take(1, for: "one")
            try await bench.expireLeases()
            #expect(try await beat(held[0], of: "one") == [.kept])
            #expect(try await bench.take(1, for: "two").isEmpty)
            try await bench.expireLeases()
            let taken = try await bench.take(1, for: "two")
            #expect(taken.map(\.pointer) == held.map(\.pointer))
            #expect(taken.map(\.attempt) == [1] && taken.map(\.crashes) == [1])
            #expect(try await beat(held[0], of: "one") == [.lost])
            #expect(try await beat(taken[0], of: "two") == [.kept])
        }
    }

    @Test(arguments: [
        Settlement.finish, .handBack, .postpone(.zero, counts: false), .postpone(.seconds(9), counts: true),
        .bury(reason: "r", attempts: 1), .park, .cancel,
    ])
    func whoeverLostTheLeaseChangesNothing(settlement: Settlement) async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(1))
            let zombie = try await bench.take(1, for: "zombie")
            try await bench.expireLeases()
            let heir = try await bench.take(1, for: "heir")
            #expect(try await bench.queue.settle([(zombie[0], settlement)]) == 1)
            let job = try #require(try await bench.queue.find(pointers(1)[0]))
            #expect(job.state == .running && job.worker == "heir")
            #expect(try await bench.queue.settle([(heir[0], .finish)]) == 0)
            #expect(try await bench.leftovers() == [])
            // Not even a heartbeat brings its run back.
            let beat = [Heartbeat(lease: zombie[0], progress: nil)]
            #expect(try await bench.queue.heartbeat(beat, of: "zombie", lease: .seconds(30)) == [.lost])
            #expect(try await bench.leftovers() == [])
        }
    }

    @Test func aRunThatRedisForgotIsWrittenDownAgainByItsHeartbeat() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(2))
            let held = try await bench.take(2)
            try await bench.pool.send(Command("FLUSHALL"))
            // The sweeper was quicker for the first of them.
            try await bench.queue.enqueue([pointers(2)[0]])
            let beats = held.map { Heartbeat(lease: $0, progress: .init(done: 1, total: 3)) }
            #expect(try await bench.queue.heartbeat(beats, of: "me", lease: .seconds(30)) == [.kept, .kept])
            #expect(try await bench.take(2).isEmpty)
            let running = try await bench.queue.list(JobFilter(states: [.running]), limit: 9)
            #expect(running.count == 2 && running.allSatisfy { $0.progress?.done == 1 && $0.progress?.total == 3 })
            #expect(try await bench.queue.settle(held.map { ($0, .finish) }) == 0)
            #expect(try await bench.take(2).map(\.pointer) == [pointers(2)[0]], "its hint asked for one more run")
        }
    }

    @Test func whatIsHandedBackComesFirstAndIsNoAttempt() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let line = (0..<3).map { JobPointer(kind: "work", scope: "s", subject: "\($0)") }
            try await bench.queue.enqueue(line)
            let first = try await bench.take(1)
            #expect(try await bench.queue.settle([(first[0], .handBack)]) == 0)
            #expect(try await bench.queue.enqueue(line) == 0, "all of them stand in the line")
            let taken = try await bench.take(3)
            #expect(taken.map(\.pointer) == line && taken.map(\.attempt) == [1, 1, 1])
        }
    }

    @Test func aClockPutBackDoublesNothing() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let line = (0..<2).map { JobPointer(kind: "work", scope: "s", subject: "\($0)") }
            try await bench.queue.enqueue([line[0]])
            let jobs = Argument("\(bench.queue.settings.prefix):jobs")
            try await bench.pool.send(
                Command("HSET", jobs, Argument(line[0].encoded), "w 0 0 9999999999999999 default:1 -"))
            try await bench.queue.enqueue([line[1]])
            #expect(try await bench.queue.enqueue(line) == 0)
            #expect(try await bench.take(3).map(\.pointer) == line)
        }
    }

    @Test func moreEndsThanAScriptCanSpreadAreWrittenDown() async throws {
        let policy = JobPolicy(concurrencyPerScope: 100_000)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(9_000), timeout: .seconds(20))
            var held: [Lease] = []
            while held.count < 9_000 { held += try await bench.take(500) }
            #expect(try await bench.queue.settle(held.map { ($0, .finish) }) == 0)
            #expect(try await bench.leftovers() == [])
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
}
