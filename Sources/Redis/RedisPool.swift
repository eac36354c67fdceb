/// Lends a bounded number of connections, each to one borrower at a time, and replaces those that broke or grew old.
///
/// Connections are opened on the side: a borrower waits for its turn, never longer than its own timeout, however long
/// the opening takes.
package actor RedisPool {
    private let endpoint: RedisEndpoint
    private let options: Options
    private var idle: [Member] = []
    private var births: [ObjectIdentifier: ContinuousClock.Instant] = [:]
    private var openings = 0
    private var queue = WaitingLine()
    private var isClosed = false

    /// The bounds of a pool.
    package struct Options: Sendable {
        /// The most connections, lent and idle together; each costs a thread and at most one socket.
        package var size: Int
        /// How long a borrower waits for a connection when it gives no timeout.
        package var waitTimeout: Duration
        /// A connection older than this is replaced when it comes back.
        package var maxAge: Duration
        package var connection: RedisOptions

        package init(
            size: Int = 8, waitTimeout: Duration = .seconds(2), maxAge: Duration = .seconds(600),
            connection: RedisOptions = RedisOptions()
        ) {
            self.size = max(1, size)
            self.waitTimeout = waitTimeout
            self.maxAge = maxAge
            self.connection = connection
        }
    }

    private struct Member {
        let connection: RedisConnection
        let born: ContinuousClock.Instant
    }

    package init(_ endpoint: RedisEndpoint, options: Options = Options()) {
        self.endpoint = endpoint
        self.options = options
    }

    /// Lends a connection to `body`, which must not keep it; `waitTimeout` bounds the wait, not the body.
    package nonisolated func withConnection<Value: Sendable>(
        waitTimeout: Duration? = nil, _ body: @Sendable (RedisConnection) async throws(RedisError) -> Value
    ) async throws(RedisError) -> Value {
        let connection = try await lend(within: waitTimeout ?? options.waitTimeout)
        do {
            let value = try await body(connection)
            await takeBack(connection)
            return value
        } catch {
            await takeBack(connection)
            throw error
        }
    }

    /// The connections that exist now, lent and idle.
    package var count: Int { births.count }

    /// Closes idle connections now and lent ones when they come back; whoever waits or asks gets `poolClosed`.
    package func shutdown() {
        isClosed = true
        for member in idle { close(member.connection) }
        idle = []
        queue.failAll(.poolClosed)
    }

    private func lend(within timeout: Duration) async throws(RedisError) -> RedisConnection {
        guard !isClosed else { throw .poolClosed }
        guard !Task.isCancelled else { throw .cancelled }
        while let member = idle.popLast() {
            if isFit(member) { return member.connection }
            close(member.connection)
        }
        let ticket = queue.nextTicket()
        let alarm = Task {
            // Sleep fails only by cancellation, which means that the wait is over.
            if (try? await Task.sleep(for: timeout)) != nil { self.giveUp(ticket, .timeout) }
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.join(ticket, continuation)
                openAsNeeded()
            }
        } onCancel: {
            Task { await self.giveUp(ticket, .cancelled) }
        }.get()
    }

    private func takeBack(_ connection: RedisConnection) {
        let member = Member(connection: connection, born: births[ObjectIdentifier(connection)] ?? .now)
        if !isClosed && isFit(member) {
            if !queue.serve(connection) { idle.append(member) }
        } else {
            close(connection)
            openAsNeeded()
        }
    }

    private func openAsNeeded() {
        while !isClosed && openings < queue.count && births.count + openings < options.size {
            openings += 1
            Task {
                do throws(RedisError) {
                    self.admit(try await RedisConnection.open(endpoint, options: options.connection))
                } catch {
                    self.openings -= 1
                    self.queue.failFirst(error)
                    self.openAsNeeded()
                }
            }
        }
    }

    private func admit(_ connection: RedisConnection) {
        openings -= 1
        guard !isClosed else { return connection.close() }
        let member = Member(connection: connection, born: .now)
        births[ObjectIdentifier(connection)] = member.born
        // Given away unchecked: whoever waits learns what is wrong with it, and nobody opens others in a circle.
        if !queue.serve(connection) { idle.append(member) }
    }

    private func giveUp(_ ticket: Int, _ error: RedisError) {
        queue.fail(ticket, error)
    }

    private func isFit(_ member: Member) -> Bool {
        member.connection.isUsable && member.born.duration(to: .now) < options.maxAge
    }

    private func close(_ connection: RedisConnection) {
        births[ObjectIdentifier(connection)] = nil
        connection.close()
    }
}
