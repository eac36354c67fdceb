/// The methods a request can have; a closed list, so that no method can carry a line break.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether sending the request twice is the same as sending it once (RFC 9110 §9.2.2).
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete: true
        case .post, .patch: false
        }
    }

    var takesBody: Bool {
        switch self {
        case .post, .put, .patch, .delete: true
        case .get, .head: false
        }
    }
}
