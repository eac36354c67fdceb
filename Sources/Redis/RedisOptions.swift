/// How long a connection waits and how much it accepts.
package struct RedisOptions: Sendable {
    /// Time to connect, authenticate and select the database.
    package var connectTimeout: Duration
    /// Time from the first byte of a request to the last byte of its answer, when the caller gives none.
    package var replyTimeout: Duration
    package var limits: ReplyLimits

    package init(
        connectTimeout: Duration = .seconds(2), replyTimeout: Duration = .seconds(2),
        limits: ReplyLimits = ReplyLimits()
    ) {
        self.connectTimeout = connectTimeout
        self.replyTimeout = replyTimeout
        self.limits = limits
    }
}

/// The most that one reply may bring; more of it ends the connection before it fills the memory.
package struct ReplyLimits: Sendable {
    /// Bytes on the wire of one reply.
    package var bytes: Int
    /// Array elements of one reply, over all its levels.
    package var elements: Int
    /// Levels of arrays within arrays; hiredis itself stops at 7.
    package var depth: Int

    package init(bytes: Int = 64 << 20, elements: Int = 1 << 20, depth: Int = 7) {
        self.bytes = bytes
        self.elements = elements
        self.depth = depth
    }
}
