/// Why a request to Redis has no answer, by class; never holds an argument, a value or a server's message.
package enum RedisError: Error, Sendable, Equatable {
    /// The connection could not be made, or broke before the answer: the request may or may not have been done.
    case connection(ConnectionFault)
    /// No answer within the time allowed: the request may or may not have been done.
    case timeout
    /// The calling task was cancelled: the request may or may not have been done.
    case cancelled
    /// The peer does not speak the protocol, or its answers are out of step with the requests.
    case malformedReply
    /// The answer passed a cap of `ReplyLimits`.
    case replyTooLarge
    /// The answer is well-formed but not what this command answers.
    case unexpectedReply
    /// Redis answered with an error.
    case server(ServerError)
    /// Redis would not keep what it is given.
    case unsafeServer(ServerFault)
    /// The pool was shut down.
    case poolClosed

    /// Where a connection failed.
    package enum ConnectionFault: Sendable, Equatable {
        case unreachable, closedByPeer, broken, noThread
    }

    /// What makes a server unfit for durable data.
    package enum ServerFault: Sendable, Equatable {
        case evicts(policy: String)
        case replica
        case loading
    }

    /// Whether the same request may succeed later without anyone changing anything in the program.
    package var isRetryable: Bool {
        switch self {
        case .connection, .timeout, .malformedReply: true
        case .unsafeServer(.loading), .unsafeServer(.replica): true
        case .server(let error): error.isRetryable
        case .cancelled, .replyTooLarge, .unexpectedReply, .unsafeServer(.evicts), .poolClosed: false
        }
    }
}

extension RedisError: CustomStringConvertible {
    /// Safe to show and to log.
    package var description: String {
        switch self {
        case .connection(.unreachable): "Redis cannot be reached"
        case .connection(.closedByPeer): "Redis closed the connection"
        case .connection(.broken): "the connection to Redis broke"
        case .connection(.noThread): "no thread could be started for a connection to Redis"
        case .timeout: "Redis did not answer in time"
        case .cancelled: "the request to Redis was cancelled"
        case .malformedReply: "the answer of Redis is malformed"
        case .replyTooLarge: "the answer of Redis is larger than allowed"
        case .unexpectedReply: "the answer of Redis is not of the expected shape"
        case .server(let error): "Redis answered with error \(error.code)"
        case .unsafeServer(.evicts(let policy)):
            "Redis evicts keys (maxmemory-policy is \(policy)): set `maxmemory-policy noeviction`"
        case .unsafeServer(.replica): "Redis is a replica: connect to the master"
        case .unsafeServer(.loading): "Redis is still loading its data"
        case .poolClosed: "the pool of connections to Redis is shut down"
        }
    }
}
