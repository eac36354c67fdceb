package import CurlHTTP
package import Domain

/// The way to every kind of ticketing system.
package struct TicketingConnectors: Sendable {
    private let http: HTTPClient
    private let limits: HTTPLimits
    private let clock: Clock
    private let sleep: @Sendable (Duration) async throws -> Void

    /// `limits` are those of one page; `sleep` passes the time a system asks to be left alone for.
    package init(
        http: HTTPClient, limits: HTTPLimits = Self.usualLimits, clock: Clock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.http = http
        self.limits = limits
        self.clock = clock
        self.sleep = sleep
    }

    /// The system behind a connection, with its credential opened; nothing is sent yet.
    package func open(_ access: TicketingAccess) -> any TicketingSystem {
        switch access.kind {
        case .pretix:
            PretixSystem(
                client: PretixClient(
                    http: http, base: access.address.rawValue, organizer: access.organizer.rawValue,
                    token: access.credential, limits: limits, clock: clock, sleep: sleep),
                currency: access.currency, channelTypes: access.channelTypes)
        }
    }

    /// A page of fifty orders of the greatest size is some 8 MB; nothing else comes near it.
    package static var usualLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.totalTimeout = .seconds(60)
        limits.lowSpeedDuration = .seconds(40)
        limits.maxBodyBytes = 16 << 20
        return limits
    }
}
