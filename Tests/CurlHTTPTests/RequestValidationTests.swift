import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RequestValidationTests {
    @Test(arguments: [
        ("https://host/a\r\nX: 1", InvalidRequest.url), ("https://host/a\nb", .url), ("https://host/\0", .url),
        ("https://host/a b", .url), ("https://host\\@other/", .url), ("https://ho\u{FF0E}st/", .url),
        ("https://h\u{F6}st/", .url), ("https:///path", .url), ("https://", .url), ("", .scheme),
        ("host/path", .scheme),
        ("http://host/", .scheme), ("HTTP://host/", .scheme), ("ftp://host/", .scheme), ("file:///etc/passwd", .scheme),
        ("gopher://host/", .scheme), ("https:host", .scheme), ("https://user@host/", .userInformation),
        ("https://user:secret@host/", .userInformation), ("https://@host/", .userInformation),
        ("https://host:99999/", .url), ("https://[::1/", .url), ("https://ho%0Ast/", .url),
    ])
    func urlIsRefused(url: String, fault: InvalidRequest) async throws {
        try await withClient(HTTPClientConfiguration()) { client in
            let failure = await client.failure(HTTPRequest(.get, url))
            #expect(failure?.reason == .invalidRequest(fault))
            #expect(failure?.outcomeUnknown == false)
            #expect(failure?.isRetryable == false)
        }
    }

    @Test(arguments: [
        (HTTPHeader("X-A", "a\r\nX-B: b"), InvalidRequest.headerValue), (HTTPHeader("X-A", "a\nb"), .headerValue),
        (HTTPHeader("X-A", "a\rb"), .headerValue), (HTTPHeader("X-A", "a\0b"), .headerValue),
        (HTTPHeader("X-A", "a\u{7F}"), .headerValue), (HTTPHeader("X-A\r\nX-B", "b"), .headerName),
        (HTTPHeader("X A", "b"), .headerName), (HTTPHeader("X:A", "b"), .headerName),
        (HTTPHeader("", "b"), .headerName),
        (HTTPHeader("X\0", "b"), .headerName), (HTTPHeader("X\u{E9}", "b"), .headerName),
        (HTTPHeader("host", "other"), .headerName), (HTTPHeader("CONTENT-LENGTH", "0"), .headerName),
        (HTTPHeader("Transfer-Encoding", "chunked"), .headerName), (HTTPHeader("Connection", "close"), .headerName),
    ])
    func headerIsRefusedBeforeAnyConnection(header: HTTPHeader, fault: InvalidRequest) async throws {
        try await withServer({ $0.waitForEnd() }) { server in
            try await withClient { client in
                let failure = await client.failure(HTTPRequest(.get, server.url(), headers: [header]))
                #expect(failure?.reason == .invalidRequest(fault))
            }
            #expect(server.accepted == 0)
        }
    }

    @Test(arguments: [
        HTTPCredentials.bearer(token: "a\r\nX: b"), .bearer(token: "a\0"), .bearer(token: ""), .bearer(token: "a b"),
        .basic(user: "a:b", password: "c"), .basic(user: "a", password: "c\n"), .basic(user: "a\0", password: "c"),
    ])
    func credentialsAreRefused(credentials: HTTPCredentials) async throws {
        var request = HTTPRequest(.get, "https://host.invalid/")
        request.credentials = credentials
        let client = try HTTPClient()
        #expect(await client.failure(request)?.reason == .invalidRequest(.credentials))
    }

    @Test func credentialsAndAnAuthorizationFieldExcludeEachOther() async throws {
        var request = HTTPRequest(.get, "https://host.invalid/", headers: [HTTPHeader("authorization", "x")])
        request.credentials = .bearer(token: "t")
        let client = try HTTPClient()
        #expect(await client.failure(request)?.reason == .invalidRequest(.credentials))
    }

    @Test func bodyIsRefusedWhereTheMethodHasNone() async throws {
        let client = try HTTPClient()
        for method in [HTTPMethod.get, .head] {
            let failure = await client.failure(HTTPRequest(method, "https://host.invalid/", body: [1]))
            #expect(failure?.reason == .invalidRequest(.bodyNotAllowed))
        }
    }

    @Test func nothingSecretIsDescribed() {
        var request = HTTPRequest(
            .post, "https://host/?key=hush", headers: [HTTPHeader("X", "hush")], body: Array("hush".utf8))
        request.credentials = .basic(user: "hush", password: "hush")
        var dumped = ""
        dump(request, to: &dumped)
        dump(request.credentials, to: &dumped)
        #expect(!"\(request) \(String(reflecting: request)) \(dumped)".contains("hush"))
    }

    @Test func impossibleConfigurationIsRefused() {
        var configuration = HTTPClientConfiguration()
        configuration.maxConcurrent = 0
        #expect(throws: HTTPClientFault.invalidConfiguration) { try HTTPClient(configuration) }
        configuration = HTTPClientConfiguration()
        configuration.userAgent = "a\r\nX: b"
        #expect(throws: HTTPClientFault.invalidConfiguration) { try HTTPClient(configuration) }
        configuration = HTTPClientConfiguration()
        configuration.additionalAuthoritiesFile = "/nowhere/ca.pem"
        #expect(throws: HTTPClientFault.authoritiesFileUnreadable) { try HTTPClient(configuration) }
    }
}
