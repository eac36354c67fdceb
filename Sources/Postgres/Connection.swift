import CLibPQ
import DedicatedThread
import Foundation
import Synchronization

/// One connection to PostgreSQL.
///
/// Owns its `PGconn` and a thread of its own, which is the actor's executor: every libpq call happens there, and
/// waiting there blocks nobody else. Any error of the link, any timeout and any cancellation closes the connection for
/// good: `isUsable` turns false and it is never used again, so no caller can read another's answer.
package actor Connection {
    private let thread: ThreadExecutor
    let interruption = Interruption()
    private let configuration: ConnectionConfiguration
    // Nil before `open` and after `close`. Touched on the thread only.
    var handle: OpaquePointer?
    var deadline = ContinuousClock.now
    // The socket while no request runs and no transaction is open; else -1. Written on the thread, read anywhere.
    private let idleSocket = Atomic<Int32>(-1)

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init(_ configuration: ConnectionConfiguration) throws(PostgresError) {
        self.configuration = configuration
        do throws(ThreadExecutor.NoThread) {
            thread = try ThreadExecutor()
        } catch {
            throw PostgresError(.connectionFailed, detail: "no thread could be started for a connection")
        }
    }

    /// Connects within the configuration's timeout, save that a host name takes as long as the system's resolver does.
    package static func connect(_ configuration: ConnectionConfiguration) async throws(PostgresError) -> Connection {
        let connection = try Connection(configuration)
        do throws(PostgresError) {
            try await connection.request(timeout: configuration.connectTimeout) { (self) throws(PostgresError) in
                try self.open()
            }
        } catch {
            guard error.kind == .timeout || error.kind == .connectionLost else { throw error }
            throw PostgresError(.connectionFailed, detail: "no answer within the time to connect")
        }
        return connection
    }

    isolated deinit {
        if let handle { PQfinish(handle) }
        thread.stop()
    }

    /// Closes for good; a transaction under way is rolled back by the server.
    ///
    /// Safe to call twice.
    package func close() {
        guard let handle else { return }
        idleSocket.store(-1, ordering: .releasing)
        PQfinish(handle)
        self.handle = nil
    }

    /// Whether the connection is open, idle and outside any transaction, and the server has not hung up.
    ///
    /// Any thread may ask.
    package nonisolated var isUsable: Bool {
        let socket = idleSocket.load(ordering: .acquiring)
        guard socket >= 0 else { return false }
        // Nothing was asked, so anything to read is the server's goodbye.
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    /// The default deadline of one request: the server's own limit and a second for the way.
    nonisolated var requestTimeout: Duration { configuration.statementTimeout + .seconds(1) }

    /// Runs `body` on the connection's thread with a deadline and cancellation; a failure that leaves the link out of
    /// step closes it.
    nonisolated func request<T: Sendable>(
        timeout: Duration, _ body: @escaping @Sendable (isolated Connection) throws(PostgresError) -> T
    ) async throws(PostgresError) -> T {
        let ticket = interruption.issueTicket()
        defer { interruption.retire(ticket) }
        let outcome = await withTaskCancellationHandler {
            await self.perform(ticket: ticket, timeout: timeout, body)
        } onCancel: {
            interruption.fire(ticket)
        }
        return try outcome.get()
    }

    /// As `request`, deaf to the cancellation of the calling task: for what must come to its end once begun.
    nonisolated func uninterruptibleRequest<T: Sendable>(
        _ body: @escaping @Sendable (isolated Connection) throws(PostgresError) -> T
    ) async throws(PostgresError) -> T {
        try await perform(ticket: interruption.issueTicket(), timeout: requestTimeout, body).get()
    }

    private func perform<T: Sendable>(
        ticket: UInt64, timeout: Duration, _ body: @Sendable (isolated Connection) throws(PostgresError) -> T
    ) -> Result<T, PostgresError> {
        guard interruption.begin(ticket) else {
            interruption.end()
            return .failure(PostgresError(.cancelled))
        }
        idleSocket.store(-1, ordering: .releasing)
        defer {
            interruption.end()
            noteWhetherIdle()
        }
        deadline = ContinuousClock.now + timeout
        do throws(PostgresError) {
            return .success(try body(self))
        } catch {
            // The server notices the closed socket and stops what it does for us: see
            // `client_connection_check_interval`. `PQcancel` would do it too, but waits without limit for a server that
            // accepts and never answers.
            if error.kind != .server && error.kind != .invalidParameter { close() }
            return .failure(error)
        }
    }

    private func noteWhetherIdle() {
        guard let handle, PQstatus(handle) == CONNECTION_OK, PQtransactionStatus(handle) == PQTRANS_IDLE else { return }
        idleSocket.store(PQsocket(handle), ordering: .releasing)
    }

    private func open() throws(PostgresError) {
        guard interruption.descriptor >= 0 else {
            throw PostgresError(.connectionFailed, detail: "the process has no file descriptor left")
        }
        let keywords = configuration.keywords
        let started = withCStrings(keywords.map(\.0)) { names in
            withCStrings(keywords.map(\.1)) { values in PQconnectStartParams(names, values, 1) }
        }
        guard let started, PQstatus(started) != CONNECTION_BAD else {
            started.map(PQfinish)
            throw PostgresError(.connectionFailed, detail: "check the address and that PostgreSQL is running")
        }
        handle = started
        sicstine_silence(started)
        var events = Int16(POLLOUT)
        while true {
            try wait(for: events)
            switch PQconnectPoll(started) {
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            case PGRES_POLLING_OK:
                PQsetnonblocking(started, 1)
                return
            default:
                throw PostgresError(.connectionFailed, detail: "PostgreSQL refused the connection or cannot be reached")
            }
        }
    }
}

/// The strings as a NULL-terminated array of C strings, valid during `body`.
private func withCStrings<T>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T) -> T {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
}
