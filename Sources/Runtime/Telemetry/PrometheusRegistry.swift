import CoreMetrics
import Synchronization

/// Keeps every metric of the process and writes them as Prometheus reads them.
///
/// Written here because no Prometheus package can be had. Timers become histograms in seconds with fixed bounds.
final class PrometheusRegistry: MetricsFactory, Sendable {
    struct Series: Hashable {
        let name: String
        /// `{a="b",…}` or nothing.
        let labels: String

        init(_ label: String, _ dimensions: [(String, String)]) {
            name = String(label.map { $0.isLetter || $0.isNumber ? $0 : "_" })
            let pairs = dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            labels = pairs.isEmpty ? "" : "{\(pairs)}"
        }

        private static func escaped(_ text: String) -> String {
            text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        }
    }

    private struct State {
        var counters: [Series: CounterCell] = [:]
        var gauges: [Series: GaugeCell] = [:]
        var histograms: [Series: HistogramCell] = [:]
    }

    private let state = Mutex(State())

    /// All metrics in the text format 0.0.4.
    var text: String {
        let (counters, gauges, histograms) = state.withLock { ($0.counters, $0.gauges, $0.histograms) }
        var lines: [String] = []
        func write(_ type: String, _ series: [(Series, [String])]) {
            var last = ""
            for (series, samples) in series.sorted(by: { ($0.0.name, $0.0.labels) < ($1.0.name, $1.0.labels) }) {
                if series.name != last { lines.append("# TYPE \(series.name) \(type)") }
                last = series.name
                lines += samples
            }
        }
        write("counter", counters.map { ($0, ["\($0.name)\($0.labels) \($1.value)"]) })
        write("gauge", gauges.map { ($0, ["\($0.name)\($0.labels) \($1.value)"]) })
        write("histogram", histograms.map { ($0, $1.samples(of: $0)) })
        return lines.joined(separator: "\n") + "\n"
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(Series(label, dimensions), \.counters, CounterCell())
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(Series(label, dimensions), \.gauges, GaugeCell())
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        cell(Series(label, dimensions), \.gauges, GaugeCell())
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(Series(label, dimensions), \.histograms, HistogramCell())
    }

    // Handlers live as long as the process: their labels are bounded.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func cell<Cell: Sendable>(_ series: Series, _ kind: WritableKeyPath<State, [Series: Cell]>, _ new: Cell)
        -> Cell
    {
        state.withLock { state in
            if let known = state[keyPath: kind][series] { return known }
            state[keyPath: kind][series] = new
            return new
        }
    }
}
