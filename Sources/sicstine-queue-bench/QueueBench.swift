import ArgumentParser

/// Measures the job queue and gives fault tests a worker to kill; no part of the product.
@main
struct QueueBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sicstine-queue-bench", abstract: "Measures the job queue, and puts it to trial.",
        subcommands: [
            Prepare.self, Work.self, Feed.self, Cancel.self, Enqueue.self, Drain.self, Latency.self,
        ])
}
