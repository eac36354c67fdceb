import Logging
import Redis
import RedisTestSupport
import Synchronization
import Testing

@testable import JobQueue

/// The record of a test: which pointers are unfinished, and how often each was run.
final class Record: Sendable {
    private struct State {
        var unfinished: [JobPointer] = []
        var runs: [JobPointer: Int] = [:]
        var watchers: [(total: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var total = 0
    }

    private let state = Mutex(State())

    var unfinished: [JobPointer] { state.withLock { $0.unfinished } }
    var total: Int { state.withLock { $0.total } }

    func runs(of pointer: JobPointer) -> Int { state.withLock { $0.runs[pointer] ?? 0 } }

    func add(_ pointers: [JobPointer]) { state.withLock { $0.unfinished += pointers } }

    func finish(_ pointer: JobPointer) { state.withLock { $0.unfinished.removeAll { $0 == pointer } } }

    /// To be called by the job at each run.
    func ran(_ pointer: JobPointer) {
        let total = state.withLock { state in
            state.runs[pointer, default: 0] += 1
            state.total += 1
            return state.total
        }
        wake { $0 <= total }
    }

    /// Returns once so many runs have begun; records an issue when they have not within twenty seconds.
    func reaches(_ total: Int, location: SourceLocation = #_sourceLocation) async {
        let alarm = Task {
            try await Task.sleep(for: .seconds(20))
            Issue.record("\(total) runs were expected", sourceLocation: location)
            wake { _ in true }
        }
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.total < total { state.watchers.append((total, continuation)) }
                return state.total >= total
            }
            if isReady { continuation.resume() }
        }
        alarm.cancel()
    }

    private func wake(_ condition: (Int) -> Bool) {
        let ready = state.withLock { state in
            let ready = state.watchers.filter { condition($0.total) }
            state.watchers.removeAll { condition($0.total) }
            return ready
        }
        for watcher in ready { watcher.continuation.resume() }
    }
}

/// A job that is what its closure is.
struct ClosureJob: Job {
    let kind: String
    var aliases: [String] = []
    var policy = JobPolicy(timeout: .seconds(30), backoff: Backoff(base: .milliseconds(20), cap: .milliseconds(50)))
    let record: Record
    var work: @Sendable (JobPointer, JobContext) async throws -> JobOutcome = { _, _ in .done }

    func run(_ pointer: JobPointer, context: JobContext) async throws -> JobOutcome {
        record.ran(pointer)
        let outcome = try await work(pointer, context)
        if outcome == .done { record.finish(pointer) }
        return outcome
    }

    func pending() async throws -> [JobPointer] { record.unfinished.filter { $0.kind == kind } }
}

/// A server, a pool and a queue of one test.
struct Bench: Sendable {
    let server: RedisServer
    let pool: RedisPool
    let queue: DurableQueue
    let catalog: JobCatalog
    let record: Record

    static let impatient = JobWorker.Settings(
        concurrency: 4, lease: .milliseconds(600), block: .milliseconds(100), upkeepInterval: .milliseconds(20),
        drainLimit: .seconds(5))

    static func with(
        server options: [String] = [], jobs: (Record) -> [any Job],
        _ body: (Bench) async throws -> Void
    ) async throws {
        let record = Record()
        let catalog = JobCatalog(jobs(record))
        try await RedisServer.with(options: options) { server in
            let pool = RedisPool(try RedisEndpoint(server.url), options: .init(size: 8))
            let settings = DurableQueue.Settings(
                prefix: "t\(UInt32.random(in: .min ... .max))", routes: catalog.routes, enqueueTimeout: .seconds(2),
                quarantine: .seconds(60))
            let queue = DurableQueue(pool: pool, settings: settings)
            try await body(Bench(server: server, pool: pool, queue: queue, catalog: catalog, record: record))
            await pool.shutdown()
        }
    }

    func worker(_ name: String = "worker", _ settings: JobWorker.Settings = impatient) -> JobWorker {
        JobWorker(name: name, queue: queue, catalog: catalog, settings: settings, logger: Self.silent)
    }

    /// Runs `body` beside a worker, which is drained afterwards.
    func working(_ settings: JobWorker.Settings = impatient, _ body: () async throws -> Void) async throws {
        let worker = worker("worker", settings)
        let running = Task { await worker.run() }
        defer { worker.stop() }
        try await body()
        worker.stop()
        await running.value
    }

    /// What waits, runs, or waits for its time.
    func present() async throws -> Int {
        try await queue.census().kinds.reduce(0) { $0 + $1.waiting + $1.running + $1.delayed }
    }

    func dead() async throws -> [QueuedJob] {
        try await queue.list(JobFilter(states: [.dead]), limit: 100)
    }

    /// Takes as a worker of that name would, which then does nothing with it.
    func take(_ count: Int, for worker: String = "holder", lease: Duration = .seconds(30)) async throws -> [Lease] {
        try await queue.take(
            count, for: worker, lease: lease, limits: catalog.limits, rings: catalog.rings)
    }

    /// Lets all leases run out, as if their time had passed.
    func expireLeases() async throws {
        let key = Argument("\(queue.settings.prefix):leases")
        for pointer in try await pool.send(Command("ZRANGE", key, "0", "-1")).elements ?? [] {
            try await pool.send(Command("ZADD", key, "1", Argument(pointer.bytes ?? [])))
        }
    }

    /// Waits until `condition` holds; records an issue when it does not within ten seconds.
    func eventually(
        _ what: Comment, location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record(what, sourceLocation: location)
    }

    /// What is left of the queue in Redis, in words.
    func keys() async throws -> [String] {
        let all = try await pool.send(Command("KEYS", "*")).elements?.compactMap(\.text) ?? []
        return all.map { String($0.dropFirst(queue.settings.prefix.count + 1)) }.sorted()
    }

    /// The same without what may stay: bells, the names of kinds, since when the data are.
    func leftovers() async throws -> [String] {
        try await keys().filter { !$0.hasPrefix("bell:") && $0 != "kinds" && $0 != "generation" }
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

func pointers(_ count: Int, kind: String = "work") -> [JobPointer] {
    (0..<count).map { JobPointer(kind: kind, scope: "s\($0 % 3)", subject: "\($0)") }
}
