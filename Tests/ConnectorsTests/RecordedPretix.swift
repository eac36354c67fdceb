import Connectors
import CurlHTTP
import Domain
import Foundation

/// What a pretix 2026.8.0 answered once, its secrets replaced.
enum RecordedPretix {
    static let generatedAt = "2026-11-27T06:06:32.000000Z"

    static func body(_ name: String) -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Answers/\(name).json")
        guard let data = try? Data(contentsOf: file) else { return [] }
        return Array(data)
    }

    /// The answer for an address of its API.
    static func reply(_ path: String) -> PretendServer.Reply {
        let parts = path.prefix { $0 != "?" }.split(separator: "/").dropFirst(4).map(String.init)
        guard let resource = parts.last else { return PretendServer.Reply(status: 404) }
        let name = parts.count == 3 ? "\(resource)-\(parts[1])" : resource
        let body = body(name)
        return PretendServer.Reply(
            status: body.isEmpty ? 404 : 200, fields: "X-Page-Generated: \(generatedAt)\r\n", body: body)
    }
}

/// Runs the body with a system behind a server that replies as it is told.
func withSystem<T>(
    currency: String = "EUR", limits: HTTPLimits = TicketingConnectors.usualLimits,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in },
    _ reply: @escaping @Sendable (String) -> PretendServer.Reply = RecordedPretix.reply,
    _ body: (any TicketingSystem, PretendServer) async throws -> T
) async throws -> T {
    let server = try PretendServer(reply)
    defer { server.stop() }
    var configuration = HTTPClientConfiguration()
    configuration.allowsPlainHTTP = true
    configuration.addresses = .allowing([.v4(127, 0, 0, 0, prefix: 8)])
    let client = try HTTPClient(configuration)
    let connectors = TicketingConnectors(
        http: client, limits: limits, clock: Clock { Instant(microseconds: 0) }, sleep: sleep)
    let value = try await body(connectors.open(try access(to: server.url, currency: currency)), server)
    await client.shutdown()
    return value
}

func access(to address: String, currency: String = "EUR") throws -> TicketingAccess {
    guard let address = SystemAddress(address), let organizer = OrganizerName("theatre"),
        let credential = Credential("token-of-the-tests")
    else { throw CocoaError(.featureUnsupported) }
    return TicketingAccess(
        kind: .pretix, address: address, organizer: organizer, credential: credential, currency: currency,
        channelTypes: ["api.ce": .b2b])
}
