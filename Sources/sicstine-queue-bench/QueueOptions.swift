import ArgumentParser
import Foundation
import JobQueue
import Logging
import Redis

/// Where the queue is.
struct QueueOptions: ParsableArguments {
    @Option(help: "The address of Redis.")
    var redis: String

    @Option(help: "The first part of every key in Redis.")
    var prefix = "queue-bench"

    /// The queue, with the routes of these jobs.
    func queue(for catalog: JobCatalog) throws -> DurableQueue {
        let pool = RedisPool(try RedisEndpoint(redis))
        return DurableQueue(pool: pool, settings: .init(prefix: prefix, routes: catalog.routes))
    }
}

/// Logs to the error stream, since the output belongs to the result.
func startLogging(_ level: Logger.Level) -> Logger {
    LoggingSystem.bootstrap { name in
        var handler = StreamLogHandler.standardError(label: name)
        handler.logLevel = level
        return handler
    }
    return Logger(label: "queue-bench")
}

/// Says a line on the output at once: its reader waits for it through a pipe.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}

/// Says a figure, `name value`.
func say(_ name: String, _ value: Double) {
    say("\(name) \(String(format: "%.3f", value))")
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
