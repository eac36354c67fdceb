import Gzip
import HTTPTypes
package import Hummingbird
import NIOCore
package import StrictJSON

extension Request {
    /// The whole body, decompressed if it says so; a `Problem` when it is larger than `limit` before or after, or not gzip.
    package func bytes(upTo limit: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Problem.tooLarge }
        let buffer: ByteBuffer
        do {
            buffer = try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge
        }
        let bytes = Array(buffer: buffer)
        switch headers[.contentEncoding]?.lowercased() {
        case nil, "identity": return bytes
        case "gzip":
            do throws(GunzipFailure) {
                return try gunzip(bytes, limit: limit)
            } catch {
                if error == .tooLarge { throw Problem.tooLarge }
                throw Problem(.invalidRequest, "The body is not one whole gzip stream, as Content-Encoding says.")
            }
        default:
            throw Problem(.unsupportedMediaType, "Send the body as it is, or with Content-Encoding: gzip.")
        }
    }

    /// The body as strict JSON.
    package func json(limits: JSONLimits) async throws -> JSONDocument {
        let bytes = try await bytes(upTo: limits.maxBytes)
        do throws(JSONSyntaxError) {
            return try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw Problem.malformed(error)
        }
    }

    /// Refuses a body of another media type; parameters such as the character set are not looked at.
    package func requireContentType(_ allowed: String...) throws {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        guard let type, allowed.contains(type) else {
            throw Problem(.unsupportedMediaType, "Send the body with Content-Type: \(allowed[0]).")
        }
    }
}
