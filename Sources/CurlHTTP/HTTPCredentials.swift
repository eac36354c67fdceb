/// What proves who sends a request; it becomes the `Authorization` header.
///
/// Neither description nor mirror shows anything but the scheme.
package enum HTTPCredentials: Sendable {
    /// A token, sent as it is.
    case bearer(token: String)
    /// RFC 7617; the user must not contain a colon.
    case basic(user: String, password: String)

    var isValid: Bool {
        switch self {
        case .bearer(let token):
            !token.isEmpty && token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        case .basic(let user, let password):
            !user.utf8.contains(UInt8(ascii: ":"))
                && [user, password].allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
        }
    }

    var headerValue: String {
        switch self {
        case .bearer(let token): "Bearer " + token
        case .basic(let user, let password): "Basic " + Self.base64(Array((user + ":" + password).utf8))
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                text.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place)) & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension HTTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch self {
        case .bearer: "bearer (hidden)"
        case .basic: "basic (hidden)"
        }
    }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
