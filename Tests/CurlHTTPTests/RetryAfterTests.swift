import Testing

@testable import CurlHTTP

struct RetryAfterTests {
    private func wait(_ value: String, now: Int = 784_111_770) -> Duration? {
        let timing = HTTPTiming(
            queued: .zero, nameLookUp: .zero, connected: .zero, secured: .zero, firstByte: .zero, total: .zero,
            reusedConnection: false)
        let headers = HTTPHeaders([HTTPHeader("retry-after", value)])
        return HTTPResponse(status: 429, headers: headers, body: [], timing: timing).retryAfter(secondsSince1970: now)
    }

    @Test func secondsAndDatesAreRead() {
        #expect(wait("120") == .seconds(120))
        #expect(wait("Sun, 06 Nov 1994 08:49:37 GMT") == .seconds(7))
        #expect(wait("Sun, 06 Nov 1994 08:49:00 GMT") == .zero)
        #expect(wait("Thu, 29 Feb 2024 00:00:00 GMT", now: 1_709_164_800 - 60) == .seconds(60))
        #expect(wait("Fri, 01 Mar 2024 00:00:00 GMT", now: 1_709_251_200 - 60) == .seconds(60))
        #expect(wait("Thu, 01 Jan 1970 00:00:05 GMT", now: 0) == .seconds(5))
    }

    @Test(arguments: [
        "", "-1", "+1", "1.5", "99999999999", "soon", "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 99999 08:49:37 GMT",
    ])
    func anythingElseIsNotRead(value: String) {
        #expect(wait(value) == nil)
    }
}
