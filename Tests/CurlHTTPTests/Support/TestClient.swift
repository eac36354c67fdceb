import CurlHTTP
import Testing

extension HTTPClientConfiguration {
    /// Plain HTTP to the loopback block of IPv4.
    static var local: HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration()
        configuration.allowsPlainHTTP = true
        configuration.addresses = .allowing([.v4(127, 0, 0, 0, prefix: 8)])
        // Long enough for a busy machine; a test about time sets its own.
        configuration.limits.connectTimeout = .seconds(20)
        configuration.limits.totalTimeout = .seconds(30)
        return configuration
    }
}

/// Runs the body with a client and shuts the client down.
func withClient<T>(
    _ configuration: HTTPClientConfiguration = .local, _ body: (HTTPClient) async throws -> T
) async throws -> T {
    let client = try HTTPClient(configuration)
    do {
        let value = try await body(client)
        await client.shutdown()
        return value
    } catch {
        await client.shutdown()
        throw error
    }
}

extension HTTPClient {
    /// Expects the request to be answered with this body.
    func expect(
        _ text: String, from request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let response = try await send(request)
        #expect(response.text == text, sourceLocation: sourceLocation)
    }

    /// What the request fails with; a response is recorded as an issue.
    func failure(
        _ request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation
    ) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            let response = try await send(request)
            Issue.record("answered: \(response)", sourceLocation: sourceLocation)
            return nil
        } catch {
            return error
        }
    }
}

extension HTTPFailure {
    /// Whether the address was refused, and so nothing was sent.
    var isRefusedAddress: Bool { reason == .addressRefused && !outcomeUnknown }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension LoopbackServer {
    func url(_ path: String = "/", host: String = "127.0.0.1") -> String {
        "http://\(host):\(port)\(path)"
    }
}
