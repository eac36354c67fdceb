import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConcurrencyTests {
    private let echo: @Sendable (ServedConnection) -> Void = { connection in
        while let request = connection.readRequest() { connection.answer(request.path) }
    }

    @Test func everyOneOfManyRequestsGetsItsOwnAnswer() async throws {
        try await withServer(echo) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.maxConcurrentPerHost = 16
            try await withClient(configuration) { client in
                let right = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let request = HTTPRequest(
                                .post, server.url("/\(number)"), body: [UInt8](repeating: 1, count: number * 50))
                            return try await client.send(request).text == "/\(number)"
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(right == 200)
            }
        }
    }

    @Test func transfersToOneHostAndInAllAreBounded() async throws {
        let (arrived, gate, tally) = (Signal(), Gate(), Tally())
        defer { gate.open() }
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while connection.readRequest() != nil {
                tally.enter(connection.localAddress)
                arrived.raise()
                gate.pass()
                tally.leave(connection.localAddress)
                connection.answer("done")
            }
        }
        try await withServer(serve) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.maxConcurrent = 5
            configuration.maxConcurrentPerHost = 3
            try await withClient(configuration) { client in
                let urls = ["127.0.0.1", "127.0.0.2"].map { server.url(host: $0) }
                let done = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<40 {
                        group.addTask { try await client.send(HTTPRequest(.get, urls[number % 2])).status }
                    }
                    await arrived.wait(for: 5)
                    gate.open()
                    return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
                }
                #expect(done == 40)
            }
        }
        #expect(tally.most == 5)
        #expect(tally.mostOfOneName == 3)
    }

    @Test func queueIsBoundedAndRefusesAtOnce() async throws {
        let arrived = Signal()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            if connection.readRequest() != nil { arrived.raise() }
            connection.waitForEnd()
        }
        try await withServer(serve) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.maxConcurrent = 1
            configuration.maxWaiting = 0
            try await withClient(configuration) { client in
                let first = Task { await client.failure(HTTPRequest(.get, server.url())) }
                await arrived.wait()
                let refused = await client.failure(HTTPRequest(.get, server.url()))
                #expect(refused?.reason == .queueFull)
                #expect(refused?.outcomeUnknown == false)
                #expect(refused?.isRetryable == true)
                first.cancel()
                #expect(await first.value?.reason == .cancelled)
                // The place is free again.
                let next = Task { await client.failure(HTTPRequest(.get, server.url())) }
                await arrived.wait(for: 2)
                next.cancel()
                #expect(await next.value?.reason == .cancelled)
            }
        }
    }

    @Test func waitingCountsTowardsTheDeadline() async throws {
        let arrived = Signal()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            if connection.readRequest() != nil { arrived.raise() }
            connection.waitForEnd()
        }
        try await withServer(serve) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.maxConcurrent = 1
            try await withClient(configuration) { client in
                let first = Task { await client.failure(HTTPRequest(.get, server.url())) }
                await arrived.wait()
                var request = HTTPRequest(.post, server.url(), body: [1])
                request.limits = HTTPLimits()
                request.limits?.totalTimeout = .milliseconds(200)
                let failure = await client.failure(request)
                #expect(failure?.reason == .timeout(.total))
                #expect(failure?.outcomeUnknown == false)
                first.cancel()
                _ = await first.value
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func cancellationEndsTheConnection() async throws {
        let (arrived, gone) = (Signal(), Signal())
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
            arrived.raise()
            connection.waitForEnd()
            gone.raise()
        }
        try await withServer(serve) { server in
            try await withClient { client in
                let task = Task { await client.failure(HTTPRequest(.post, server.url(), body: [1])) }
                await arrived.wait()
                task.cancel()
                let failure = await task.value
                #expect(failure?.reason == .cancelled)
                #expect(failure?.outcomeUnknown == true)
                await gone.wait()
            }
        }
    }

    @Test func taskThatIsCancelledAlreadySendsNothing() async throws {
        try await withServer(echo) { server in
            try await withClient { client in
                let gate = Signal()
                let task = Task {
                    await gate.wait()
                    return await client.failure(HTTPRequest(.get, server.url()))
                }
                task.cancel()
                gate.raise()
                let failure = await task.value
                #expect(failure?.reason == .cancelled)
                #expect(failure?.outcomeUnknown == false)
            }
            #expect(server.accepted == 0)
        }
    }

    @Test func shutdownFailsWhatRunsAndWhatWaitsAndRefusesTheRest() async throws {
        let arrived = Signal()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            if connection.readRequest() != nil { arrived.raise() }
            connection.waitForEnd()
        }
        try await withServer(serve) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.maxConcurrentPerHost = 2
            let client = try HTTPClient(configuration)
            let tasks = (0..<10).map { _ in Task { await client.failure(HTTPRequest(.get, server.url())) } }
            await arrived.wait(for: 2)
            async let other: Void = client.shutdown()
            await client.shutdown()
            await other
            for task in tasks { #expect(await task.value?.reason == .shutDown) }
            let late = await client.failure(HTTPRequest(.get, server.url()))
            #expect(late?.reason == .shutDown)
            #expect(late?.outcomeUnknown == false)
            await client.shutdown()
        }
    }

    @Test func clientThatIsDroppedEndsItsConnections() async throws {
        let gone = Signal()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while connection.readRequest() != nil { connection.answer("ok") }
            gone.raise()
        }
        try await withServer(serve) { server in
            var client: HTTPClient? = try HTTPClient(.local)
            try await client?.expect("ok", from: HTTPRequest(.get, server.url()))
            client = nil
            await gone.wait()
        }
    }
}
