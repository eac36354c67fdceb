import Testing

@testable import CurlHTTP

struct ResponseCollectorTests {
    private func collect(_ lines: [String], maxHeaderBytes: Int = 1_000) -> ResponseCollector {
        var collector = ResponseCollector(maxHeaderBytes: maxHeaderBytes, maxBodyBytes: 4)
        for line in lines {
            let isTaken = Array((line + "\r\n").utf8).withUnsafeBytes { collector.takeHeaderLine($0) }
            if !isTaken { break }
        }
        return collector
    }

    @Test func fieldsKeepTheirOrderAndAreFoundInAnyCase() {
        let head = collect(["HTTP/1.1 200 OK", "Set-Cookie: a", "X-Kept:  b \t", "set-cookie:c", ""])
        #expect(head.status == 200)
        #expect(head.isHeadComplete)
        #expect(head.headers.fields.map(\.name) == ["Set-Cookie", "X-Kept", "set-cookie"])
        #expect(head.headers.values(of: "SET-COOKIE") == [Array("a".utf8), Array("c".utf8)])
        #expect(head.headers["x-kept"] == "b")
        #expect(head.headers["X-\u{212A}ept"] == nil)
    }

    @Test func interimResponsesAreDroppedAndTrailersNotBelieved() {
        let head = collect(["HTTP/1.1 103 Early", "Link: a", "", "HTTP/1.1 204 Done", "A: b", "", "A: trailer", ""])
        #expect(head.status == 204)
        #expect(head.headers.fields == [HTTPHeader("A", "b")])
    }

    @Test func foldedLinesAreJoinedAndNamesThatAreNoTokensLeftOut() {
        let head = collect(["HTTP/1.1 200 OK", "A: b", " \tc", "Bad name: x", ": y", "no colon", ""])
        #expect(head.headers.fields == [HTTPHeader("A", "b c")])
    }

    @Test(arguments: [
        "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/2 200", "ICY 200 OK", "HTTP/1.1 101 Switch", "HTTP/1.1 +20 x",
    ])
    func statusLineIsRefused(line: String) {
        #expect(collect([line]).fault == .protocolError)
    }

    @Test func headIsCountedToTheByte() {
        let lines = ["HTTP/1.1 200 OK", "A: b", ""]
        #expect(collect(lines, maxHeaderBytes: 25).fault == nil)
        #expect(collect(lines, maxHeaderBytes: 24).fault == .tooLarge(.header))
    }

    @Test func bodyIsCountedToTheByte() {
        var collector = collect(["HTTP/1.1 200 OK", ""])
        let isFourTaken = [UInt8](repeating: 1, count: 4).withUnsafeBytes { collector.takeBody($0) }
        #expect(isFourTaken)
        let isFifthTaken = [UInt8](repeating: 1, count: 1).withUnsafeBytes { collector.takeBody($0) }
        #expect(!isFifthTaken)
        #expect(collector.fault == .tooLarge(.body))
        #expect(collector.body.isEmpty)
    }
}
