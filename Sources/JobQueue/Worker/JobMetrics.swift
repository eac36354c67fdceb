import Metrics
import Synchronization

/// What is counted about jobs, by queue and kind, never by scope or subject.
///
/// `jobs_finished_total{queue,kind,outcome}`, `jobs_attempts_total{queue,kind}`, `jobs_run_seconds{queue,kind}`,
/// `jobs_wait_seconds{queue,kind}`, `jobs_late_settlements_total`, `jobs_swept_total{kind}`,
/// `jobs_run_without_queue_total{kind}`, and the gauges `jobs_waiting`, `jobs_running`, `jobs_delayed`, `jobs_dead` and
/// `jobs_oldest_seconds`, all `{queue,kind}`, and `jobs_parked`.
final class JobMetrics: Sendable {
    private struct Kind {
        let attempts: Counter
        let wait: Metrics.Timer
        let run: Metrics.Timer
        var finished: [String: Counter] = [:]

        init(_ labels: [(String, String)]) {
            attempts = Counter(label: "jobs_attempts_total", dimensions: labels)
            wait = Metrics.Timer(label: "jobs_wait_seconds", dimensions: labels)
            run = Metrics.Timer(label: "jobs_run_seconds", dimensions: labels)
        }
    }

    private struct State {
        var kinds: [String: Kind] = [:]
        var counters: [[String]: Counter] = [:]
        var gauges: [[String]: Gauge] = [:]
        /// Queue and kind of all that was ever counted: what is no longer there is none, not as many as before.
        var counted: Set<[String]> = []
    }

    private let state = Mutex(State())

    func began(_ job: any Job, after waited: Duration) {
        let kind = kind(of: job)
        kind.attempts.increment()
        kind.wait.recordNanoseconds(waited.nanoseconds)
    }

    func ran(_ job: any Job, for duration: Duration) {
        kind(of: job).run.recordNanoseconds(duration.nanoseconds)
    }

    func finished(_ job: (any Job)?, outcome: String) {
        guard let job else {
            return count("jobs_finished_total", [("queue", "unknown"), ("kind", "unknown"), ("outcome", outcome)])
        }
        if let known = state.withLock({ $0.kinds[job.kind]?.finished[outcome] }) { return known.increment() }
        let counter = Counter(label: "jobs_finished_total", dimensions: labels(of: job) + [("outcome", outcome)])
        _ = kind(of: job)
        state.withLock { $0.kinds[job.kind]?.finished[outcome] = counter }
        counter.increment()
    }

    func count(_ label: String, _ labels: [(String, String)] = [], by amount: Int = 1) {
        guard amount > 0 else { return }
        let counter = state.withLock { state in
            let key = Self.key(label, labels)
            if let known = state.counters[key] { return known }
            let made = Counter(label: label, dimensions: labels)
            state.counters[key] = made
            return made
        }
        counter.increment(by: amount)
    }

    func record(_ census: QueueCensus) {
        var kinds = census.kinds
        let present = Set(kinds.map { [$0.queue, $0.kind] })
        let gone = state.withLock { state in
            state.counted.formUnion(present)
            return state.counted.subtracting(present)
        }
        kinds += gone.map { KindCensus(kind: $0[1], queue: $0[0]) }
        for kind in kinds {
            let labels = [("queue", kind.queue), ("kind", kind.kind)]
            set("jobs_waiting", labels, to: Double(kind.waiting))
            set("jobs_running", labels, to: Double(kind.running))
            set("jobs_delayed", labels, to: Double(kind.delayed))
            set("jobs_dead", labels, to: Double(kind.dead))
            set("jobs_oldest_seconds", labels, to: kind.oldest / .seconds(1))
        }
        set("jobs_parked", [], to: Double(census.parked))
    }

    private func set(_ label: String, _ labels: [(String, String)], to value: Double) {
        let gauge = state.withLock { state in
            let key = Self.key(label, labels)
            if let known = state.gauges[key] { return known }
            let made = Gauge(label: label, dimensions: labels)
            state.gauges[key] = made
            return made
        }
        gauge.record(value)
    }

    private func kind(of job: any Job) -> Kind {
        state.withLock { state in
            if let known = state.kinds[job.kind] { return known }
            let made = Kind(labels(of: job))
            state.kinds[job.kind] = made
            return made
        }
    }

    private func labels(of job: any Job) -> [(String, String)] {
        [("queue", job.policy.queue), ("kind", job.kind)]
    }

    private static func key(_ label: String, _ labels: [(String, String)]) -> [String] {
        [label] + labels.flatMap { [$0.0, $0.1] }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
