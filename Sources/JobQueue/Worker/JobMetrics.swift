import Metrics
import Synchronization

/// What is counted about jobs.
///
/// `jobs_finished_total{queue,kind,outcome}`, `jobs_run_seconds{queue,kind}`, `jobs_wait_seconds{queue}`,
/// `jobs_reclaimed_total`, `jobs_lost_total`, `jobs_swept_total{kind}`, `jobs_run_without_queue_total{kind}` and the
/// gauges `jobs_present{queue}`, `jobs_oldest_seconds{queue}`, `jobs_delayed{queue}`, `jobs_dead`, `jobs_parked`.
final class JobMetrics: Sendable {
    private let counters = Mutex<[[String]: Counter]>([:])
    private let timers = Mutex<[[String]: Metrics.Timer]>([:])
    private let gauges = Mutex<[[String]: Gauge]>([:])

    func count(_ label: String, _ dimensions: KeyValuePairs<String, String> = [:], by amount: Int = 1) {
        guard amount > 0 else { return }
        let key = Self.key(label, dimensions)
        let counter = counters.withLock { counters in
            if let known = counters[key] { return known }
            let made = Counter(label: label, dimensions: dimensions.map { ($0.key, $0.value) })
            counters[key] = made
            return made
        }
        counter.increment(by: amount)
    }

    func time(_ label: String, _ dimensions: KeyValuePairs<String, String>, _ duration: Duration) {
        let key = Self.key(label, dimensions)
        let timer = timers.withLock { timers in
            if let known = timers[key] { return known }
            let made = Metrics.Timer(label: label, dimensions: dimensions.map { ($0.key, $0.value) })
            timers[key] = made
            return made
        }
        let (seconds, attoseconds) = duration.components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    func record(_ census: QueueCensus) {
        for depth in census.queues {
            set("jobs_present", ["queue": depth.queue], to: Double(depth.present))
            set("jobs_oldest_seconds", ["queue": depth.queue], to: depth.oldest / .seconds(1))
            set("jobs_delayed", ["queue": depth.queue], to: Double(depth.delayed))
        }
        set("jobs_dead", [:], to: Double(census.dead))
        set("jobs_parked", [:], to: Double(census.parked))
    }

    private func set(_ label: String, _ dimensions: KeyValuePairs<String, String>, to value: Double) {
        let key = Self.key(label, dimensions)
        let gauge = gauges.withLock { gauges in
            if let known = gauges[key] { return known }
            let made = Gauge(label: label, dimensions: dimensions.map { ($0.key, $0.value) })
            gauges[key] = made
            return made
        }
        gauge.record(value)
    }

    private static func key(_ label: String, _ dimensions: KeyValuePairs<String, String>) -> [String] {
        [label] + dimensions.flatMap { [$0.key, $0.value] }
    }
}
