import CZlib

/// Why a body cannot be decompressed.
package enum GunzipFailure: Error {
    /// It is not one whole gzip member.
    case malformed
    /// It is larger than allowed once decompressed; nothing beyond the limit was kept.
    case tooLarge
}

/// Decompresses one gzip member, whole, keeping at most `limit` bytes: a bomb costs no more memory than an honest body.
package func gunzip(_ input: [UInt8], limit: Int) throws(GunzipFailure) -> [UInt8] {
    var stream = z_stream()
    guard sicstine_inflate_init(&stream) == Z_OK else { throw .malformed }
    defer { inflateEnd(&stream) }
    var input = input
    let capacity = min(limit, max(4_096, input.count * 4))
    var output: [UInt8] = []
    var status = Z_OK
    let inputCount = input.count
    input.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = uInt(inputCount)
        while status == Z_OK && output.count <= limit {
            let room = min(max(capacity, output.count), limit + 1 - output.count)
            guard room > 0 else { break }
            let start = output.count
            output.append(contentsOf: repeatElement(0, count: room))
            output.withUnsafeMutableBufferPointer { target in
                stream.next_out = target.baseAddress.map { $0 + start }
                stream.avail_out = uInt(room)
                status = inflate(&stream, Z_NO_FLUSH)
            }
            output.removeLast(Int(stream.avail_out))
            // No progress and no end: the input stops short.
            if status == Z_BUF_ERROR || (stream.avail_in == 0 && stream.avail_out > 0 && status == Z_OK) { break }
        }
    }
    guard output.count <= limit else { throw .tooLarge }
    guard status == Z_STREAM_END, stream.avail_in == 0 else { throw .malformed }
    return output
}
