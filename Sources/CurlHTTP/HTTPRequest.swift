/// One request: an absolute URL in ASCII, percent-encoded by the caller, without user information.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    package var url: String
    package var headers: [HTTPHeader]
    /// Not allowed for GET and HEAD.
    package var body: [UInt8]
    package var credentials: HTTPCredentials?
    /// Replaces the limits of the client for this request.
    package var limits: HTTPLimits?

    package init(_ method: HTTPMethod, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The method alone: URLs, headers and bodies carry personal data and secrets.
    package var description: String { "\(method.rawValue) request" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: ["method": method]) }
}
