import CZlib

/// One gzip member that holds `input`, as small as zlib makes it; nil when there is no memory for it.
///
/// For what is compressed once and sent often.
package func gzip(_ input: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard sicstine_deflate_init(&stream) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var input = input
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(input.count))))
    let status = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
            stream.next_in = source.baseAddress
            stream.avail_in = uInt(source.count)
            stream.next_out = target.baseAddress
            stream.avail_out = uInt(target.count)
            return deflate(&stream, Z_FINISH)
        }
    }
    guard status == Z_STREAM_END else { return nil }
    output.removeLast(Int(stream.avail_out))
    return output
}
