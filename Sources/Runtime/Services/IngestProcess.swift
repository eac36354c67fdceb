package import HTTPService
package import Hummingbird
import IngestService
import JobQueue
import Logging
import NIOCore
import NIOPosix
import Redis
import Store

/// The process `sicstine-ingest`.
package enum IngestProcess {
    /// Runs until the process is told to stop.
    ///
    /// Throws `ConfigurationFaults`, or why it cannot start.
    ///
    /// `addRoutes` adds others beside its own, for measurements.
    package static func run(
        environment: [String: String], addRoutes: @Sendable (Router<ServiceContext>) -> Void = { _ in }
    ) async throws {
        // Requests are so short that handing each from an event loop to another thread and back costs more than the work:
        // tasks run on the event loops themselves. Nothing here blocks; PostgreSQL has threads of its own.
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        let told = try IngestSettings(environment: environment)
        let settings = told.http
        let telemetry = Telemetry(service: "sicstine-ingest", level: settings.common.logLevel)
        let store = settings.common.store(
            on: settings.common.pool(as: "sicstine-ingest", connections: settings.databaseConnections))
        _ = try await settings.common.checkedMigrations(of: store)

        let queue = DurableQueue.sicstine(RedisPool(told.redis, options: .init(size: 2)))
        let writer = EventWriter(store: store, announce: Announcer(queue, delay: .milliseconds(300)).announce)

        let router = Router(context: ServiceContext.self)
        // A line an event would cost more than the event.
        router.add(middleware: EventLoopAffinity())
        router.add(middleware: RequestRecorder(service: "ingest", level: .debug))
        IngestService(store: store, writer: writer, requestsPerSecond: told.requestsPerSecond).addRoutes(to: router)
        addRoutes(router)
        router.refuseOtherMethods()
        let ingest = server(router, on: settings.listen, logger: telemetry.logger)
        let stopping = Stopping()
        let health = HealthServer(
            address: settings.privateListen, checks: [.database(store)], telemetry: telemetry, stopping: stopping)
        try await runUntilStopped([health, ingest], stopping: stopping, logger: telemetry.logger)
    }
}
