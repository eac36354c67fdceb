import Domain
import Logging
import Metrics

/// Logs and metrics of a process, set up once.
struct Telemetry {
    let logger: Logger
    let metrics: PrometheusRegistry

    init(service: String, level: Logger.Level) {
        let clock = Clock.system
        logger = Logger(label: service) { JSONLogHandler(label: $0, level: level, clock: clock) }
        metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
    }
}
