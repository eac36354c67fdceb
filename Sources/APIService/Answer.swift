import HTTPTypes
import Hummingbird
import NIOCore
import Store
import StrictJSON

/// A resource that can be written as JSON.
protocol Representable: Sendable {
    func write(to writer: inout JSONWriter)
}

extension Representable {
    func answer(_ status: HTTPResponse.Status = .ok, location: String? = nil) -> KeptAnswer {
        var writer = JSONWriter()
        write(to: &writer)
        return KeptAnswer(status: status.code, location: location, body: writer.bytes)
    }
}

extension KeptAnswer {
    var response: Response {
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if let location { headers[.location] = location }
        return Response(
            status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// A page of a list, `{"data": […], "next_cursor": …}`.
struct PageOfResources<Resource: Representable>: Representable {
    let data: [Resource]
    /// Where the next page begins; nil on the last.
    let nextCursor: String?

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in for resource in data { resource.write(to: &writer) } }
            writer.member("next_cursor", nextCursor)
        }
    }
}
