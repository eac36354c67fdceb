import ArgumentParser
import JobQueue
import Logging
import Synchronization

/// Runs the jobs that do nothing until none is left.
struct Drain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "One worker runs what enqueue put there until the queue is empty.",
        discussion: "Says `jobs`, `seconds` from the first run to the last job settled, and `per_second`.")

    @OptionGroup var place: QueueOptions

    @Option(help: "Jobs at a time.")
    var concurrency = 64

    func run() async throws {
        let logger = startLogging(.warning)
        let tally = Tally()
        let catalog = JobCatalog([NoopJob { _ in tally.count() }])
        let queue = try place.queue(for: catalog)
        let expected = try await queue.left()
        guard expected > 0 else { throw ValidationError("The queue is empty.") }
        let worker = JobWorker(
            name: "drain", queue: queue, catalog: catalog, settings: .init(concurrency: concurrency), logger: logger)
        let work = Task { await worker.run() }
        await tally.reached(expected)
        while try await queue.left() > 0 { try await Task.sleep(for: .milliseconds(1)) }
        let seconds = tally.sinceFirst().seconds
        worker.stop()
        await work.value
        say("jobs \(expected)")
        say("seconds", seconds)
        say("per_second", Double(expected) / seconds)
    }
}

extension DurableQueue {
    /// Jobs that wait or run.
    fileprivate func left() async throws -> Int {
        try await census().kinds.reduce(0) { $0 + $1.waiting + $1.running + $1.delayed }
    }
}

/// Counts runs, from any thread; tells one waiter when there were enough.
private final class Tally: Sendable {
    private struct State {
        var runs = 0
        var first = ContinuousClock.now
        var target = Int.max
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func count() {
        let waiter = state.withLock { state in
            if state.runs == 0 { state.first = .now }
            state.runs += 1
            return state.runs == state.target ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    func reached(_ target: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.runs >= target { return true }
                state.target = target
                state.waiter = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func sinceFirst() -> Duration { state.withLock { $0.first.duration(to: .now) } }
}
