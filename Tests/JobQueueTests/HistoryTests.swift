import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

/// Random histories of everything that can happen to a queue, beside the model.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HistoryTests {
    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func theQueueIsWhatTheModelIs(seed: UInt64) async throws {
        let policy = JobPolicy(concurrencyPerScope: 2)
        try await Bench.with(jobs: { [ClosureJob(kind: "work", policy: policy, record: $0)] }) { bench in
            var history = History(bench: bench, seed: seed)
            for step in 1...500 {
                let what = try await history.step()
                try await history.compare("seed \(seed), step \(step): \(what)")
            }
            #expect(history.late > 0 && history.takenOver > 0)
        }
    }
}

/// One queue and its model, driven by one seed.
private struct History {
    let bench: Bench
    var model = QueueModel(limit: 2)
    var held: [Lease] = []
    var lost: [Lease] = []
    var late = 0
    var takenOver = 0
    private var random: Splitmix

    init(bench: Bench, seed: UInt64) {
        self.bench = bench
        random = Splitmix(state: seed)
    }

    private mutating func anyPointer() -> JobPointer {
        JobPointer(
            kind: "work", scope: "s\(Int.random(in: 0..<3, using: &random))",
            subject: "\(Int.random(in: 0..<6, using: &random))")
    }

    private mutating func anySettlement() -> Settlement {
        [
            .finish, .finish, .finish, .handBack, .postpone(.zero, counts: false),
            .postpone(.seconds(90), counts: true),
            .bury(reason: "r", attempts: 1), .park, .cancel,
        ].randomElement(using: &random) ?? .finish
    }

    /// Does one thing to both; answers what.
    mutating func step() async throws -> String {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7: return try await enqueue()
        case 7..<11: return try await take()
        case 11..<15: return try await settle()
        case 15: return try await settleLate()
        case 16: return try await takeOver()
        case 17: return try await cancel()
        case 18: return try await retry()
        default: return try await promote()
        }
    }

    private mutating func enqueue() async throws -> String {
        let (pointer, isDelayed) = (anyPointer(), Int.random(in: 0..<5, using: &random) == 0)
        let added = try await bench.queue.enqueue([pointer], after: isDelayed ? .seconds(90) : .zero)
        let expected = model.enqueue(pointer, delayed: isDelayed)
        #expect(added == expected)
        return "enqueue \(pointer)"
    }

    private mutating func take() async throws -> String {
        let count = Int.random(in: 1..<6, using: &random)
        let expected = min(count, model.available)
        let taken = try await bench.take(count)
        #expect(taken.count == expected)
        for lease in taken {
            let pointer = try #require(lease.pointer)
            let isRight = model.take(pointer, attempt: lease.attempt)
            #expect(isRight, "\(pointer) is not to be taken now")
        }
        held += taken
        return "take \(count)"
    }

    private mutating func settle() async throws -> String {
        guard let index = held.indices.randomElement(using: &random) else { return "nothing" }
        let lease = held.remove(at: index)
        let settlement = anySettlement()
        #expect(try await bench.queue.settle([(lease, settlement)]) == 0)
        model.settle(try #require(lease.pointer), settlement)
        lost.append(lease)
        return "settle \(settlement)"
    }

    /// Whoever has lost or settled a lease changes nothing any more.
    private mutating func settleLate() async throws -> String {
        guard let lease = lost.randomElement(using: &random) else { return "nothing" }
        let settlement = anySettlement()
        #expect(try await bench.queue.settle([(lease, settlement)]) == 1)
        late += 1
        return "settle late \(settlement)"
    }

    private mutating func takeOver() async throws -> String {
        try await bench.expireLeases()
        let old = held
        held = try await bench.take(100, for: "heir")
        lost += old
        takenOver += held.count
        model.takeOver()
        // Those taken over come first; the rest is taken from the lines.
        let over = Set(old.compactMap(\.pointer))
        for lease in held {
            let pointer = try #require(lease.pointer)
            if over.contains(pointer) && lease.crashes > 0 { continue }
            let isRight = model.take(pointer, attempt: lease.attempt)
            #expect(isRight, "\(pointer) is not to be taken now")
        }
        #expect(model.available == 0)
        return "take over"
    }

    private mutating func cancel() async throws -> String {
        let pointer = anyPointer()
        let expected = model.cancel(pointer)
        #expect(try await bench.queue.cancel(pointer) == expected)
        return "cancel \(pointer)"
    }

    private mutating func retry() async throws -> String {
        let pointer = anyPointer()
        let expected = model.retry(pointer)
        #expect(try await bench.queue.retry(pointer) == expected)
        return "retry \(pointer)"
    }

    private mutating func promote() async throws -> String {
        let key = Argument("\(bench.queue.settings.prefix):delayed:work")
        let order = try await bench.pool.send(Command("ZRANGE", key, "0", "-1")).elements ?? []
        for (at, pointer) in order.enumerated() {
            try await bench.pool.send(Command("ZADD", key, Argument(at), Argument(pointer.bytes ?? [])))
        }
        #expect(try await bench.queue.promote() == order.count)
        model.promote(order.compactMap { $0.text.flatMap(JobPointer.init) })
        return "promote"
    }

    /// Every job, its state and its attempts; and that nothing is left over in Redis.
    func compare(_ what: String) async throws {
        let listed = try await bench.queue.list(limit: 1_000)
        #expect(listed.count == model.jobs.count, "\(what)")
        for job in listed {
            let pointer = try #require(job.pointer)
            let isSame =
                switch (model.jobs[pointer], job.state) {
                case (.waiting, .waiting), (.delayed, .delayed), (.dead, .dead), (.parked, .parked): true
                case (.running(let again, let cancelled, _), .running):
                    job.runsAgain == again && job.isCancelRequested == cancelled
                default: false
                }
            #expect(isSame, "\(what): \(pointer) is \(job.state), the model says \(model.jobs[pointer] as Any)")
            if job.state != .dead && job.state != .parked {
                #expect(job.attempts == model.attempts[pointer], "\(what): \(pointer)")
            }
        }
        let census = try await bench.queue.census()
        let counted = census.kinds.reduce(census.parked) { $0 + $1.waiting + $1.running + $1.delayed + $1.dead }
        #expect(counted == model.jobs.count, "\(what)")
    }
}

/// Small, seeded and the same everywhere.
private struct Splitmix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
