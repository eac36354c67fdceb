import Metrics
import MetricsTestKit
import Testing

@testable import JobQueue

/// The metrics system of the process is set up once and for all.
private let observed: TestMetrics = {
    let metrics = TestMetrics()
    MetricsSystem.bootstrap(metrics)
    return metrics
}()

@Suite(.serialized, .timeLimit(.minutes(1))) struct JobMetricsTests {
    @Test func whatWorkersDoIsCounted() async throws {
        let metrics = observed
        let policy = JobPolicy(queue: "counted")
        let job: @Sendable (Record) -> [any Job] = { record in
            [ClosureJob(kind: "counted", aliases: ["formerly"], policy: policy, record: record)]
        }
        let kind = [("queue", "counted"), ("kind", "counted")]
        try await Bench.with(jobs: job) { bench in
            let watcher = bench.worker()
            try await bench.queue.enqueue(pointers(7, kind: "counted") + pointers(3, kind: "formerly"))
            watcher.metrics.record(try await bench.queue.census())
            #expect(try metrics.expectGauge("jobs_waiting", kind).lastValue == 7)
            try await bench.working {
                await bench.record.reaches(10)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
            // A kind of which there is nothing left is not in the census.
            watcher.metrics.record(try await bench.queue.census())
            #expect(try metrics.expectGauge("jobs_waiting", kind).lastValue == 0)
        }
        #expect(try metrics.expectCounter("jobs_finished_total", kind + [("outcome", "done")]).totalValue == 10)
        #expect(try metrics.expectCounter("jobs_attempts_total", kind).totalValue == 10)
        #expect(try metrics.expectTimer("jobs_run_seconds", kind).values.count == 10)
        #expect(try metrics.expectTimer("jobs_wait_seconds", kind).values.count == 10)
    }
}
