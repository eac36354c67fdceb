import ArgumentParser
import Dispatch
import Glibc
import JobQueue
import Logging

/// A worker process and its sweeper, until SIGTERM.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the jobs of the trial until SIGTERM, then lets what runs end.",
        discussion: "Says `ready` once SIGTERM ends it in order; needs neither store for that.")

    @OptionGroup var place: QueueOptions
    @OptionGroup var database: DatabaseOptions

    @Option(help: "Jobs at a time.")
    var concurrency = 16

    @Option(help: "A worker silent for so many milliseconds has lost its jobs.")
    var leaseMs = 2_000

    @Option(help: "Seconds from one sweep to the next.")
    var sweepSeconds = 2

    @Option(help: "What operators see it as.")
    var name = "trial"

    func run() async throws {
        let logger = startLogging(.info)
        let catalog = JobCatalog([TrialJob(database: database.open(connections: min(concurrency, 16) + 2))])
        let queue = try place.queue(for: catalog)
        let worker = JobWorker(
            name: name, queue: queue, catalog: catalog,
            settings: .init(concurrency: concurrency, lease: .milliseconds(leaseMs)), logger: logger)
        let sweeper = Sweeper(
            queue: queue, catalog: catalog, settings: .init(interval: .seconds(sweepSeconds)), logger: logger)

        signal(SIGTERM, SIG_IGN)
        let termination = DispatchSource.makeSignalSource(signal: SIGTERM)
        termination.setEventHandler {
            logger.info("stopping")
            worker.stop()
        }
        termination.resume()
        let sweeping = Task { await sweeper.run() }
        say("ready")
        await worker.run()
        sweeping.cancel()
        await sweeping.value
        termination.cancel()
        logger.info("stopped")
        // Not `exit`: it takes OpenSSL down under a thread that may be opening a connection to PostgreSQL.
        _exit(EXIT_SUCCESS)
    }
}
