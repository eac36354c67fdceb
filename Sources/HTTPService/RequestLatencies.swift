import Metrics
import Synchronization

/// The duration of requests by route, method and status: `http_server_request_duration_seconds`.
final class RequestLatencies: Sendable {
    private struct Label: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private let service: String
    private let timers = Mutex<[Label: Timer]>([:])

    init(service: String) {
        self.service = service
    }

    func record(_ duration: Duration, method: String, route: String, status: Int) {
        // Methods of a client's own invention would make as many series.
        let method = Self.methods.contains(method) ? method : "other"
        let label = Label(method: method, route: route, status: status)
        let timer = timers.withLock { timers in
            if let timer = timers[label] { return timer }
            let timer = Timer(
                label: "http_server_request_duration_seconds",
                dimensions: [("service", service), ("method", method), ("route", route), ("status", String(status))])
            timers[label] = timer
            return timer
        }
        timer.recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
}
