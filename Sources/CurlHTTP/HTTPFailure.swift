/// Why an exchange gave no response; safe to show and to log.
package struct HTTPFailure: Error, Hashable, Sendable {
    /// The closed list of reasons.
    package enum Reason: Hashable, Sendable {
        case invalidRequest(InvalidRequest)
        /// As many requests as the client may hold are running or waiting already.
        case queueFull
        /// Every address of the host is one the address policy refuses.
        case addressRefused
        case resolve
        case connect
        case tls(TLSFault)
        case timeout(TimeoutPhase)
        case tooLarge(MessagePart)
        /// The connection ended before the response was whole.
        case connectionLost
        /// The peer does not speak HTTP/1.1 properly.
        case protocolError
        case cancelled
        case shutDown
        /// The client could not do its own work, for want of memory or of descriptors.
        case internalFault
    }

    package let reason: Reason
    /// Whether the server may have received the request, and acted on it.
    ///
    /// False is certain: no byte of the request left. Where it is true, only a request that is harmless twice may be
    /// sent again.
    package let outcomeUnknown: Bool

    init(_ reason: Reason, outcomeUnknown: Bool) {
        self.reason = reason
        self.outcomeUnknown = outcomeUnknown
    }

    /// Whether the same request may succeed later; see `outcomeUnknown` before sending it again.
    package var isRetryable: Bool {
        switch reason {
        case .queueFull, .resolve, .connect, .tls, .timeout, .connectionLost, .protocolError, .shutDown, .internalFault:
            true
        case .invalidRequest, .addressRefused, .tooLarge, .cancelled:
            false
        }
    }
}

/// The part of a request that was refused.
package enum InvalidRequest: Hashable, Sendable {
    case url, scheme, userInformation, headerName, headerValue, credentials, bodyNotAllowed
}

/// What failed in the TLS handshake.
package enum TLSFault: Hashable, Sendable {
    /// The certificate is not trusted, not valid now, or not of this host.
    case certificate
    /// No common version or cipher, or the peer does not speak TLS.
    case handshake
    /// The file of additional authorities cannot be read.
    case trustStore
}

/// Which limit of time ran out.
package enum TimeoutPhase: Hashable, Sendable {
    case connect, total, lowSpeed
}

/// The part of a response that exceeded its limit.
package enum MessagePart: Hashable, Sendable {
    case header, body
}

extension HTTPFailure: CustomStringConvertible {
    package var description: String {
        outcomeUnknown ? "\(reason.sentence); the server may have received the request" : reason.sentence
    }
}

extension HTTPFailure.Reason {
    fileprivate var sentence: String {
        switch self {
        case .invalidRequest(let fault): "invalid request: \(fault)"
        case .queueFull: "too many requests are waiting"
        case .addressRefused: "the address of the host is not allowed"
        case .resolve: "the host name has no address"
        case .connect: "no connection to the host"
        case .tls(let fault): "no trusted TLS connection: \(fault)"
        case .timeout(let phase): "out of time: \(phase)"
        case .tooLarge(let part): "the response is too large: \(part)"
        case .connectionLost: "the connection ended before the response"
        case .protocolError: "the response is not proper HTTP"
        case .cancelled: "cancelled"
        case .shutDown: "the client is shut down"
        case .internalFault: "the client lacks memory or descriptors"
        }
    }
}
