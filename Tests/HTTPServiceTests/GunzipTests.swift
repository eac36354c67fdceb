import Foundation
import Gzip
import Testing

/// A stream made by Python's gzip, in base64.
struct GunzipTests {
    /// The bytes of `{"batch":[]}`.
    private static let small = "H4sIAAAAAAACA6tWSkosSc5QsoqOrQUAZFvLfQwAAAA="

    private func bytes(_ base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }

    @Test func aStreamIsRead() throws {
        #expect(String(decoding: try gunzip(try bytes(Self.small), limit: 100), as: UTF8.self) == #"{"batch":[]}"#)
    }

    @Test func theLimitIsExact() throws {
        let stream = try bytes(Self.small)
        #expect(try gunzip(stream, limit: 12).count == 12)
        #expect(throws: GunzipFailure.tooLarge) { try gunzip(stream, limit: 11) }
    }

    @Test func everyTruncationAndWhatFollowsTheEndAreRefused() throws {
        let stream = try bytes(Self.small)
        for length in 0..<stream.count {
            #expect(throws: GunzipFailure.malformed) { try gunzip(Array(stream.prefix(length)), limit: 100) }
        }
        #expect(throws: GunzipFailure.malformed) { try gunzip(stream + [0], limit: 100) }
    }

    @Test func aChangedByteOfTheContentIsRefused() throws {
        var stream = try bytes(Self.small)
        stream[stream.count - 6] ^= 1
        #expect(throws: GunzipFailure.malformed) { try gunzip(stream, limit: 100) }
    }
}
