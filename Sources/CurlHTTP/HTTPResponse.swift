/// One whole response; redirects and errors of the server come as they are.
package struct HTTPResponse: Sendable {
    /// 200 to 999.
    package let status: Int
    package let headers: HTTPHeaders
    /// As it came, still compressed where the server compressed it.
    package let body: [UInt8]
    package let timing: HTTPTiming
}

/// Where the time of an exchange went; each instant is counted from the start of the transfer.
package struct HTTPTiming: Sendable, Hashable {
    /// Between the call and the start of the transfer.
    package let queued: Duration
    package let nameLookUp: Duration
    /// Zero where a connection was reused.
    package let connected: Duration
    /// Zero without TLS and where a connection was reused.
    package let secured: Duration
    package let firstByte: Duration
    package let total: Duration
    package let reusedConnection: Bool
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status and the size alone: headers and bodies carry personal data.
    package var description: String { "status \(status), \(body.count) bytes" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: ["status": status]) }
}
