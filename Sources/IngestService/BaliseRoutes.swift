import Crypto
import Foundation
import Gzip
import HTTPService
import HTTPTypes
import Hummingbird
import NIOCore
import StrictJSON

/// balise.js and what a page must know to load it.
struct BaliseRoutes: Sendable {
    private let script = ByteBuffer(bytes: PackageResources.balise_js)
    private let compressed = gzip(PackageResources.balise_js).map { ByteBuffer(bytes: $0) }
    private let digest = Array(SHA384.hash(data: PackageResources.balise_js))

    /// Under a name that changes with the content, so that it can be kept for ever.
    private var lastingPath: String {
        let name = digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "/balise-\(name).js"
    }

    private var integrity: String { "sha384-" + Data(digest).base64EncodedString() }

    func add(to router: Router<ServiceContext>) {
        router.get("/balise.js") { request, _ in answer(request, keptFor: "public, max-age=3600") }
        router.get(RouterPath(lastingPath)) { request, _ in
            answer(request, keptFor: "public, max-age=31536000, immutable")
        }
        router.get("/balise.json") { request, _ in snippet(for: request) }
        router.get("/.well-known/gpc.json") { _, _ in
            CollectionAnswer.json(ByteBuffer(staticString: #"{"gpc":true,"lastUpdate":"2026-11-27"}"#))
        }
    }

    /// Any page may load it, and browsers check its integrity only where they may read it.
    private func answer(_ request: Request, keptFor lifetime: String) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/javascript; charset=utf-8", .cacheControl: lifetime, .accessControlAllowOrigin: "*",
            .crossOriginResourcePolicy: "cross-origin", .vary: "Accept-Encoding",
        ]
        var body = script
        if let compressed, Self.acceptsGzip(request) {
            headers[.contentEncoding] = "gzip"
            body = compressed
        }
        return Response(
            status: .ok, headers: headers, body: .init(byteBuffer: body))
    }

    private static func acceptsGzip(_ request: Request) -> Bool {
        let codings = request.headers[.acceptEncoding]?.split(separator: ",") ?? []
        return codings.contains { coding in
            let parts = coding.filter { !$0.isWhitespace }.lowercased().split(separator: ";")
            let isRefused = parts.contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            return parts.first == "gzip" && !isRefused
        }
    }

    private func snippet(for request: Request) -> Response {
        let key = WriteKeyCredential.inQuery(of: request).flatMap { Self.isPlain($0) ? $0 : nil } ?? "WRITE_KEY"
        // The scheme of the page: whether a proxy speaks TLS for us is not known here.
        let host = request.head.authority.flatMap { Self.isPlain($0) ? "//" + $0 : nil } ?? ""
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("src", lastingPath)
            writer.member("integrity", integrity)
            writer.member(
                "snippet",
                """
                <script async src="\(host)\(lastingPath)" integrity="\(integrity)" crossorigin="anonymous" data-key="\(key)"></script>
                """)
        }
        var response = CollectionAnswer.json(ByteBuffer(bytes: writer.bytes))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// Whether a text can stand in an attribute as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: "-._:[]".utf8.contains(byte)
            }
        }
    }
}
