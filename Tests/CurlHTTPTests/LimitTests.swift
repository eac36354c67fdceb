import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LimitTests {
    /// Answers with a chunked body of pieces until the client goes or `pieces` are sent; raises the signal at the
    /// end.
    private func chunked(pieces: Int, of size: Int, done: Signal) -> @Sendable (ServedConnection) -> Void {
        { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let piece = Array("\(String(size, radix: 16))\r\n\(String(repeating: "x", count: size))\r\n".utf8)
            for _ in 0..<pieces where !connection.write(piece) { break }
            connection.write("0\r\n\r\n")
            done.raise()
        }
    }

    @Test func chunkedBodyOverTheLimitIsCutOff() async throws {
        let done = Signal()
        try await withServer(chunked(pieces: 160, of: 65_536, done: done)) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.limits.maxBodyBytes = 100_000
            try await withClient(configuration) { client in
                let failure = await client.failure(HTTPRequest(.get, server.url()))
                #expect(failure?.reason == .tooLarge(.body))
                #expect(failure?.outcomeUnknown == true)
                #expect(failure?.isRetryable == false)
                var generous = HTTPRequest(.get, server.url())
                generous.limits = configuration.limits
                generous.limits?.maxBodyBytes = 160 * 65_536
                let whole = try await client.send(generous)
                #expect(whole.body.count == 10_485_760)
            }
        }
    }

    @Test func bodyThatNeverEndsIsCutOffAndTheServerLetGo() async throws {
        let done = Signal()
        try await withServer(chunked(pieces: .max, of: 65_536, done: done)) { server in
            try await withClient { client in
                #expect(await client.failure(HTTPRequest(.get, server.url()))?.reason == .tooLarge(.body))
                await done.wait()
            }
        }
    }

    @Test func announcedSizeOverTheLimitIsRefused() async throws {
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
            connection.waitForEnd()
        }
        try await withServer(serve) { server in
            try await withClient { client in
                #expect(await client.failure(HTTPRequest(.get, server.url()))?.reason == .tooLarge(.body))
            }
        }
    }

    @Test func compressedBodyIsLeftAsItCame() async throws {
        let compressed = try millionZerosGzipped()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while let request = connection.readRequest() {
                let encoding = request.field("accept-encoding") ?? "none"
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Seen: \(encoding)\r\nContent-Length: \(compressed.count)\r\n\r\n"
                )
                connection.write(compressed)
            }
        }
        try await withServer(serve) { server in
            try await withClient { client in
                let plain = try await client.send(HTTPRequest(.get, server.url()))
                #expect(plain.headers["x-seen"] == "none")
                #expect(plain.body.elementsEqual(compressed))
                let headers = [HTTPHeader("Accept-Encoding", "gzip")]
                let asked = try await client.send(HTTPRequest(.get, server.url(), headers: headers))
                #expect(asked.headers["x-seen"] == "gzip")
                #expect(asked.body.elementsEqual(compressed))
            }
        }
    }

    @Test func compressionInTheTransferCodingIsLeftToo() async throws {
        let compressed = try millionZerosGzipped()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n\(String(compressed.count, radix: 16))\r\n")
            connection.write(compressed)
            connection.write("\r\n0\r\n\r\n")
            connection.waitForEnd()
        }
        try await withServer(serve) { server in
            try await withClient { client in
                let response = try await client.send(HTTPRequest(.get, server.url()))
                #expect(response.body.elementsEqual(compressed))
            }
        }
    }

    @Test(arguments: ["fields", "one line", "interim", "trailers"])
    func headOverTheLimitIsCutOff(kind: String) async throws {
        let done = Signal()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            guard connection.readRequest() != nil else { return }
            let filler = String(repeating: "x", count: 1_000)
            let start = kind == "trailers" ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" : ""
            let opening = kind == "interim" || kind == "trailers" ? start : "HTTP/1.1 200 OK\r\nX: "
            let piece =
                kind == "one line"
                ? filler : kind == "interim" ? "HTTP/1.1 103 E\r\nX: \(filler)\r\n\r\n" : "X: \(filler)\r\n"
            connection.write(opening)
            while connection.write(piece) {}
            done.raise()
        }
        try await withServer(serve) { server in
            try await withClient { client in
                let failure = await client.failure(HTTPRequest(.get, server.url()))
                #expect(failure?.reason == .tooLarge(.header))
                await done.wait()
            }
        }
    }

    /// One byte now and then, for as long as the client stays; the pace is the subject here, not a way to wait.
    private let drip: @Sendable (ServedConnection) -> Void = { connection in
        guard connection.readRequest() != nil else { return }
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while connection.write("x") { connection.pause(milliseconds: 250) }
    }

    @Test func dripIsEndedByTheTotalTimeout() async throws {
        try await withServer(drip) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.limits.totalTimeout = .milliseconds(800)
            try await withClient(configuration) { client in
                let started = ContinuousClock.now
                let failure = await client.failure(HTTPRequest(.get, server.url()))
                #expect(failure?.reason == .timeout(.total))
                #expect(failure?.outcomeUnknown == true)
                #expect(started.duration(to: .now) >= .milliseconds(800))
            }
        }
    }

    @Test func dripIsEndedByTheLowSpeedLimit() async throws {
        try await withServer(drip) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.limits.lowSpeedBytesPerSecond = 100
            configuration.limits.lowSpeedDuration = .seconds(1)
            try await withClient(configuration) { client in
                let failure = await client.failure(HTTPRequest(.get, server.url()))
                #expect(failure?.reason == .timeout(.lowSpeed))
                #expect(failure?.outcomeUnknown == true)
            }
        }
    }

    @Test func serverThatNeverAnswersIsEndedByTheTotalTimeout() async throws {
        try await withServer({ $0.waitForEnd() }) { server in
            var configuration = HTTPClientConfiguration.local
            configuration.limits.totalTimeout = .milliseconds(300)
            try await withClient(configuration) { client in
                let failure = await client.failure(HTTPRequest(.post, server.url(), body: [1]))
                #expect(failure?.reason == .timeout(.total))
                #expect(failure?.outcomeUnknown == true)
            }
        }
    }
}
