import HTTPService
import Hummingbird
import Logging
import ServiceLifecycle
import Store
import Synchronization
import UnixSignals

/// An HTTP server on one address.
func server(
    _ router: Router<ServiceContext>, on address: ListenAddress, logger: Logger
) -> some ApplicationProtocol {
    Application(
        router: router, server: .limited,
        configuration: .init(address: .hostname(address.host, port: address.port), serverName: nil), logger: logger)
}

/// The process's private port: health and metrics.
struct HealthServer: Service {
    let address: ListenAddress
    let checks: [ReadinessCheck]
    let telemetry: Telemetry
    /// Set when the process is told to stop, long before this server is: it goes on saying so while the others drain.
    let stopping: Stopping

    func run() async throws {
        let router = Router(context: ServiceContext.self)
        let metrics = telemetry.metrics
        HealthRoutes(checks: checks, metrics: { metrics.text }, isStopping: { stopping.isSet }).addRoutes(to: router)
        var logger = telemetry.logger
        logger.logLevel = .warning
        let application = server(router, on: address, logger: logger)
        try await application.run()
    }
}

/// Whether the process was told to stop.
///
/// Any thread may ask.
///
/// As a service it stands last: a group tells its services to stop from the last to the first.
final class Stopping: Service {
    private let state = Atomic(false)

    var isSet: Bool { state.load(ordering: .relaxed) }

    func run() async throws {
        try await gracefulShutdown()
        state.store(true, ordering: .relaxed)
    }
}

extension ReadinessCheck {
    /// Whether the database answers.
    static func database(_ store: Store) -> ReadinessCheck {
        ReadinessCheck(name: "database") {
            do {
                try await store.onPlatform { _ in }
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}

/// Runs services until one ends or the process is told to stop; then each gets its time to end in order.
func runUntilStopped(_ services: [any Service], stopping: Stopping, logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(
        services: services + [stopping], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(20)
    configuration.maximumCancellationDuration = .seconds(5)
    try await ServiceGroup(configuration: configuration).run()
}
