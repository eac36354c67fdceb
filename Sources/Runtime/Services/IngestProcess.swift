import HTTPService
import Hummingbird
import IngestService
import Logging
import Store

/// The process `sicstine-ingest`.
package enum IngestProcess {
    /// Runs until the process is told to stop.
    ///
    /// Throws `ConfigurationFaults`, or why it cannot start.
    package static func run(environment: [String: String]) async throws {
        let settings = try HTTPServiceSettings(environment: environment, usesRedis: false)
        let telemetry = Telemetry(service: "sicstine-ingest", level: settings.common.logLevel)
        let store = settings.common.store(
            on: settings.common.pool(as: "sicstine-ingest", connections: settings.databaseConnections))
        _ = try await settings.common.checkedMigrations(of: store)

        let router = Router(context: ServiceContext.self)
        // A line an event would cost more than the event.
        router.add(middleware: RequestRecorder(service: "ingest", level: .debug))
        IngestService(store: store, writer: EventWriter(store: store)).addRoutes(to: router)
        router.refuseOtherMethods()
        let ingest = server(router, on: settings.listen, logger: telemetry.logger)
        let health = HealthServer(
            address: settings.privateListen, checks: [.database(store)], telemetry: telemetry)
        try await runUntilStopped([health, ingest], logger: telemetry.logger)
    }
}
