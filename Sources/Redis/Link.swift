import CHiredis
import Glibc

/// One socket to Redis and the hiredis state around it: writes requests and reads as many replies, under one deadline.
///
/// Owns the context and the caps and frees both. Not thread-safe: belongs to the thread of its connection. After any
/// thrown error requests and replies may be out of step, so the owner must drop it.
final class Link {
    private let context: UnsafeMutablePointer<redisContext>
    private let caps: UnsafeMutablePointer<sicstine_reply_caps>
    private let gate: SocketGate
    private let limits: ReplyLimits

    /// Connects; blocks for at most `timeout` plus the time the system takes to resolve the name.
    init(_ endpoint: RedisEndpoint, gate: SocketGate, limits: ReplyLimits, timeout: Duration) throws(RedisError) {
        guard let context = redisConnectWithTimeout(endpoint.host, Int32(endpoint.port), timeval(timeout)) else {
            throw .connection(.unreachable)
        }
        self.context = context
        self.gate = gate
        self.limits = limits
        caps = .allocate(capacity: 1)
        caps.initialize(to: sicstine_reply_caps())
        guard context.pointee.err == 0 else { throw .connection(.unreachable) }
        guard sicstine_stop_blocking(context) else { throw .connection(.broken) }
        sicstine_cap_replies(context, caps)
        redisEnableKeepAlive(context)
        guard gate.open(context.pointee.fd) else { throw .cancelled }
    }

    deinit {
        gate.forget()
        redisFree(context)
        caps.deallocate()
    }

    /// Sends all commands at once and reads their replies in order; error replies are values here.
    func exchange(_ commands: [Command], until deadline: ContinuousClock.Instant) throws(RedisError) -> [Reply] {
        for command in commands { try append(command) }
        var replies: [Reply] = []
        replies.reserveCapacity(commands.count)
        var isSent = false
        var received = 0
        resetCaps()
        while true {
            while replies.count < commands.count, let reply = try nextReply() {
                replies.append(reply)
                received = unread
                resetCaps()
            }
            if replies.count == commands.count { break }
            let ready = try wait(toWrite: !isSent, until: deadline)
            if ready & Int16(POLLOUT) != 0 { isSent = try write() }
            if ready & ~Int16(POLLOUT) != 0 { received += try read() }
            // Checked before the parser allocates anything, on what this one reply has brought so far.
            guard received <= limits.bytes else { throw .replyTooLarge }
        }
        guard unread == 0 else { throw .malformedReply }
        return replies
    }

    private var unread: Int { context.pointee.reader.pointee.len - context.pointee.reader.pointee.pos }

    private func resetCaps() {
        caps.pointee.elements_left = limits.elements
        caps.pointee.depth_limit = Int32(clamping: limits.depth)
    }

    private func append(_ command: Command) throws(RedisError) {
        let lengths = command.arguments.map { $0.bytes.count }
        var flat: [UInt8] = []
        flat.reserveCapacity(lengths.reduce(0, +))
        for argument in command.arguments { flat += argument.bytes }
        let status = flat.withUnsafeBytes { buffer -> Int32 in
            // An empty buffer may have no address at all; hiredis wants one even for a length of zero.
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var offset = 0
            var starts: [UnsafePointer<CChar>?] = lengths.map { length in
                defer { offset += length }
                return base.map { $0 + offset }
            }
            return redisAppendCommandArgv(context, Int32(lengths.count), &starts, lengths)
        }
        guard status == REDIS_OK else { throw .connection(.broken) }
    }

    private func nextReply() throws(RedisError) -> Reply? {
        var raw: UnsafeMutableRawPointer?
        guard redisGetReplyFromReader(context, &raw) == REDIS_OK else {
            throw caps.pointee.exceeded ? .replyTooLarge : .malformedReply
        }
        guard let raw else { return nil }
        defer { freeReplyObject(raw) }
        return Reply(copying: raw.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private func wait(toWrite: Bool, until deadline: ContinuousClock.Instant) throws(RedisError) -> Int16 {
        let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
        var watch = pollfd(fd: context.pointee.fd, events: events, revents: 0)
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw .timeout }
            let status = poll(&watch, 1, Int32(clamping: left.milliseconds + 1))
            if gate.isInterrupted { throw .cancelled }
            if status > 0 { return watch.revents }
            guard status == 0 || errno == EINTR else { throw .connection(.broken) }
        }
    }

    private func write() throws(RedisError) -> Bool {
        var done: Int32 = 0
        guard redisBufferWrite(context, &done) == REDIS_OK else { throw lost() }
        return done == 1
    }

    private func read() throws(RedisError) -> Int {
        let before = context.pointee.reader.pointee.len
        guard redisBufferRead(context) == REDIS_OK else { throw lost() }
        return context.pointee.reader.pointee.len - before
    }

    private func lost() -> RedisError {
        if gate.isInterrupted { return .cancelled }
        return .connection(context.pointee.err == REDIS_ERR_EOF ? .closedByPeer : .broken)
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .milliseconds(1)).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    package var milliseconds: Int {
        Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
