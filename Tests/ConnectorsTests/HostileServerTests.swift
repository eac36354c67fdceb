import Connectors
import CurlHTTP
import Domain
import Synchronization
import Testing

/// Servers that are away, broken, or not what they should be.
struct HostileServerTests {
    private func fault(
        limits: HTTPLimits = TicketingConnectors.usualLimits, _ reply: PretendServer.Reply
    ) async throws -> TicketingFault? {
        try await withSystem(limits: limits, { _ in reply }) { system, _ in
            do throws(TicketingFault) {
                _ = try await system.orders(changedSince: nil, page: 1)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test(arguments: [
        (429, "Retry-After: 7\r\n", TicketingFault.busy(.seconds(7))), (429, "", .busy(.seconds(10))),
        (429, "Retry-After: 99999999\r\n", .busy(.seconds(3_600))), (503, "Retry-After: 3\r\n", .busy(.seconds(3))),
        (401, "", .denied), (403, "", .denied), (404, "", .notFound), (500, "", .unavailable("status 500")),
        (503, "", .unavailable("status 503")), (418, "", .unreadable("status 418")),
    ])
    func statuses(status: Int, fields: String, expected: TicketingFault) async throws {
        #expect(try await fault(PretendServer.Reply(status: status, fields: fields)) == expected)
    }

    @Test func aShortPauseIsMadeAndNothingIsLost() async throws {
        let asked = Mutex(0)
        let slept = Mutex<[Duration]>([])
        let told = try await withSystem(sleep: { pause in slept.withLock { $0.append(pause) } }) { path in
            guard path.contains("/items/"),
                asked.withLock({
                    $0 += 1; return $0
                }) < 4
            else {
                return RecordedPretix.reply(path)
            }
            return PretendServer.Reply(status: 429, fields: "Retry-After: 60\r\n")
        } _: { system, _ in
            try await system.catalogue(changedSince: nil)
        }
        #expect(told.products.count == 1)
        #expect(slept.withLock { $0 } == [.seconds(60), .seconds(60), .seconds(60)])
    }

    @Test func aPauseWithoutEndIsLeftToTheConnection() async throws {
        let slept = Mutex(0)
        let fault = try await withSystem(sleep: { _ in slept.withLock { $0 += 1 } }) { _ in
            PretendServer.Reply(status: 429, fields: "Retry-After: 60\r\n")
        } _: { system, _ in
            await #expect(throws: TicketingFault.busy(.seconds(60))) {
                try await system.orders(changedSince: nil, page: 1)
            }
        }
        #expect(fault != nil && slept.withLock { $0 } == 10)
    }

    @Test func oneThatIsStoppedWhileItWaitsStops() async throws {
        try await withSystem(sleep: { _ in throw CancellationError() }) { _ in
            PretendServer.Reply(status: 429, fields: "Retry-After: 5\r\n")
        } _: { system, server in
            await #expect(throws: TicketingFault.busy(.seconds(5))) {
                try await system.orders(changedSince: nil, page: 1)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let fault = try await fault(PretendServer.Reply(status: 302, fields: "Location: http://127.0.0.1:1/\r\n"))
        guard case .unreadable = fault else { return #expect(Bool(false), "\(String(describing: fault))") }
    }

    @Test func anAnswerThatIsCutOffIsAskedForAgain() async throws {
        let whole = RecordedPretix.body("orders")
        let torn = try await fault(PretendServer.Reply(body: Array(whole.prefix(whole.count / 2))))
        #expect(torn == .unavailable("its answer is no JSON"))
        let lost = try await fault(PretendServer.Reply(body: whole, missing: 10))
        guard case .unavailable = lost else { return #expect(Bool(false), "\(String(describing: lost))") }
    }

    @Test(arguments: ["[]", "{}", #"{"results":3,"count":1,"next":null}"#, #"{"results":[3],"count":1,"next":null}"#])
    func whatIsNoPage(body: String) async throws {
        let fault = try await fault(PretendServer.Reply(body: Array(body.utf8)))
        guard case .unreadable = fault else { return #expect(Bool(false), "\(String(describing: fault))") }
    }

    @Test func oneThatThinksForeverIsLeft() async throws {
        var limits = TicketingConnectors.usualLimits
        limits.totalTimeout = .milliseconds(300)
        #expect(try await fault(limits: limits, PretendServer.Reply(delay: 2)) == .unavailable("out of time"))
    }

    @Test func oneThatTellsTooMuchIsLeft() async throws {
        var limits = TicketingConnectors.usualLimits
        limits.maxBodyBytes = 1_000
        let endless = PretendServer.Reply(body: [UInt8](repeating: 0x20, count: 100_000))
        #expect(try await fault(limits: limits, endless) == .unreadable("its answer is too large"))
    }

    @Test func anOrderThatCannotBeReadKeepsNoOtherOut() async throws {
        let page = try await withSystem({ path in
            var reply = RecordedPretix.reply(path)
            if path.contains("/orders/") {
                let text = String(decoding: reply.body, as: UTF8.self)
                reply.body = Array(text.replacing(#""price":"9.95""#, with: #""price":"9.955""#).utf8)
            }
            return reply
        }) { system, _ in try await system.orders(changedSince: nil, page: 1) }
        #expect(page.orders.count == 9)
        #expect(page.unreadable == ["cyrano-KQEFX: orders.results[4].positions[1].price is not understood"])
    }

    @Test func pagesBeyondTheLastAreTheEnd() async throws {
        let page = try await withSystem({ _ in PretendServer.Reply(status: 404) }) { system, _ in
            try await system.orders(changedSince: nil, page: 2)
        }
        #expect(page.isLast && page.orders.isEmpty)
    }

    @Test func privateAddressesAreNotAsked() async throws {
        let client = try HTTPClient(HTTPClientConfiguration())
        let connectors = TicketingConnectors(http: client, clock: Clock { Instant(microseconds: 0) })
        for address in ["https://127.0.0.1", "https://10.0.0.1:8443", "https://[::1]", "https://169.254.169.254"] {
            await #expect(throws: TicketingFault.addressRefused) {
                try await connectors.open(try access(to: address)).orders(changedSince: nil, page: 1)
            }
        }
        // Plain HTTP would show the token to everybody on the way.
        await #expect(throws: TicketingFault.self) {
            try await connectors.open(try access(to: "http://example.org")).orders(changedSince: nil, page: 1)
        }
        await client.shutdown()
    }
}
