import Redis
import RedisTestSupport
import Testing

@testable import JobQueue

/// What a server may do to its queues; whatever it is, each pointer's work gets done.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ServerTroubleTests {
    private static let jobs: @Sendable (Record) -> [any Job] = { record in
        [
            ClosureJob(kind: "work", record: record) { _, _ in
                try await Task.sleep(for: .milliseconds(2))
                return .done
            }
        ]
    }

    /// Lets a worker and a sweeper work through `count` pointers while `trouble` comes over the server.
    private func overcome(
        _ count: Int = 400, server options: [String] = [], prepare: (Bench) async throws -> Void = { _ in },
        _ trouble: (Bench) async throws -> Void
    ) async throws {
        try await Bench.with(server: options, jobs: Self.jobs) { bench in
            try await prepare(bench)
            let work = pointers(count)
            bench.record.add(work)
            try await bench.queue.enqueue(work)
            let sweeper = Sweeper(
                queue: bench.queue, catalog: bench.catalog,
                settings: .init(interval: .milliseconds(300), directRate: 1), logger: Bench.silent)
            let sweeping = Task { await sweeper.run() }
            defer { sweeping.cancel() }
            try await bench.working {
                await bench.record.reaches(count / 4)
                try await trouble(bench)
                try await bench.eventually("everything is done") { bench.record.unfinished.isEmpty }
                try await bench.eventually("the queue is empty") { try await bench.present() == 0 }
            }
            sweeping.cancel()
            await sweeping.value
        }
    }

    @Test func allOfItIsDroppedAgainAndAgain() async throws {
        try await overcome { bench in
            for total in [150, 200, 250] {
                await bench.record.reaches(total)
                try await bench.pool.send(Command("FLUSHALL"))
            }
        }
    }

    @Test func itIsKilledAndComesBack() async throws {
        try await overcome { bench in
            bench.server.kill()
            try bench.server.restart()
        }
    }

    @Test func itForgetsTheScripts() async throws {
        try await overcome { bench in
            for total in [150, 250] {
                await bench.record.reaches(total)
                try await bench.pool.send(Command("SCRIPT", "FLUSH"))
            }
        }
    }

    @Test func itsDiskIsFullForAWhile() async throws {
        let refusal = RedisError.server(ServerError(code: "MISCONF"))
        try await overcome(server: ["--enable-protected-configs", "yes", "--save", "3600 1000000"]) { bench in
            let home = try await bench.pool.send(Command("CONFIG", "GET", "dir")).elements?.last?.bytes ?? []
            // Nothing can be written there; a failed snapshot has Redis refuse every write, as a failed append does.
            try await bench.pool.send(Command("CONFIG", "SET", "dir", "/proc"))
            _ = try? await bench.pool.send(Command("BGSAVE"))
            try await bench.eventually("writes are refused") {
                do throws(RedisError) {
                    try await bench.queue.pause()
                    return false
                } catch { return error == refusal }
            }
            await #expect(throws: refusal) { try await bench.queue.enqueue(pointers(1)) }
            await #expect(throws: refusal) { _ = try await bench.take(1) }
            try await bench.pool.send(Command("CONFIG", "SET", "dir", Argument(home)))
            try await bench.pool.send(Command("CONFIG", "SET", "stop-writes-on-bgsave-error", "no"))
            try await bench.queue.resume()
        }
    }

    @Test func itIsLoadingForAWhile() async throws {
        try await overcome(server: ["--loading-process-events-interval-bytes", "1024"]) { bench in
            try await bench.pool.send(Command("DEBUG", "POPULATE", "30000", "ballast", "100"))
            try await bench.pool.send(Command("CONFIG", "SET", "key-load-delay", "60"))
            // Loads the file anew, serving LOADING meanwhile; again if it was quicker than the look.
            var isSeen = false
            for _ in 1...8 where !isSeen {
                let reload = Task { try await bench.pool.send(Command("DEBUG", "LOADAOF"), timeout: .seconds(20)) }
                let end = ContinuousClock.now + .seconds(2)
                while !isSeen && ContinuousClock.now < end {
                    do throws(RedisError) {
                        _ = try await bench.queue.isPaused()
                    } catch {
                        isSeen = error == .server(ServerError(code: "LOADING"))
                    }
                }
                _ = try? await reload.value
            }
            #expect(isSeen)
        }
    }

    @Test func itStandsStillForAWhile() async throws {
        try await overcome { bench in
            bench.server.pause()
            try await Task.sleep(for: .seconds(3))
            bench.server.resume()
        }
    }

    @Test func itIsReplacedByAReplicaThatLagsBehind() async throws {
        try await RedisServer.with { replica in
            try await overcome(server: ["--repl-diskless-sync-delay", "0"]) { bench in
                try replica.order("REPLICAOF", "127.0.0.1", "\(bench.server.port)")
                try await bench.eventually("the replica follows") {
                    let replication = try await bench.pool.send(Command("INFO", "replication")).text ?? ""
                    return replication.contains("state=online")
                }
            } _: { bench in
                // It stands still while the work goes on: what happens from here on is lost.
                replica.pause()
                let seen = bench.record.total
                await bench.record.reaches(seen + 60)
                bench.server.kill()
                replica.resume()
                replica.kill()
                try bench.server.restart(withDataOf: replica)
            }
        }
    }

    @Test func itBecomesAReplicaAndAMasterAgain() async throws {
        try await overcome { bench in
            try bench.server.order("REPLICAOF", "127.0.0.1", "1")
            await #expect(throws: RedisError.self) { try await bench.queue.pause() }
            try bench.server.order("REPLICAOF", "NO", "ONE")
        }
    }

    @Test func itIsFullAndTheQueueDrains() async throws {
        let failing: @Sendable (Record) -> [any Job] = { record in
            [
                ClosureJob(kind: "work", record: record) { pointer, context in
                    switch (pointer.subject, context.attempt) {
                    case ("3", 1): .retry(after: .milliseconds(5), reason: "not yet")
                    case ("4", _): .discard(reason: "never")
                    default: .done
                    }
                }
            ]
        }
        try await Bench.with(jobs: failing) { bench in
            try await bench.queue.enqueue(pointers(20))
            try await bench.pool.send(Command("CONFIG", "SET", "maxmemory", "1"))
            await #expect(throws: RedisError.server(ServerError(code: "OOM"))) {
                try await bench.queue.enqueue(pointers(30))
            }
            // An operator may want to stop everything just then.
            try await bench.queue.pause()
            #expect(try await bench.take(1).isEmpty)
            try await bench.queue.resume()
            try await bench.working {
                await bench.record.reaches(21)
                try await bench.eventually("the queue drains") { try await bench.present() == 0 }
                #expect(try await bench.dead().map(\.reason) == ["never"])
            }
        }
    }
}
