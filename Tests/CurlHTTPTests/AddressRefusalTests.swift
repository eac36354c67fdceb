import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AddressRefusalTests {
    static let spellings = [
        "127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "0",
        "0.0.0.0",
        "localhost", "LOCALHOST", "localhost.", "a.localhost", "[::1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:1]", "%31%32%37.0.0.1", "127.0.0.2", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]",
        "[fe80::1%25lo]", "[fe80::1%lo]",
    ]

    @Test(arguments: spellings, ["http", "https"])
    func noSpellingReachesLoopback(host: String, scheme: String) async throws {
        try await withServer({ if $0.readRequest() != nil { $0.answer("reached") } }) { server in
            var configuration = HTTPClientConfiguration()
            configuration.allowsPlainHTTP = true
            // The port is allowed, so that it is the address that decides.
            configuration.addresses = .allowing([], publicPorts: [443, server.port])
            try await withClient(configuration) { client in
                let failure = await client.failure(HTTPRequest(.get, "\(scheme)://\(host):\(server.port)/"))
                #expect(failure?.outcomeUnknown == false)
                // A machine without IPv6, or a spelling libcurl does not read, ends earlier; nothing may end later.
                let refusals: [HTTPFailure.Reason] = [.addressRefused, .resolve, .invalidRequest(.url)]
                let reason = try #require(failure?.reason)
                #expect(refusals.contains(reason))
            }
            #expect(server.accepted == 0)
        }
    }

    /// The control of the test above: with loopback granted, the same spellings do arrive.
    @Test(arguments: ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "017700000001", "localhost", "%31%32%37.0.0.1"])
    func spellingWouldReachLoopback(host: String) async throws {
        try await withServer({ if $0.readRequest() != nil { $0.answer("reached") } }) { server in
            try await withClient { client in
                try await client.expect("reached", from: HTTPRequest(.get, server.url(host: host)))
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func nameThatResolvesToLoopbackIsRefused() async throws {
        try FakeNames.set("inside.names.test", [.addresses(["127.0.0.1"])])
        try FakeNames.set("mapped.names.test", [.addresses(["::ffff:127.0.0.1"])])
        try await withServer({ $0.waitForEnd() }) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.addresses = .allowing([], publicPorts: [server.port])
            try await withClient(configuration) { client in
                for host in ["inside.names.test", "mapped.names.test"] {
                    let failure = await client.failure(HTTPRequest(.get, server.url(host: host)))
                    #expect(failure?.isRefusedAddress == true)
                }
            }
            #expect(server.accepted == 0)
        }
    }

    /// 127.0.0.2 stands for the public address of the name, and is the only one granted.
    @Test func onlyTheGrantedOneOfSeveralAddressesIsConnectedTo() async throws {
        try FakeNames.set("mixed.names.test", [.addresses(["127.0.0.1", "::1", "127.0.0.2"])])
        try await withServer({ if $0.readRequest() != nil { $0.answer($0.localAddress) } }) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.addresses = .allowing([.v4(127, 0, 0, 2, prefix: 32)])
            try await withClient(configuration) { client in
                let response = try await client.send(HTTPRequest(.get, server.url(host: "mixed.names.test")))
                #expect(response.text == "127.0.0.2")
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func nameThatChangesItsAddressIsRefusedFromThenOn() async throws {
        try FakeNames.set("flip.names.test", [.addresses(["127.0.0.2"]), .addresses(["127.0.0.1"])])
        try await withServer({ if $0.readRequest() != nil { $0.answer($0.localAddress) } }) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.addresses = .allowing([.v4(127, 0, 0, 2, prefix: 32)])
            let request = HTTPRequest(.get, server.url(host: "flip.names.test"))
            try await withClient(configuration) { client in
                try await client.expect("127.0.0.2", from: request)
            }
            try await withClient(configuration) { client in
                #expect(await client.failure(request)?.isRefusedAddress == true)
            }
            #expect(server.accepted == 1)
        }
    }
}
