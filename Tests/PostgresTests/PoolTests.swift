import Postgres
import Testing

extension PostgresTests {
    @Suite struct Pools {
        @Test func noMoreConnectionsThanTheLimitAreEverLent() async throws {
            try await TestDatabase.withPool(.init(connections: 3)) { pool in
                let lent = Shared((now: 0, most: 0))
                try await withThrowingTaskGroup { group in
                    for _ in 0..<60 {
                        group.addTask {
                            try await pool.withConnection { connection async throws in
                                lent.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                                #expect(try await connection.isInStep())
                                // The first ones stay until the limit is reached.
                                #expect(try await eventually { lent.value.most >= 3 })
                                lent.change { $0.now -= 1 }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(lent.value.most == 3)
                #expect(pool.usage == (3, 3, 0))
            }
        }

        @Test func connectionsAreLentInTheOrderOfAsking() async throws {
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                let order = Shared<[Int]>([])
                try await pool.withConnection { _ in
                    let tasks = try await Self.queueUp(10, at: pool) { number in order.change { $0.append(number) } }
                    order.change { $0.append(-1) }
                    return tasks
                }
                .forEachValue()
                #expect(order.value == [-1] + Array(0..<10))
            }
        }

        @Test func whoHasWaitedKeepsItsTurnThoughTheConnectionDied() async throws {
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                let order = Shared<[Int]>([])
                try await pool.withConnection { connection in
                    let tasks = try await Self.queueUp(5, at: pool) { number in order.change { $0.append(number) } }
                    await connection.close()
                    return tasks
                }
                .forEachValue()
                #expect(order.value == Array(0..<5))
            }
        }

        @Test func waitingEndsAfterTheTimeAllowed() async throws {
            var limits = Pool.Limits(connections: 1)
            limits.waitTime = .milliseconds(50)
            try await TestDatabase.withPool(limits) { pool in
                try await pool.withConnection { _ in
                    let start = ContinuousClock.now
                    let error = try await failure { _ = try await pool.withConnection { try await $0.isInStep() } }
                    #expect(error.kind == .poolExhausted && error.isRetryable)
                    #expect(ContinuousClock.now - start >= .milliseconds(50))
                    #expect(pool.usage.waiting == 0)
                }
                #expect(try await pool.withConnection { try await $0.isInStep() })
            }
        }

        @Test func tooManyWaitingAreTurnedAwayAtOnce() async throws {
            var limits = Pool.Limits(connections: 1)
            limits.waiting = 2
            limits.waitTime = .seconds(60)
            try await TestDatabase.withPool(limits) { pool in
                try await pool.withConnection { _ in
                    let tasks = try await Self.queueUp(2, at: pool) { _ in }
                    let error = try await failure { _ = try await pool.withConnection { try await $0.isInStep() } }
                    #expect(error.kind == .poolExhausted)
                    return tasks
                }
                .forEachValue()
            }
        }

        @Test func cancelledWhileWaitingLeavesTheQueue() async throws {
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                let served = Shared<[Int]>([])
                let tasks = try await pool.withConnection { _ in
                    let tasks = try await Self.queueUp(3, at: pool) { number in served.change { $0.append(number) } }
                    tasks[1].cancel()
                    #expect(try await failure { try await tasks[1].value }.kind == .cancelled)
                    #expect(pool.usage.waiting == 2)
                    return [tasks[0], tasks[2]]
                }
                try await tasks.forEachValue()
                #expect(served.value == [0, 2])
                #expect(pool.usage == (1, 1, 0))
            }
        }

        @Test func aClosedPoolTurnsAwayAndLeavesNoSession() async throws {
            let pool = Pool(try TestDatabase.configuration(), limits: .init(connections: 2))
            let (pid, waiting) = try await pool.withConnection { connection in
                try await pool.withConnection { _ in
                    let waiting = try await Self.queueUp(1, at: pool) { _ in }
                    await pool.close()
                    #expect(try await failure { try await waiting[0].value }.kind == .poolClosed)
                    // What was lent before may be finished.
                    return (try await connection.processIdentifier(), waiting.count)
                }
            }
            #expect(waiting == 1)
            #expect(
                try await failure { _ = try await pool.withConnection { try await $0.isInStep() } }.kind == .poolClosed)
            #expect(pool.usage == (0, 0, 0))
            let witness = try await TestDatabase.connect()
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"
            #expect(try await eventually { try await witness.ask(sql, [.int64(Int64(pid))]) == 0 })
        }

        @Test func aConnectionIsReplacedAfterItsLastUse() async throws {
            var limits = Pool.Limits(connections: 1)
            limits.maximumUses = 3
            try await TestDatabase.withPool(limits) { pool in
                var pids: [Int] = []
                for _ in 0..<9 { pids.append(try await pool.withConnection { try await $0.processIdentifier() }) }
                #expect(Set(pids).count == 3)
                #expect(pids[0] == pids[2] && pids[2] != pids[3])
            }
        }

        @Test func aConnectionIsReplacedWhenItIsTooOld() async throws {
            var limits = Pool.Limits(connections: 1)
            limits.maximumAge = .zero
            try await TestDatabase.withPool(limits) { pool in
                let first = try await pool.withConnection { try await $0.processIdentifier() }
                #expect(try await pool.withConnection { try await $0.processIdentifier() } != first)
            }
        }

        @Test func aConnectionLeftInAnyStateIsNotLentAgain() async throws {
            let leavings: [@Sendable (Connection) async throws -> Void] = [
                { _ = try await $0.script("BEGIN") },
                { connection in
                    _ = try await connection.script("BEGIN")
                    _ = try? await connection.query("SELECT 1 / 0")
                },
                { connection in
                    _ = try await connection.script("CREATE TEMP TABLE lines (id bigint)")
                    try await connection.startCopy("COPY pg_temp.lines FROM STDIN")
                },
                { await $0.close() },
            ]
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                for leave in leavings {
                    try await pool.withConnection { try await leave($0) }
                    #expect(pool.usage.open == 0)
                    #expect(try await pool.withConnection { try await $0.isInStep() })
                }
            }
        }

        @Test func anIdleConnectionThatTheServerEndedIsReplaced() async throws {
            try await TestDatabase.withPool(.init(connections: 1)) { pool in
                let pid = try await pool.withConnection { try await $0.processIdentifier() }
                let witness = try await TestDatabase.connect()
                #expect(
                    try await witness.ask(
                        "SELECT pg_terminate_backend($1::int, 5000)", [.int32(Int32(pid))], as: Bool.self))
                #expect(try await pool.withConnection { try await $0.processIdentifier() } != pid)
            }
        }

        /// Starts tasks that each ask for a connection, one after the other has taken its place in the queue.
        private static func queueUp(
            _ count: Int, at pool: Pool, _ served: @escaping @Sendable (Int) -> Void
        ) async throws -> [Task<Void, any Error>] {
            var tasks: [Task<Void, any Error>] = []
            for number in 0..<count {
                tasks.append(Task { try await pool.withConnection { _ in served(number) } })
                #expect(try await eventually { pool.usage.waiting == number + 1 })
            }
            return tasks
        }
    }
}

extension [Task<Void, any Error>] {
    fileprivate func forEachValue() async throws {
        for task in self { try await task.value }
    }
}
