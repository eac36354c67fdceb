import Redis
import RedisTestSupport
import Synchronization
import Testing

@testable import JobQueue

@Suite(.serialized, .timeLimit(.minutes(1))) struct JobWorkerTests {
    private struct Failure: Error {}

    @Test func everyPointerIsRunOnceAndNothingIsLeft() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: JobPolicy(queue: "q"), record: $0)] }) { bench in
            let work = pointers(500)
            bench.record.add(work)
            try await bench.working {
                try await bench.queue.enqueue(work)
                await bench.record.reaches(500)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
            #expect(work.allSatisfy { bench.record.runs(of: $0) == 1 })
            #expect(bench.record.unfinished.isEmpty)
            // Not a trace of the jobs is left.
            #expect(try await bench.leftovers() == [])
        }
    }

    @Test func aFailureIsTriedAgainWithItsAttemptCounted() async throws {
        let attempts = Journal()
        let job: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", record: record) { _, context in
                    attempts.note(context.attempt)
                    if context.attempt < 3 { throw Failure() }
                    return .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            try await bench.working {
                try await bench.queue.enqueue(pointers(1))
                await bench.record.reaches(3)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
            #expect(attempts.notes == [1, 2, 3])
            #expect(try await bench.dead().isEmpty)
        }
    }

    @Test func aPoisonedPointerIsBuriedAsItIsAndKeptOutForAWhile() async throws {
        let job: @Sendable (Record) -> [any Job] = { record in
            let policy = JobPolicy(maxAttempts: 3, backoff: Backoff(base: .milliseconds(5), cap: .milliseconds(5)))
            return [ClosureJob(kind: "work", policy: policy, record: record) { _, _ in throw Failure() }]
        }
        try await Bench.with(jobs: job) { bench in
            let pointer = pointers(1)[0]
            try await bench.working {
                try await bench.queue.enqueue([pointer])
                try await bench.eventually("the pointer is buried") { try await bench.dead().count == 1 }
                #expect(try await bench.queue.enqueue([pointer]) == 0)
            }
            #expect(bench.record.total == 3)
            let dead = try await bench.dead()[0]
            #expect(dead.raw == pointer.encoded)
            #expect(dead.pointer == pointer)
            #expect(dead.reason == "Failure" && dead.attempts == 3)
            #expect(try await bench.present() == 0)
            // The quarantine ends.
            let jobs = Argument("\(bench.queue.settings.prefix):jobs")
            try await bench.pool.send(Command("HSET", jobs, Argument(pointer.encoded), "x 3 0 1 default:1 -"))
            #expect(try await bench.queue.enqueue([pointer]) == 1)
            #expect(try await bench.dead().isEmpty)
        }
    }

    @Test func aJobThatNobodyKnowsIsParkedUntilSomebodyDoes() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let stranger = JobPointer(kind: "later", scope: "s", subject: "1")
            try await bench.working {
                try await bench.queue.enqueue([stranger])
                try await bench.eventually("it is parked") {
                    try await bench.queue.list(JobFilter(states: [.parked]), limit: 9).map(\.pointer) == [stranger]
                }
                #expect(try await bench.queue.enqueue([stranger]) == 0)
            }
            #expect(bench.record.total == 0)
            let newer = JobCatalog([ClosureJob(kind: "later", record: bench.record)])
            let worker = JobWorker(
                name: "newer", queue: bench.queue, catalog: newer, settings: Bench.impatient, logger: Bench.silent)
            let running = Task { await worker.run() }
            await bench.record.reaches(1)
            worker.stop()
            await running.value
            #expect(bench.record.runs(of: stranger) == 1)
            #expect(try await bench.queue.census().parked == 0)
        }
    }

    @Test func bytesThatAreNoPointerAreBuriedAsTheyAre() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            let prefix = bench.queue.settings.prefix
            try await bench.pool.send(Command("RPUSH", "\(prefix):line:odd", Argument([0xFF, 0, 0x0A])))
            try await bench.pool.send(Command("ZADD", "\(prefix):ring:default:1", "0", "odd"))
            try await bench.working {
                try await bench.eventually("they are buried") {
                    try await bench.dead().map(\.raw) == [[0xFF, 0, 0x0A]]
                }
            }
        }
    }

    @Test func theEntriesOfAWorkerThatDiedAreTakenOver() async throws {
        try await Bench.with(jobs: { [ClosureJob(kind: "work", record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(6))
            // What a process leaves that dies after it has begun: leases that nobody keeps.
            #expect(try await bench.take(6, lease: .milliseconds(50)).count == 6)
            try await bench.working {
                await bench.record.reaches(6)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
            #expect(pointers(6).allSatisfy { bench.record.runs(of: $0) == 1 })
        }
    }

    @Test func aPointerThatKillsItsWorkersIsBuriedWithoutAnotherRun() async throws {
        let policy = JobPolicy(maxCrashes: 2)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            try await bench.queue.enqueue(pointers(1))
            #expect(try await bench.take(1, for: "first").map(\.crashes) == [0])
            try await bench.expireLeases()
            #expect(try await bench.take(1, for: "second").map(\.crashes) == [1])
            try await bench.expireLeases()
            try await bench.working {
                try await bench.eventually("the pointer is buried") { try await bench.dead().count == 1 }
            }
            #expect(bench.record.total == 0)
            #expect(try await bench.dead()[0].pointer == pointers(1)[0])
        }
    }

    @Test func whatWasTakenAheadIsHandedBackWhenTheSlotsStayFull() async throws {
        let gate = StopSignal()
        let jobs: @Sendable (Record) -> [any Job] = { record in
            let policy = JobPolicy(priority: .bulk, concurrencyPerScope: 1_000)
            return [
                ClosureJob(kind: "quick", policy: JobPolicy(concurrencyPerScope: 1_000), record: record),
                ClosureJob(kind: "long", policy: policy, record: record) { _, _ in
                    await gate.sleep(for: .seconds(30))
                    return .done
                },
            ]
        }
        try await Bench.with(jobs: jobs) { bench in
            // The quick ones make the worker take ahead; then come long ones, of which it runs four.
            try await bench.queue.enqueue(pointers(100, kind: "long") + pointers(600, kind: "quick"))
            try await bench.working {
                try await bench.eventually("the others wait again") {
                    let long = try await bench.queue.census().kinds.first { $0.kind == "long" }
                    return long?.running == 4 && long?.waiting == 96
                }
                gate.set()
                await bench.record.reaches(700)
            }
        }
    }

    @Test func whatIsCancelledBeforeItsSlotIsFreeIsCancelledThen() async {
        let running = RunningJobs(capacity: 1)
        let gate = StopSignal()
        let journal = Journal()
        let leases = (0..<2).map {
            Lease(raw: [UInt8($0)], token: "1", attempt: 1, crashes: 0, waited: .zero)
        }
        _ = running.start(leases[0], progress: JobProgress(), timeout: .seconds(9)) {
            await gate.sleep(for: .seconds(9))
            _ = running.end(leases[0])
        }
        _ = running.start(leases[1], progress: JobProgress(), timeout: .seconds(9)) {
            journal.note(Task.isCancelled ? 1 : 0)
            _ = running.end(leases[1])
        }
        running.interrupt([leases[1]], .cancelled)
        gate.set()
        while journal.notes.isEmpty { await Task.yield() }
        #expect(journal.notes == [1])
    }

    @Test func aSleeperOfNoTimeWakes() async {
        let signal = StopSignal()
        for _ in 1...5_000 { await signal.sleep(for: .nanoseconds(1)) }
    }

    @Test func aLongJobKeepsItsLease() async throws {
        let job: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", record: record) { _, _ in
                    try await Task.sleep(for: .milliseconds(3_500))
                    return .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            var settings = Bench.impatient
            settings.lease = .milliseconds(1_500)
            let second = bench.worker("second", settings)
            let running = Task { await second.run() }
            try await bench.working(settings) {
                try await bench.queue.enqueue(pointers(2))
                await bench.record.reaches(2)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
            second.stop()
            await running.value
            #expect(bench.record.total == 2)
        }
    }

    @Test func aJobThatTakesTooLongIsCancelledAndTriedAgain() async throws {
        let job: @Sendable (Record) -> [any Job] = { record in
            let backoff = Backoff(base: .milliseconds(5), cap: .milliseconds(5))
            let policy = JobPolicy(maxAttempts: 2, timeout: .milliseconds(100), backoff: backoff)
            return [
                ClosureJob(kind: "work", policy: policy, record: record) { _, _ in
                    try await Task.sleep(for: .seconds(60))
                    return .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            try await bench.working {
                try await bench.queue.enqueue(pointers(1))
                try await bench.eventually("the pointer is buried") { try await bench.dead().count == 1 }
            }
            #expect(bench.record.total == 2)
            #expect(try await bench.dead()[0].reason == "timed out")
        }
    }

    @Test func aSnoozeIsNoAttempt() async throws {
        let attempts = Journal()
        let job: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", policy: JobPolicy(maxAttempts: 1), record: record) { _, context in
                    attempts.note(context.attempt)
                    return attempts.notes.count < 4 ? .snooze(for: .milliseconds(5)) : .done
                }
            ]
        }
        try await Bench.with(jobs: job) { bench in
            try await bench.working {
                try await bench.queue.enqueue(pointers(1))
                await bench.record.reaches(4)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
            #expect(attempts.notes == [1, 1, 1, 1])
            #expect(try await bench.dead().isEmpty)
        }
    }
}

/// What jobs of a test wrote down, in order.
final class Journal: Sendable {
    private let state = Mutex<[Int]>([])

    var notes: [Int] { state.withLock { $0 } }

    func note(_ number: Int) { state.withLock { $0.append(number) } }
}
