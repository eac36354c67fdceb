import CHiredis

/// What Redis answers to one command.
package indirect enum Reply: Sendable, Equatable {
    case string([UInt8])
    case status(String)
    case integer(Int)
    case null
    case array([Reply])
    case error(ServerError)
}

extension Reply {
    /// The bytes of a string or status; nil for every other shape.
    package var bytes: [UInt8]? {
        switch self {
        case .string(let bytes): bytes
        case .status(let text): Array(text.utf8)
        default: nil
        }
    }

    /// The text of a string or status; invalid UTF-8 is repaired, so use `bytes` for data.
    package var text: String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// An integer, also when it came as a string of digits.
    package var integer: Int? {
        if case .integer(let value) = self { return value }
        return text.flatMap(Int.init)
    }

    /// The elements of an array; nil for every other shape.
    package var elements: [Reply]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    /// The reply itself, unless it is an error.
    package func get() throws(RedisError) -> Reply {
        if case .error(let error) = self { throw .server(error) }
        return self
    }
}

extension Reply {
    /// Copies a reply of hiredis, with lengths only; the original stays the caller's to free.
    init(copying reply: redisReply) {
        switch reply.type {
        case REDIS_REPLY_STRING: self = .string(Self.bytes(of: reply))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: Self.bytes(of: reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(ServerError(line: Self.bytes(of: reply)))
        case REDIS_REPLY_INTEGER: self = .integer(Int(reply.integer))
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.element, count: reply.elements)
            self = .array(elements.map { element in element.map { Reply(copying: $0.pointee) } ?? .null })
        default: self = .null
        }
    }

    private static func bytes(of reply: redisReply) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len))
    }
}
