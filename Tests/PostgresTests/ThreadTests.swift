import Foundation
import Postgres
import Testing

extension PostgresTests {
    @Suite struct Threads {
        @Test func waitingForTheDatabaseBlocksNoThreadOfSwift() async throws {
            try await TestDatabase.withPool(.init(connections: 64)) { pool in
                let slowest = Shared(Duration.zero)
                let ticker = Task {
                    while !Task.isCancelled {
                        let start = ContinuousClock.now
                        try await Task.sleep(for: .milliseconds(10))
                        let late = ContinuousClock.now - start
                        slowest.change { $0 = max($0, late) }
                    }
                }
                let start = ContinuousClock.now
                try await withThrowingTaskGroup { group in
                    for _ in 0..<64 {
                        group.addTask {
                            _ = try await pool.withConnection { try await $0.query("SELECT pg_sleep(0.3)") }
                        }
                    }
                    try await group.waitForAll()
                }
                let elapsed = ContinuousClock.now - start
                ticker.cancel()
                #expect(elapsed < .seconds(4), "one after the other takes 19 s")
                #expect(
                    slowest.value < .milliseconds(300), "a blocked pool would not tick during a sleep of the server")
                #expect(pool.usage.open == 64)
            }
        }

        /// In a process of its own, where nobody else opens anything.
        @Test func noThreadAndNoDescriptorStayBehind() async throws {
            setenv("SICSTINE_TEST_LEAK_URL", try TestDatabase.shared.url, 1)
            await #expect(processExitsWith: .success) {
                let url = try #require(ProcessInfo.processInfo.environment["SICSTINE_TEST_LEAK_URL"])
                let configuration = ConnectionConfiguration(url: url, applicationName: "leak")
                try await Self.useAndDrop(configuration, times: 5)
                let before = Self.counts()
                try await Self.useAndDrop(configuration, times: 200)
                let isBack = try await eventually {
                    let now = Self.counts()
                    return now.descriptors <= before.descriptors + 5 && now.threads <= before.threads + 5
                }
                #expect(isBack, "before \(before), after \(Self.counts())")
            }
        }

        private static func useAndDrop(_ configuration: ConnectionConfiguration, times: Int) async throws {
            var unknown = configuration
            unknown.url += "_unknown"
            for round in 0..<times {
                let connection = try await Connection.connect(configuration)
                _ = try await connection.query("SELECT 1")
                switch round % 3 {
                case 0: await connection.close()
                case 1: _ = try? await connection.query("SELECT pg_sleep(600)", timeout: .milliseconds(1))
                default: break
                }
                if round.isMultiple(of: 10) { _ = try? await Connection.connect(unknown) }
            }
        }

        private static func counts() -> (descriptors: Int, threads: Int) {
            func count(_ path: String) -> Int {
                (try? FileManager.default.contentsOfDirectory(atPath: path).count) ?? 0
            }
            return (count("/proc/self/fd"), count("/proc/self/task"))
        }
    }
}
