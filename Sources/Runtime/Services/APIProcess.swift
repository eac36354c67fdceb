import APIService
import Domain
import HTTPService
import Hummingbird
import JobQueue
import Jobs
import Redis
import Store

/// The process `sicstine-api`.
package enum APIProcess {
    /// Runs until the process is told to stop.
    ///
    /// Throws `ConfigurationFaults`, or why it cannot start.
    package static func run(environment: [String: String]) async throws {
        let told = try APISettings(environment: environment)
        let settings = told.http
        let telemetry = Telemetry(service: "sicstine-api", level: settings.common.logLevel)
        let store = settings.common.store(
            on: settings.common.pool(as: "sicstine-api", connections: settings.databaseConnections),
            receiving: settings.common.pool(
                as: "sicstine-api files", connections: 4, statementTimeout: .seconds(3_600)),
            // Answered before whoever asks through a proxy has given up: that is a minute.
            ranking: settings.common.pool(as: "sicstine-api rankings", connections: 2, statementTimeout: .seconds(50)))
        _ = try await settings.common.checkedMigrations(of: store)
        let queue = DurableQueue.sicstine(RedisPool(told.redis, options: .init(size: 4)))
        let announce = Announcer(queue).announce

        let router = Router(context: ServiceContext.self)
        router.add(middleware: RequestRecorder(service: "api"))
        APIService(
            store: store, writer: EventWriter(store: store, announce: announce),
            jobs: JobControl(queue: queue, store: store), requestsPerSecond: told.requestsPerSecond,
            seal: told.credentialKeys.seal, announce: announce
        ).addRoutes(to: router)
        router.refuseOtherMethods()
        let api = server(router, on: settings.listen, logger: telemetry.logger)
        let stopping = Stopping()
        let health = HealthServer(
            address: settings.privateListen, checks: [.database(store)], telemetry: telemetry, stopping: stopping)
        try await runUntilStopped([health, api], stopping: stopping, logger: telemetry.logger)
    }
}
