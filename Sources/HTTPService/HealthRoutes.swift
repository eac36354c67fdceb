package import Hummingbird
import NIOCore
import StrictJSON

/// One thing a service needs to work.
package struct ReadinessCheck: Sendable {
    package let name: String
    /// Nil when all is well, else why not, without data.
    package let fault: @Sendable () async -> String?

    package init(name: String, fault: @escaping @Sendable () async -> String?) {
        self.name = name
        self.fault = fault
    }
}

/// What operators ask a process, on its private port: `/livez`, `/readyz`, `/metrics`.
package struct HealthRoutes: Sendable {
    let checks: [ReadinessCheck]
    let metrics: @Sendable () -> String
    let isStopping: @Sendable () -> Bool

    package init(
        checks: [ReadinessCheck], metrics: @escaping @Sendable () -> String, isStopping: @escaping @Sendable () -> Bool
    ) {
        self.checks = checks
        self.metrics = metrics
        self.isStopping = isStopping
    }

    package func addRoutes(to router: Router<ServiceContext>) {
        router.get("/livez") { _, _ in Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ok\n"))) }
        router.get("/readyz") { _, _ in await readiness() }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: metrics())))
        }
    }

    /// 503 while anything needed is missing, and while the process drains.
    private func readiness() async -> Response {
        var faults: [(name: String, fault: String?)] = isStopping() ? [("process", "stopping")] : []
        for check in checks { faults.append((check.name, await check.fault())) }
        let isReady = faults.allSatisfy { $0.fault == nil }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", isReady ? "pass" : "fail")
            writer.key("checks")
            writer.object { writer in
                for entry in faults { writer.member(entry.name, entry.fault ?? "pass") }
            }
        }
        return Response(
            status: isReady ? .ok : .serviceUnavailable, headers: [.contentType: "application/health+json"],
            body: .init(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }
}
