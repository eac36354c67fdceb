import DedicatedThread

/// One connection to Redis on a thread of its own.
///
/// Ownership: the actor owns the link, the link owns the socket and what hiredis allocated. Only the actor's thread
/// touches the link, and only there are blocking calls made, so no thread of Swift concurrency ever blocks. Other
/// threads may ask `isUsable` and interrupt through the gate, nothing else. Any error, timeout or cancellation destroys
/// the link for good: replies of an earlier request can never be taken for those of a later one. An error *answered* by
/// Redis is an answer and leaves the connection usable, unless it says that this server is not the one to talk to any
/// more. One request at a time: a cancelled caller ends the connection, also for others who wait for it.
package actor RedisConnection {
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private nonisolated let executor: ThreadExecutor
    private nonisolated let gate = SocketGate()
    nonisolated let options: RedisOptions
    private var link: Link?

    private init(options: RedisOptions) throws(RedisError) {
        self.options = options
        do throws(ThreadExecutor.NoThread) {
            executor = try ThreadExecutor()
        } catch {
            throw .connection(.noThread)
        }
    }

    deinit {
        executor.stop()
    }

    /// Connects, authenticates, selects the database and makes sure that the server is a master.
    package static func open(
        _ endpoint: RedisEndpoint, options: RedisOptions = RedisOptions()
    ) async throws(RedisError) -> RedisConnection {
        let connection = try RedisConnection(options: options)
        try await connection.interruptibly { $0.establish(endpoint) }
        return connection
    }

    /// Whether another request may be sent; false for ever once it is false.
    package nonisolated var isUsable: Bool { gate.isUsable }

    /// Sends one command and returns its answer; an error answer is thrown.
    ///
    /// A blocking command needs a `timeout` longer than the time it blocks.
    @discardableResult
    package nonisolated func send(_ command: Command, timeout: Duration? = nil) async throws(RedisError) -> Reply {
        guard let reply = try await pipeline([command], timeout: timeout).first else { throw .malformedReply }
        return try reply.get()
    }

    /// Sends all commands in one go and returns as many replies in their order; error answers are values among them.
    package nonisolated func pipeline(
        _ commands: [Command], timeout: Duration? = nil
    ) async throws(RedisError) -> [Reply] {
        guard !commands.isEmpty else { return [] }
        let deadline = ContinuousClock.now + (timeout ?? options.replyTimeout)
        return try await interruptibly { $0.exchange(commands, until: deadline) }
    }

    /// Ends the connection; what is under way fails with `cancelled`.
    ///
    /// Any thread, any number of times.
    package nonisolated func close() {
        gate.interrupt()
    }

    private nonisolated func interruptibly<Value: Sendable>(
        _ body: @Sendable (isolated RedisConnection) -> Result<Value, RedisError>
    ) async throws(RedisError) -> Value {
        // Nothing is sent yet, so a task that is already cancelled need not cost the connection.
        guard !Task.isCancelled else { throw .cancelled }
        return try await withTaskCancellationHandler {
            await body(self)
        } onCancel: {
            gate.interrupt()
        }.get()
    }

    private func exchange(_ commands: [Command], until deadline: ContinuousClock.Instant) -> Result<[Reply], RedisError>
    {
        guard let link, !gate.isInterrupted else {
            self.link = nil
            return .failure(.connection(.broken))
        }
        do throws(RedisError) {
            let replies = try link.exchange(commands, until: deadline)
            if replies.contains(where: \.endsConnection) { self.link = nil }
            return .success(replies)
        } catch {
            self.link = nil
            return .failure(error)
        }
    }

    private func establish(_ endpoint: RedisEndpoint) -> Result<Void, RedisError> {
        let deadline = ContinuousClock.now + options.connectTimeout
        do throws(RedisError) {
            let link = try Link(endpoint, gate: gate, limits: options.limits, timeout: options.connectTimeout)
            let greeting = endpoint.greeting
            let replies = try link.exchange(greeting, until: deadline)
            for reply in replies { _ = try reply.get() }
            guard replies.last?.elements?.first?.text == "master" else { throw RedisError.unsafeServer(.replica) }
            self.link = link
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}

extension RedisEndpoint {
    /// What is said on every new connection, in one round trip; `ROLE` comes last.
    fileprivate var greeting: [Command] {
        var commands: [Command] = []
        if let password {
            commands.append(Command([Argument("AUTH")] + (user.map { [Argument($0)] } ?? []) + [Argument(password)]))
        }
        if database != 0 { commands.append(Command("SELECT", Argument(database))) }
        commands.append(Command("ROLE"))
        return commands
    }
}

extension Reply {
    fileprivate var endsConnection: Bool {
        if case .error(let error) = self { return error.endsConnection }
        return false
    }
}
