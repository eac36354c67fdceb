import Foundation
import HTTPService
import JobQueue
import Jobs
import Logging
import Redis
import ServiceLifecycle
import Store

/// The process `sicstine-worker`.
package enum WorkerProcess {
    /// Runs until the process is told to stop.
    ///
    /// Throws `ConfigurationFaults`, or why it cannot start.
    package static func run(environment: [String: String]) async throws {
        let settings = try WorkerSettings(environment: environment)
        let common = settings.common
        let telemetry = Telemetry(service: "sicstine-worker", level: common.logLevel)
        // An import of a million lines is a few long statements.
        let store = common.store(
            on: common.pool(
                as: "sicstine-worker", connections: settings.databaseConnections, statementTimeout: .seconds(1_200)))
        let migrations = try await common.checkedMigrations(of: store)
        let owner = common.pool(as: "sicstine-worker", connections: 2, database: settings.adminDatabase)
        let migrator = Migrator(owner: owner, migrations: migrations, clock: .system)

        let redis = RedisPool(settings.redis, options: .init(size: 6))
        try await refuseUnsafe(redis, logger: telemetry.logger)
        let queue = DurableQueue.sicstine(redis)
        let announce = Announcer(queue).announce
        let catalog = JobCatalog.sicstine(
            store: store, migrator: migrator, session: common.session,
            systems: try .live(keys: settings.credentialKeys, allowing: settings.privateSystems), announce: announce)
        // What outlasts the drain is handed back to the queue: for that, and for a question to Redis that was under way, some of
        // the 20 seconds to stop are left.
        let worker = JobWorker(
            name: ProcessInfo.processInfo.hostName, queue: queue, catalog: catalog,
            settings: .init(concurrency: settings.concurrency, drainLimit: .seconds(12)), logger: telemetry.logger)
        let sweeper = Sweeper(
            queue: queue, catalog: catalog, settings: .init(interval: .seconds(15)), logger: telemetry.logger)
        let scheduler = Scheduler(store: store, announce: announce, logger: telemetry.logger)
        let stopping = Stopping()
        let health = HealthServer(
            address: settings.privateListen, checks: [.database(store)], telemetry: telemetry, stopping: stopping)
        try await runUntilStopped(
            [
                health, WorkerService(worker: worker), UntilStopped(work: sweeper.run),
                UntilStopped(work: scheduler.run),
            ],
            stopping: stopping, logger: telemetry.logger)
    }

    /// A Redis that evicts would lose jobs in silence; one that is away may come back.
    private static func refuseUnsafe(_ redis: RedisPool, logger: Logger) async throws {
        do throws(RedisError) {
            let durability = try await redis.verifyDurability()
            if !durability.isAppendOnly {
                logger.warning("Redis does not append to a file: its restart delays waiting jobs until the next sweep")
            }
        } catch {
            if case .unsafeServer(.evicts) = error { throw error }
            logger.warning("Redis cannot be checked", metadata: ["error": "\(error)"])
        }
    }
}

private struct WorkerService: Service {
    let worker: JobWorker

    func run() async {
        await withGracefulShutdownHandler {
            await worker.run()
        } onGracefulShutdown: {
            worker.stop()
        }
    }
}

/// Work without an end, which may be left at any time.
private struct UntilStopped: Service {
    let work: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }
}
