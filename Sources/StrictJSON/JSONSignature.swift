/// A 32-bit digest of a member's name, after unescaping.
///
/// Equal names have equal signatures; unequal ones may, and anyone can craft such names, so every match is confirmed.
enum JSONSignature {
    static func of(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let start = name.baseAddress else { return 0 }
        let bytes = UnsafeRawPointer(start)
        let count = name.count
        var digest = UInt64(count) &* 0x9E37_79B9_7F4A_7C15
        if count >= 8 {
            var place = 0
            while place + 8 < count {
                mix(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self), into: &digest)
                place += 8
            }
            mix(bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self), into: &digest)
        } else if count >= 4 {
            let head = UInt64(bytes.loadUnaligned(as: UInt32.self))
            let tail = UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            mix(head << 32 | tail, into: &digest)
        } else if count > 0 {
            mix(UInt64(start[0]) << 16 | UInt64(start[count / 2]) << 8 | UInt64(start[count - 1]), into: &digest)
        }
        return UInt32(truncatingIfNeeded: digest >> 32)
    }

    /// The signature of a name as it stands in a text, between its quotes.
    static func ofWritten(_ name: UnsafeBufferPointer<UInt8>, isEscaped: Bool) -> UInt32 {
        guard isEscaped else { return of(name) }
        return JSONText.unescaped(name).withUnsafeBufferPointer(of)
    }

    @inline(__always)
    private static func mix(_ word: UInt64, into digest: inout UInt64) {
        digest = (digest ^ word) &* 0xD6E8_FEB8_6659_FD93
        digest ^= digest >> 32
    }
}
