import Domain
import StrictJSON

/// How events come: one whose kind the address says, or several that say their own.
enum Envelope: Sendable {
    case single(EventKind)
    case batch
}

/// An item that is not stored, and why.
///
/// Its place is its index in the batch, 0 for a single event.
struct Reject: Sendable {
    let index: Int
    let reason: RejectReason

    static func report(_ rejects: [Reject]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("success", true as Bool?)
            writer.key("errors")
            writer.array { writer in
                for reject in rejects {
                    writer.object { writer in
                        writer.member("index", reject.index)
                        writer.member("code", reject.reason.rawValue)
                    }
                }
            }
        }
        return writer.bytes
    }
}

/// What one request may hold.
enum CollectionLimits {
    /// RudderStack sends up to 4 MB at once.
    static let request = JSONLimits(maxBytes: 4 << 20, maxDepth: 32, maxValues: 200_000, maxStringBytes: 32 << 10)
    static let itemBytes = 32 << 10
    static let batchItems = 2_500
    static let messageIDBytes = 100
    static let identityBytes = 200
    static let nameBytes = 200
}
