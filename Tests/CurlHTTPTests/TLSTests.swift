import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    private func configuration(trusting file: String?) -> HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration()
        configuration.addresses = .allowing([.v4(127, 0, 0, 0, prefix: 8)])
        configuration.additionalAuthoritiesFile = file
        return configuration
    }

    private func withTLSServer(
        _ certificates: Certificates, _ name: String, newest: String = "TLSv1_3",
        _ body: (TLSServer) async throws -> Void
    ) async throws {
        let server = try await TLSServer(certificates, name, newest: newest)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func request(_ server: TLSServer, host: String = "localhost") -> HTTPRequest {
        var request = HTTPRequest(.post, "https://\(host):\(server.port)/?key=hush", body: Array("hush".utf8))
        request.credentials = .bearer(token: "hush")
        return request
    }

    @Test(arguments: ["TLSv1_2", "TLSv1_3"])
    func trustedServerIsTalkedTo(newest: String) async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        try certificates.issue("good", for: "DNS:localhost,IP:127.0.0.1")
        try await withTLSServer(certificates, "good", newest: newest) { server in
            try await withClient(configuration(trusting: certificates.authorityFile)) { client in
                for host in ["localhost", "127.0.0.1"] {
                    let response = try await client.send(request(server, host: host))
                    #expect(response.text == "ok")
                    #expect(response.timing.secured > .zero)
                    #expect(await server.bytesOfNextConnection() ?? 0 > 0)
                }
            }
        }
    }

    @Test(arguments: ["unknown authority", "self-signed", "wrong host", "expired"])
    func certificateIsRefusedBeforeAnyByteOfTheRequest(kind: String) async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        switch kind {
        case "self-signed": try certificates.selfSign("leaf", for: "DNS:localhost")
        case "wrong host": try certificates.issue("leaf", for: "DNS:other.example,DNS:localhost.example")
        case "expired": try certificates.issue("leaf", for: "DNS:localhost", days: -1)
        default: try certificates.issue("leaf", for: "DNS:localhost")
        }
        let trusted = kind == "unknown authority" ? nil : certificates.authorityFile
        try await withTLSServer(certificates, "leaf") { server in
            try await withClient(configuration(trusting: trusted)) { client in
                let failure = await client.failure(request(server))
                #expect(failure?.reason == .tls(.certificate))
                #expect(failure?.outcomeUnknown == false)
                #expect(await server.bytesOfNextConnection() == 0)
                #expect(!String(describing: failure).contains("hush"))
            }
        }
    }

    @Test func oldProtocolIsRefused() async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        try certificates.issue("leaf", for: "DNS:localhost")
        try await withTLSServer(certificates, "leaf", newest: "TLSv1_1") { server in
            try await withClient(configuration(trusting: certificates.authorityFile)) { client in
                let failure = await client.failure(request(server))
                #expect(failure?.reason == .tls(.handshake))
                #expect(failure?.outcomeUnknown == false)
                #expect(await server.bytesOfNextConnection() == 0)
            }
        }
    }

    @Test func serverWithoutTLSIsRefused() async throws {
        try await withServer({ $0.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }) { server in
            try await withClient(configuration(trusting: nil)) { client in
                let failure = await client.failure(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/"))
                #expect(failure?.reason == .tls(.handshake))
                #expect(failure?.outcomeUnknown == false)
            }
        }
    }
}
