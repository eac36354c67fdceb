import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RoundTripTests {
    @Test func getBringsStatusFieldsAndBody() async throws {
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            guard let request = connection.readRequest() else { return }
            let seen = "\(request.path) \(request.field("x-asked") ?? "") \(request.field("x-empty") ?? "none")"
            connection.write(
                "HTTP/1.1 404 No\r\nX-A: 1\r\nx-a: 2\r\nX-Latin: \u{E9}\r\nContent-Length: \(seen.utf8.count)\r\n\r\n\(seen)"
            )
        }
        try await withServer(serve) { server in
            try await withClient { client in
                let headers = [HTTPHeader("X-Asked", "yes"), HTTPHeader("X-Empty", "")]
                let response = try await client.send(HTTPRequest(.get, server.url("/a?b=%20c"), headers: headers))
                #expect(response.status == 404)
                #expect(response.text == "/a?b=%20c yes ")
                #expect(response.headers.values(of: "X-A") == [[0x31], [0x32]])
                #expect(response.headers["x-LATIN"] == "\u{E9}")
                #expect(response.timing.total > .zero)
                #expect(!response.timing.reusedConnection)
            }
        }
    }

    @Test(arguments: [HTTPMethod.post, .put, .patch, .delete], [0, 1, 3_000_000])
    func bodyArrivesWhole(method: HTTPMethod, size: Int) async throws {
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            guard let request = connection.readRequest() else { return }
            let sum = request.body.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
            let type = request.field("content-type") ?? "none"
            connection.answer("\(request.head.prefix { $0 != " " }) \(request.body.count) \(sum) \(type)")
        }
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 131 >> 3) }
        let sum = body.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
        try await withServer(serve) { server in
            try await withClient { client in
                let response = try await client.send(HTTPRequest(method, server.url(), body: body))
                #expect(response.text == "\(method.rawValue) \(size) \(sum) none")
            }
        }
    }

    @Test func headHasNoBody() async throws {
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while connection.readRequest() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n") }
        }
        try await withServer(serve) { server in
            try await withClient { client in
                for _ in 0..<2 {
                    let response = try await client.send(HTTPRequest(.head, server.url()))
                    #expect(response.headers["content-length"] == "500")
                    #expect(response.body.isEmpty)
                }
            }
        }
    }

    @Test func credentialsBecomeAnAuthorizationField() async throws {
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while let request = connection.readRequest() { connection.answer(request.field("authorization") ?? "none") }
        }
        try await withServer(serve) { server in
            try await withClient { client in
                var request = HTTPRequest(.get, server.url())
                request.credentials = .bearer(token: "t0ken")
                try await client.expect("Bearer t0ken", from: request)
                let pairs = [
                    ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), ("u", "", "dTo="),
                    ("us", "p", "dXM6cA=="),
                ]
                for (user, password, expected) in pairs {
                    request.credentials = .basic(user: user, password: password)
                    try await client.expect("Basic " + expected, from: request)
                }
                request.credentials = nil
                try await client.expect("none", from: request)
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectIsNotFollowed(status: Int) async throws {
        try await withServer({ if $0.readRequest() != nil { $0.answer("reached") } }) { other in
            let location = other.url()
            let serve: @Sendable (ServedConnection) -> Void = { connection in
                while connection.readRequest() != nil {
                    connection.write("HTTP/1.1 \(status) Go\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
                }
            }
            try await withServer(serve) { server in
                try await withClient { client in
                    let response = try await client.send(HTTPRequest(.get, server.url()))
                    #expect(response.status == status)
                    #expect(response.headers["location"] == location)
                }
            }
            #expect(other.accepted == 0)
        }
    }

    @Test func cookiesAreNotKept() async throws {
        let serve: @Sendable (ServedConnection) -> Void = { connection in
            while let request = connection.readRequest() {
                connection.answer(request.field("cookie") ?? "none", fields: "Set-Cookie: a=b; Path=/\r\n")
            }
        }
        try await withServer(serve) { server in
            try await withClient { client in
                for _ in 0..<2 {
                    try await client.expect("none", from: HTTPRequest(.get, server.url()))
                }
            }
        }
    }

    @Test(arguments: [
        "hello\r\n\r\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\n",
    ])
    func whatIsNotHTTPIsAProtocolError(bytes: String) async throws {
        try await withServer({ if $0.readRequest() != nil { $0.write(bytes) } }) { server in
            try await withClient { client in
                let failure = await client.failure(HTTPRequest(.get, server.url()))
                #expect(failure?.reason == .protocolError)
                #expect(failure?.outcomeUnknown == true)
            }
        }
    }
}
