import Foundation

/// A PostgreSQL of the tests' own: a fresh cluster in a temporary directory, on a random loopback port, gone when the
/// test process is.
package final class TestServer: Sendable {
    package static let programs = "/usr/lib/postgresql/15/bin"
    package static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: programs + "/initdb") }

    package let port: Int
    private let directory: String
    private let will: LastWill

    package var url: String { "postgresql://postgres@127.0.0.1:\(port)/postgres" }

    package init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "sicstine-\(UUID().uuidString)").path
        port = try Loopback.freePort()
        try Command.run(["mkdir", "-m", "700", directory])
        if geteuid() == 0 { try Command.run(["chown", "postgres", directory]) }
        let stop =
            (Self.unprivileged + ["\(Self.programs)/pg_ctl", "stop", "-m", "immediate", "-D", "\(directory)/data"])
        will = try LastWill("\(stop.joined(separator: " ")); rm -rf \(directory)")
        try run(
            "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8",
            "-D", "\(directory)/data")
        try start()
    }

    package func start() throws {
        let settings = [
            "-p \(port)", "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=''", "-c fsync=off",
            "-c max_connections=200", "-c max_wal_size=512MB", "-c deadlock_timeout=100ms",
        ]
        try run(
            "pg_ctl", "start", "-w", "-D", "\(directory)/data", "-l", "\(directory)/log",
            "-o", settings.joined(separator: " "))
    }

    /// Ends every session at once, as a crash would.
    package func stop() throws {
        try run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", "\(directory)/data")
    }

    /// PostgreSQL refuses to run as root.
    private static let unprivileged =
        geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []

    private func run(_ program: String, _ arguments: String...) throws {
        try Command.run(Self.unprivileged + ["\(Self.programs)/\(program)"] + arguments)
    }
}
