import ArgumentParser
import JobQueue
import Logging

/// Measures how soon an idle worker begins with a job.
struct Latency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the time from before a job is enqueued to its run, with an idle worker.",
        discussion: "Says `p50_ms`, `p99_ms` and `max_ms`.")

    @OptionGroup var place: QueueOptions

    @Option(help: "How many jobs, one after the other.")
    var count = 500

    @Option(help: "Milliseconds from one to the next.")
    var everyMs = 20

    func run() async throws {
        let logger = startLogging(.warning)
        let (runs, ran) = AsyncStream.makeStream(of: (number: Int, at: ContinuousClock.Instant).self)
        let catalog = JobCatalog([NoopJob { ran.yield((Int($0.subject) ?? -1, .now)) }])
        let queue = try place.queue(for: catalog)
        let worker = JobWorker(name: "latency", queue: queue, catalog: catalog, logger: logger)
        let work = Task { await worker.run() }
        var run = runs.makeAsyncIterator()
        var waits: [Double] = []
        // The first one pays for connections and scripts, and shows that the worker is there.
        for number in 0...count {
            let began = ContinuousClock.now
            try await queue.enqueue([NoopJob.pointer(number, scopes: 1)], timeout: .seconds(5))
            guard let end = await run.next(), end.number == number else {
                throw ValidationError("Another job was in the queue.")
            }
            if number > 0 { waits.append(began.duration(to: end.at) / .milliseconds(1)) }
            try await Task.sleep(until: began + .milliseconds(everyMs))
        }
        worker.stop()
        await work.value
        waits.sort()
        say("p50_ms", waits[waits.count / 2])
        say("p99_ms", waits[waits.count * 99 / 100])
        say("max_ms", waits[waits.count - 1])
    }
}
