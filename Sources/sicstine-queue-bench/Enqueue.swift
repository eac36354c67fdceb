import ArgumentParser
import JobQueue

/// Enqueues jobs that do nothing.
struct Enqueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Enqueues jobs that do nothing, for drain.",
        discussion: "Says `seconds` and `per_second`.")

    @OptionGroup var place: QueueOptions

    @Option(help: "How many jobs.")
    var count: Int

    @Option(help: "Over how many scopes they are spread.")
    var scopes = 1

    /// How a producer hands its jobs over.
    enum Manner: String, EnumerableFlag {
        case singly, bulk
    }

    @Flag(help: "One a call, each answer awaited; or 500 a call.")
    var manner: Manner

    func run() async throws {
        let queue = try place.queue(for: JobCatalog([NoopJob { _ in }]))
        let batch = manner == .singly ? 1 : 500
        // The connection is no part of what is measured.
        _ = try await queue.isPaused()
        let began = ContinuousClock.now
        var added = 0
        for start in stride(from: 0, to: count, by: batch) {
            let pointers = (start..<min(count, start + batch)).map { NoopJob.pointer($0, scopes: scopes) }
            added += try await queue.enqueue(pointers, timeout: .seconds(10))
        }
        let seconds = began.duration(to: .now).seconds
        guard added == count else { throw ValidationError("Only \(added) of \(count) were new to the queue.") }
        say("seconds", seconds)
        say("per_second", Double(count) / seconds)
    }
}
