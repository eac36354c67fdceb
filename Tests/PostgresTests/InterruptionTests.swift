import Postgres
import Testing

extension PostgresTests {
    @Suite struct Interruptions {
        private static let busy = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"

        @Test func aTimeoutEndsTheStatementOnTheServerAndClosesTheConnection() async throws {
            let (connection, witness) = (try await TestDatabase.connect(), try await TestDatabase.connect())
            let pid = try await connection.processIdentifier()
            let start = ContinuousClock.now
            let error = try await failure {
                _ = try await connection.query("SELECT pg_sleep(600)", timeout: .milliseconds(100))
            }
            #expect(error.kind == .timeout && error.isRetryable)
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(!connection.isUsable)
            #expect(try await failure { _ = try await connection.query("SELECT 1") }.kind == .connectionLost)
            #expect(try await eventually { try await witness.ask(Self.busy, [.int64(Int64(pid))]) == 0 })
        }

        @Test func theServersOwnLimitLeavesTheConnectionInStep() async throws {
            let configuration = try TestDatabase.configuration(statementTimeout: .milliseconds(200))
            let connection = try await Connection.connect(configuration)
            let error = try await failure { _ = try await connection.query("SELECT pg_sleep(600)") }
            #expect(error.sqlState == "57014" && error.isRetryable)
            #expect(try await connection.isInStep())
        }

        @Test func aServerThatHangsCostsNoMoreThanTheTimeout() async throws {
            try await FaultyProxy.withProxy { proxy in
                let connection = try await Connection.connect(TestDatabase.configuration(through: proxy))
                proxy.set(.silence)
                let start = ContinuousClock.now
                let answer = try await failure {
                    _ = try await connection.query("SELECT 1", timeout: .milliseconds(200))
                }
                #expect(answer.kind == .timeout)
                var configuration = try TestDatabase.configuration(through: proxy)
                configuration.connectTimeout = .milliseconds(200)
                let greeting = try await failure { [configuration] in _ = try await Connection.connect(configuration) }
                #expect(greeting.kind == .connectionFailed)
                #expect(ContinuousClock.now - start < .seconds(5))
            }
        }

        @Test func aCancelledTaskStopsWaitingAndTheStatementEnds() async throws {
            let (connection, witness) = (try await TestDatabase.connect(), try await TestDatabase.connect())
            let pid = try await connection.processIdentifier()
            let task = Task { try await connection.query("SELECT pg_sleep(600)") }
            let isRunning = try await eventually { try await witness.isAsleep(pid) }
            #expect(isRunning)
            task.cancel()
            #expect(try await failure { _ = try await task.value }.kind == .cancelled)
            #expect(!connection.isUsable)
            #expect(try await eventually { try await witness.ask(Self.busy, [.int64(Int64(pid))]) == 0 })
        }

        @Test func aTaskCancelledBeforeItsTurnHarmsNobody() async throws {
            let connection = try await TestDatabase.connect()
            let slow = Task { try await connection.ask("SELECT 'mine' FROM pg_sleep(0.2)", as: String.self) }
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await connection.query("SELECT 'another'")
            }
            #expect(try await failure { try await late.value }.kind == .cancelled)
            #expect(try await slow.value == "mine")
            #expect(try await connection.isInStep())
        }

        @Test func cancelledAtAnyMomentNobodyGetsAnothersAnswer() async throws {
            try await TestDatabase.withPool(.init(connections: 4)) { pool async throws in
                var generator = SeededGenerator(seed: 6)
                let tally = Shared((answered: 0, cancelled: 0, wrong: 0))
                await withTaskGroup { group in
                    for nonce in Int64(0)..<600 {
                        let longest = nonce.isMultiple(of: 2) ? 3_000 : 40_000
                        let pause = Duration.microseconds(Int.random(in: 0...longest, using: &generator))
                        let sleep = Double.random(in: 0...0.003, using: &generator)
                        group.addTask {
                            let task = Task { try await Self.echo(nonce, sleep, pool) }
                            try? await Task.sleep(for: pause)
                            task.cancel()
                            let result = await task.result
                            tally.change { tally in
                                switch result {
                                case .success(nonce): tally.answered += 1
                                case .failure(let error as PostgresError) where error.kind == .cancelled:
                                    tally.cancelled += 1
                                default: tally.wrong += 1
                                }
                            }
                        }
                        if nonce % 8 == 7 { for _ in 0..<8 { await group.next() } }
                    }
                }
                let (answered, cancelled, wrong) = tally.value
                #expect(wrong == 0)
                #expect(answered > 20 && cancelled > 20, "\(answered) answered, \(cancelled) cancelled")
                for nonce in Int64(0)..<20 { #expect(try await Self.echo(nonce, 0, pool) == nonce) }
                #expect(pool.usage.open <= 4 && pool.usage.waiting == 0)
            }
        }

        private static func echo(_ nonce: Int64, _ seconds: Double, _ pool: Pool) async throws -> Int64 {
            try await pool.withConnection {
                try await $0.ask("SELECT $1 FROM pg_sleep($2)", [.int64(nonce), .double(seconds)])
            }
        }
    }
}
