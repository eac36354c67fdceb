import Gzip
import Testing

struct GzipTests {
    @Test(arguments: [0, 1, 7, 70_000])
    func whatIsCompressedComesBackWhole(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        let packed = try #require(gzip(bytes))
        #expect(try gunzip(packed, limit: max(size, 1)) == bytes)
    }

    @Test func whatRepeatsItselfBecomesSmall() throws {
        #expect(try #require(gzip(Array(repeating: 7, count: 100_000))).count < 1_000)
    }
}
