import Domain
import EventReading
import Hummingbird
import NIOCore
import StrictJSON

/// Always 200 once the good ones are stored: SDKs drop a whole batch on 4xx.
///
/// The refused ones are listed; SDKs ignore that.
struct CollectionAnswer: Sendable {
    let refusals: [Refusal]

    var response: Response {
        guard !refusals.isEmpty else {
            return Self.json(ByteBuffer(staticString: #"{"success":true}"#))
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("success", true as Bool?)
            writer.key("errors")
            writer.array { writer in
                for refusal in refusals {
                    writer.object { writer in
                        writer.member("index", refusal.index)
                        writer.member("code", refusal.item.reason.rawValue)
                    }
                }
            }
        }
        return Self.json(ByteBuffer(bytes: writer.bytes))
    }

    static func json(_ body: ByteBuffer) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }
}
