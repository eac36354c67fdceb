import CurlHTTP
import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EnvironmentTests {
    /// In a process of its own, since the environment belongs to the whole process.
    @Test func proxiesAndCredentialsOfTheEnvironmentAreIgnored() async {
        await #expect(processExitsWith: .success) {
            let home = FileManager.default.temporaryDirectory.appendingPathComponent("curl-http-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: home) }
            let netrc = home.appendingPathComponent(".netrc")
            try Data("machine 127.0.0.1 login a password b\n".utf8).write(to: netrc)
            try await withServer({ if $0.readRequest() != nil { $0.answer("proxy") } }) { proxy in
                let serve: @Sendable (ServedConnection) -> Void = { connection in
                    while let request = connection.readRequest() {
                        connection.answer(request.field("authorization") ?? "origin")
                    }
                }
                try await withServer(serve) { server in
                    setenv("HOME", home.path, 1)
                    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { setenv(name, proxy.url(), 1) }
                    try await withClient { client in
                        try await client.expect("origin", from: HTTPRequest(.get, server.url()))
                    }
                }
                #expect(proxy.accepted == 0)
            }
        }
    }
}
