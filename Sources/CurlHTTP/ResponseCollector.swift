/// Puts a response together from the pieces libcurl hands over, and says when to stop.
///
/// Pure: no libcurl in it.
///
/// The limits are kept here and not by libcurl, whose own do not hold for chunked bodies.
struct ResponseCollector {
    let maxHeaderBytes: Int
    let maxBodyBytes: Int

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private(set) var fault: HTTPFailure.Reason?
    /// Whether the empty line after the fields of the final response was seen.
    private(set) var isHeadComplete = false
    private var headerBytes = 0

    init(maxHeaderBytes: Int, maxBodyBytes: Int) {
        self.maxHeaderBytes = maxHeaderBytes
        self.maxBodyBytes = maxBodyBytes
    }

    /// Takes one whole line, its line break included; false means that the transfer has to end.
    mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= maxHeaderBytes else { return stop(.tooLarge(.header)) }
        // What comes after the head is a trailer: counted, not believed.
        if isHeadComplete { return true }
        let text = line.prefix { $0 != 0x0D && $0 != 0x0A }
        if text.isEmpty {
            return endHead()
        }
        if status == 0 {
            return takeStatusLine(text)
        }
        takeField(text)
        return true
    }

    /// Takes a piece of the body; false means that the transfer has to end.
    mutating func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard body.count + piece.count <= maxBodyBytes else {
            body = []
            return stop(.tooLarge(.body))
        }
        body.append(contentsOf: piece)
        return true
    }

    private mutating func stop(_ reason: HTTPFailure.Reason) -> Bool {
        fault = reason
        return false
    }

    /// An interim response (1xx) is dropped and another head awaited.
    private mutating func endHead() -> Bool {
        if status >= 200 {
            isHeadComplete = true
        } else {
            status = 0
            headers.removeAll()
        }
        return true
    }

    private mutating func takeStatusLine(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].starts(with: "HTTP/1.".utf8), words[1].count == 3,
            let status = Int(String(decoding: words[1], as: UTF8.self)), (100...999).contains(status), status != 101
        else { return stop(.protocolError) }
        self.status = status
        return true
    }

    /// A field whose name is not a token is left out: nobody can ask for it by name.
    private mutating func takeField(_ text: Slice<UnsafeRawBufferPointer>) {
        if let first = text.first, Self.isBlank(first) {
            headers.continueLast(with: Self.trimmed(text))
            return
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = text[..<colon]
        guard !name.isEmpty, name.allSatisfy(isTokenByte) else { return }
        let value = Array(Self.trimmed(text[(colon + 1)...]))
        headers.append(HTTPHeader(name: String(decoding: name, as: UTF8.self), value: value))
    }

    private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var rest = text.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
