import HTTPService
import Hummingbird
import NIOCore

/// The body of a file, piece by piece, never larger than allowed.
struct FileBody {
    private var pieces: RequestBody.AsyncIterator
    private var rest: [UInt8] = []
    private var read = 0
    private let limit: Int

    init(_ request: Request, upTo limit: Int) {
        pieces = request.body.makeAsyncIterator()
        self.limit = limit
    }

    mutating func next() async throws -> [UInt8]? {
        if !rest.isEmpty {
            defer { rest = [] }
            return rest
        }
        guard let piece = try await pieces.next() else { return nil }
        read += piece.readableBytes
        guard read <= limit else { throw Problem.tooLarge }
        return Array(buffer: piece)
    }

    /// The first line, without its end; what was read beyond it comes with the next piece.
    mutating func firstLine(upTo limit: Int) async throws -> [UInt8] {
        var line: [UInt8] = []
        while let piece = try await next() {
            if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                line += piece[..<end]
                rest = Array(piece[(end + 1)...])
                break
            }
            line += piece
            guard line.count <= limit else { break }
        }
        guard line.count <= limit else { throw Problem(.invalidFile, "The first line is too long to be a header.") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }
}
