import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    private static let answer = "HTTP/1.1 200 OK\r\nX-Nonce: cut\r\nContent-Length: 10\r\n\r\n0123456789"
    private static let chunkedAnswer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"

    /// Cuts the answer to a path `/cut` and echoes the path of every other request.
    private func serve(_ answer: String, cutAt offset: Int) -> @Sendable (ServedConnection) -> Void {
        { connection in
            while let request = connection.readRequest() {
                guard request.path == "/cut" else {
                    connection.answer(request.path)
                    continue
                }
                connection.write(Array(answer.utf8.prefix(offset)))
                return
            }
        }
    }

    @Test(arguments: 0..<answer.utf8.count)
    func answerCutAnywhereFailsAndTheNextRequestGetsItsOwn(offset: Int) async throws {
        try await check(Self.answer, cutAt: offset)
    }

    /// Up to the byte before the last, without which the answer is whole all the same.
    @Test(arguments: 0..<(chunkedAnswer.utf8.count - 1))
    func chunkedAnswerCutAnywhereFailsAndTheNextRequestGetsItsOwn(offset: Int) async throws {
        try await check(Self.chunkedAnswer, cutAt: offset)
    }

    private func check(_ answer: String, cutAt offset: Int) async throws {
        try await withServer(serve(answer, cutAt: offset)) { server in
            try await withClient { client in
                try await client.expect("/before", from: HTTPRequest(.get, server.url("/before")))
                let failure = await client.failure(HTTPRequest(.post, server.url("/cut"), body: [1]))
                #expect([.connectionLost, .protocolError].contains(failure?.reason), "\(String(describing: failure))")
                #expect(failure?.outcomeUnknown == true)
                try await client.expect("/after", from: HTTPRequest(.get, server.url("/after")))
            }
        }
    }

    /// The server closes the reused connection once it has read the request: libcurl would send the request again.
    @Test(arguments: [(HTTPMethod.post, false), (.patch, false), (.put, true), (.delete, true), (.get, true)])
    func onlyAnIdempotentRequestIsSentAgain(method: HTTPMethod, isRepeated: Bool) async throws {
        let received = Signal()
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while let request = connection.readRequest() {
                if request.path == "/counted" { received.raise() }
                if request.path == "/counted", connection.number == 1 { return }
                connection.answer(request.path)
            }
        }
        try await withServer(serve) { server in
            try await withClient { client in
                try await client.expect("/first", from: HTTPRequest(.get, server.url("/first")))
                let request = HTTPRequest(method, server.url("/counted"), body: method == .get ? [] : [1, 2, 3])
                if isRepeated {
                    try await client.expect("/counted", from: request)
                } else {
                    let failure = await client.failure(request)
                    #expect(failure?.reason == .connectionLost)
                    #expect(failure?.outcomeUnknown == true)
                }
                #expect(received.count == (isRepeated ? 2 : 1))
            }
        }
    }

    @Test func connectionIsReused() async throws {
        try await withServer({ while let request = $0.readRequest() { $0.answer(request.path) } }) { server in
            try await withClient { client in
                for number in 0..<20 {
                    let response = try await client.send(HTTPRequest(.post, server.url("/\(number)"), body: [1]))
                    #expect(response.text == "/\(number)")
                    #expect(response.timing.reusedConnection == (number > 0))
                }
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func answerNobodyAskedForIsNotTakenForTheNextOne() async throws {
        let forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while let request = connection.readRequest() {
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: \(request.path.utf8.count)\r\n\r\n\(request.path)\(forged)")
            }
        }
        try await withServer(serve) { server in
            try await withClient { client in
                for number in 0..<10 {
                    try await client.expect("/\(number)", from: HTTPRequest(.get, server.url("/\(number)")))
                }
            }
        }
    }
}
