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
        try await Bench.with(jobs: job) { bench in
            try await bench.queue.enqueue(pointers(7, kind: "counted") + pointers(3, kind: "formerly"))
            bench.worker().metrics.record(try await bench.queue.census(of: ["counted"]))
            #expect(try metrics.expectGauge("jobs_present", [("queue", "counted")]).lastValue == 10)
            try await bench.working {
                await bench.record.reaches(10)
                try await bench.eventually("all is settled") { try await bench.present() == 0 }
            }
        }
        let labels = [("queue", "counted"), ("kind", "counted"), ("outcome", "done")]
        #expect(try metrics.expectCounter("jobs_finished_total", labels).totalValue == 10)
        #expect(
            try metrics.expectTimer("jobs_run_seconds", [("queue", "counted"), ("kind", "counted")]).values.count == 10)
        #expect(try metrics.expectTimer("jobs_wait_seconds", [("queue", "counted")]).values.count == 10)
    }
}
