import ArgumentParser
import JobQueue

/// Withdraws a job from the record, then cancels it in the queue, as operators do.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Withdraws a job of the trial and cancels it.",
        discussion: "Says `withdrawn true|false`, then `cancellation absent|removed|requested`.")

    @OptionGroup var place: QueueOptions
    @OptionGroup var database: DatabaseOptions

    @Option(help: "The id of the job.")
    var id: Int64

    func run() async throws {
        let database = database.open(connections: 1)
        let job = TrialJob(database: database)
        guard let scope = try await database.first(ScopeOfJob(id: id)) else {
            throw ValidationError("There is no job \(id).")
        }
        let pointer = TrialJob.pointer(id, scope: scope)
        say("withdrawn \(try await job.withdraw(pointer))")
        say("cancellation \(try await place.queue(for: JobCatalog([job])).cancel(pointer))")
    }
}
