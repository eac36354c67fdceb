/// How a client behaves; one client has one policy, so a reused connection obeys the policy that opened it.
package struct HTTPClientConfiguration: Sendable {
    /// Which addresses may be connected to.
    package var addresses = AddressPolicy.publicOnly
    /// Whether `http:` URLs are accepted beside `https:`.
    package var allowsPlainHTTP = false
    /// A PEM file of authorities trusted beside those of the system.
    package var additionalAuthoritiesFile: String?
    /// What a request without limits of its own is held to.
    package var limits = HTTPLimits()
    /// Transfers at the same time.
    package var maxConcurrent = 64
    /// Transfers at the same time to one scheme, host and port.
    package var maxConcurrentPerHost = 8
    /// Requests that wait for a place; one more is refused at once.
    package var maxWaiting = 1_024
    /// Printable ASCII.
    package var userAgent: String?

    package init() {}
}

/// Why a client could not be made.
package enum HTTPClientFault: Error, Hashable, Sendable {
    case authoritiesFileUnreadable
    /// A count below 1, or a user agent with a control character.
    case invalidConfiguration
    /// libcurl or its thread did not start.
    case noResources
}
