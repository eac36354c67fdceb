import Foundation
import HTTPTypes
import Hummingbird
import StrictJSON

/// The write key of a request, from wherever an SDK may put it: Basic, Bearer, the body, the query, in this order.
enum WriteKeyCredential {
    static func inHeader(of request: Request) -> String? {
        guard let header = request.headers[.authorization], let space = header.firstIndex(of: " ") else { return nil }
        let credential = header[header.index(after: space)...]
        switch header[..<space].lowercased() {
        case "basic":
            guard let decoded = Data(base64Encoded: String(credential)) else { return nil }
            // The key is the user; the password is empty, and some senders leave the colon out.
            return String(decoding: decoded.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        // An OAuth token says nothing of the application; the write key is then in the body.
        case "bearer": return credential.hasPrefix("wk_") ? String(credential) : nil
        default: return nil
        }
    }

    static func inBody(_ body: JSONValue) -> String? {
        body["writeKey"]?.string ?? body["api_key"]?.string
    }

    static func inQuery(of request: Request) -> String? {
        request.uri.queryParameters["writeKey"].map(String.init)
    }
}
