import Foundation
import Synchronization

/// A real redis-server on a free loopback port in a directory of its own, with AOF and noeviction.
package final class RedisServer: Sendable {
    package let port: Int
    package let directory: String
    private let process: Mutex<Process?>
    /// Kills the server when this process ends without having done so: a crash of a test must leave nothing behind.
    private let watchdog = Mutex<Process?>(nil)

    package enum Failure: Error { case didNotStart }

    /// Starts a server and stops it when `body` ends, however it ends.
    package static func with(options: [String] = [], _ body: (RedisServer) async throws -> Void) async throws {
        let server = try RedisServer(options: options)
        defer { server.remove() }
        try await body(server)
    }

    package var url: String { "redis://127.0.0.1:\(port)" }

    /// Kills the server without notice.
    package func kill() {
        process.withLock { process in
            guard let running = process else { return }
            // The watchdog first: the number of a dead process may be given to another.
            watchdog.withLock { _ = $0.map { Foundation.kill($0.processIdentifier, SIGKILL) } }
            Foundation.kill(running.processIdentifier, SIGKILL)
            running.waitUntilExit()
            process = nil
        }
    }

    /// Stops the server in its tracks until `resume`: it keeps its connections and answers nothing.
    package func pause() {
        process.withLock { _ = $0.map { Foundation.kill($0.processIdentifier, SIGSTOP) } }
    }

    /// Lets a paused server go on.
    package func resume() {
        process.withLock { _ = $0.map { Foundation.kill($0.processIdentifier, SIGCONT) } }
    }

    /// Starts it again after `kill`, on the same port with the same data, or with what another one, killed too, had.
    package func restart(withDataOf other: RedisServer? = nil, options: [String] = []) throws {
        let directory = other?.directory ?? directory
        let started = try Self.launch(port: port, directory: directory, options: options)
        process.withLock { $0 = started }
        try watch(started)
    }

    /// Gives it an order on a connection of its own.
    package func order(_ words: String...) throws {
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/redis-cli")
        client.arguments = ["-p", "\(port)"] + words
        client.standardOutput = FileHandle.nullDevice
        try client.run()
        client.waitUntilExit()
    }

    private init(options: [String]) throws {
        let path = NSTemporaryDirectory() + "/redis-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        directory = path
        let started = try Self.start(in: path, options: options)
        process = Mutex(started.process)
        port = started.port
        try watch(started.process)
    }

    private static func start(in directory: String, options: [String]) throws -> (process: Process, port: Int) {
        // Another process may take a free port between the look and the start: then another one is tried.
        for _ in 1...4 {
            let port = try LoopbackListener.freePort()
            if let process = try? launch(port: port, directory: directory, options: options) { return (process, port) }
        }
        let port = try LoopbackListener.freePort()
        return (try launch(port: port, directory: directory, options: options), port)
    }

    private func remove() {
        kill()
        // The directory is in the temporary one; a leftover does no harm.
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The watchdog's input ends when this process does.
    private func watch(_ server: Process) throws {
        let dog = Process()
        dog.executableURL = URL(fileURLWithPath: "/bin/sh")
        dog.arguments = ["-c", "read line; kill -9 \(server.processIdentifier)"]
        dog.standardInput = Pipe()
        try dog.run()
        watchdog.withLock { $0 = dog }
    }

    /// Returns once the server itself says that it is ready.
    private static func launch(port: Int, directory: String, options: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/redis-server")
        process.arguments =
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", directory, "--appendonly", "yes",
                "--appendfsync", "everysec", "--maxmemory-policy", "noeviction", "--save", "", "--logfile", "",
                "--enable-debug-command", "yes",
            ] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        var log = Data()
        while !log.contains("Ready to accept connections") {
            let chunk = output.fileHandleForReading.availableData
            guard !chunk.isEmpty else {
                process.waitUntilExit()
                throw Failure.didNotStart
            }
            log.append(chunk)
        }
        // A full pipe would stop the server. A thread, since a readability handler would outlive the pipe.
        Thread.detachNewThread {
            while !output.fileHandleForReading.availableData.isEmpty {}
        }
        return process
    }
}

extension Data {
    fileprivate func contains(_ text: String) -> Bool {
        range(of: Data(text.utf8)) != nil
    }
}
