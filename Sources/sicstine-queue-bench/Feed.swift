import ArgumentParser
import JobQueue
import Postgres

/// Adds jobs to the record, then hints at them.
struct Feed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Adds jobs to the record, then hints at them; says how many the record took.",
        discussion: """
            A behaviour is plain, slow:MILLISECONDS, fails:TIMES, poison, discard, snooze:TIMES or crash.
            While PostgreSQL is away it tries again for two minutes; what Redis says does not count.
            """)

    @OptionGroup var place: QueueOptions
    @OptionGroup var database: DatabaseOptions

    @Option(help: "How many jobs.")
    var count: Int

    @Option(help: "Over how many scopes they are spread.")
    var scopes = 1

    @Option(help: "What the scopes' names begin with.")
    var scopeName = "v"

    @Option(help: "How much of each behaviour, such as plain=90,fails:1=4.")
    var mix = TrialMix.plain

    @Option(help: "The same seed gives the same jobs.")
    var seed: UInt64 = 1

    @Option(help: "The id of the first job.")
    var first: Int64 = 1

    @Option(help: "Jobs a second; without it, as fast as can be.")
    var rate: Int?

    func validate() throws {
        guard count >= 0, scopes > 0, rate ?? 1 > 0 else { throw ValidationError("Numbers are positive.") }
    }

    func run() async throws {
        let database = database.open(connections: 1)
        let queue = try place.queue(for: JobCatalog([TrialJob(database: database)]))
        var random = SeededRandom(seed: seed)
        let began = ContinuousClock.now
        let batch = rate.map { min(500, max(1, $0 / 20)) } ?? 500
        var added = 0
        while added < count {
            let ids = (0..<min(batch, count - added)).map { first + Int64(added + $0) }
            let names = ids.map { _ in "\(scopeName)\(Int.random(in: 0..<scopes, using: &random))" }
            let behaviours = ids.map { _ in mix.pick(using: &random) }
            try await insert(InsertJobs(ids: ids, scopes: names, behaviours: behaviours), into: database)
            // The hint may be lost: the sweeper finds the job in the record.
            _ = try? await queue.enqueue(zip(ids, names).map { TrialJob.pointer($0, scope: $1) })
            added += ids.count
            if let rate { try await Task.sleep(until: began + .seconds(Double(added) / Double(rate))) }
        }
        say("accepted \(added)")
    }

    /// May be repeated whatever became of it: the rows that are there stay as they are.
    private func insert(_ rows: InsertJobs, into database: TrialDatabase) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            do {
                try await database.run(rows)
                return
            } catch let error as PostgresError where error.isOutage && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
