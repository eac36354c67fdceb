import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterCell: CounterHandler, Sendable {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// A number that goes up and down.
final class GaugeCell: MeterHandler, RecorderHandler, Sendable {
    private let current = Mutex(0.0)

    var value: Double { current.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLock { $0 = value } }
    func increment(by amount: Double) { current.withLock { $0 += amount } }
    func decrement(by amount: Double) { current.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}

/// Durations by upper bound.
final class HistogramCell: TimerHandler, Sendable {
    private struct State {
        var counts = [Int64](repeating: 0, count: HistogramCell.bounds.count + 1)
        var sum: Int64 = 0
    }

    /// In seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    private static let nanosecondBounds = bounds.map { Int64($0 * 1e9) }
    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) {
        let bucket = Self.nanosecondBounds.firstIndex { duration <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += duration
        }
    }

    func samples(of series: PrometheusRegistry.Series) -> [String] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var lines: [String] = []
        var total: Int64 = 0
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
            let labels = series.labels.isEmpty ? "{" : series.labels.dropLast() + ","
            lines.append("\(series.name)_bucket\(labels)le=\"\(bound)\"} \(total)")
        }
        lines.append("\(series.name)_sum\(series.labels) \(Double(sum) / 1e9)")
        lines.append("\(series.name)_count\(series.labels) \(total)")
        return lines
    }
}
