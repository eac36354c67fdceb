import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct NameLookUpTests {
    @Test func lookUpThatHangsHoldsNeitherItsCallerNorAnyOther() async throws {
        let gate = Gate()
        defer { gate.open() }
        try FakeNames.set("hang.names.test", [.hang(gate)])
        try await withServer({ while $0.readRequest() != nil { $0.answer("other") } }) { server in
            var request = HTTPRequest(.get, server.url(host: "hang.names.test"))
            request.limits = HTTPLimits()
            request.limits?.totalTimeout = .milliseconds(600)
            try await withClient { [request] client in
                async let hung = client.failure(request)
                await gate.reached.wait()
                try await client.expect("other", from: HTTPRequest(.get, server.url()))
                #expect(await hung?.reason == .timeout(.total))
                #expect(await hung?.outcomeUnknown == false)
                // The transfer thread is free as well: it answers after the deadline too.
                try await client.expect("other", from: HTTPRequest(.get, server.url()))
            }
        }
    }

    @Test func connectTimeoutCoversTheLookUp() async throws {
        let gate = Gate()
        defer { gate.open() }
        try FakeNames.set("slow.names.test", [.hang(gate)])
        var configuration = HTTPClientConfiguration.local
        configuration.limits.connectTimeout = .milliseconds(200)
        try await withClient(configuration) { client in
            let failure = await client.failure(HTTPRequest(.post, "http://slow.names.test/", body: [1]))
            #expect(failure?.reason == .timeout(.connect))
            #expect(failure?.outcomeUnknown == false)
        }
    }

    @Test func shutdownDoesNotWaitForALookUpThatHangs() async throws {
        let gate = Gate()
        defer { gate.open() }
        try FakeNames.set("stuck.names.test", [.hang(gate)])
        let client = try HTTPClient(.local)
        async let hung = client.failure(HTTPRequest(.get, "http://stuck.names.test/"))
        await gate.reached.wait()
        await client.shutdown()
        #expect(await hung?.reason == .shutDown)
        #expect(await hung?.outcomeUnknown == false)
    }

    @Test func unknownNameIsTold() async throws {
        try FakeNames.set("unknown.names.test", [.addresses([])])
        try await withClient { client in
            let failure = await client.failure(HTTPRequest(.get, "http://unknown.names.test/"))
            #expect(failure?.reason == .resolve)
            #expect(failure?.outcomeUnknown == false)
            #expect(failure?.isRetryable == true)
        }
    }

    @Test func closedPortIsTold() async throws {
        let server = try LoopbackServer { _ in }
        let url = server.url()
        server.stop()
        try await withClient { client in
            let failure = await client.failure(HTTPRequest(.post, url, body: [1]))
            #expect(failure?.reason == .connect)
            #expect(failure?.outcomeUnknown == false)
        }
    }
}
