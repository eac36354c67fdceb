import EventReading
import HTTPService
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import StrictJSON

/// An image that tells of a page or an action where no script runs.
struct PixelRoute: Sendable {
    let service: IngestService

    func add(to router: Router<ServiceContext>) {
        for path in ["/v1/pixel.gif", "/pixel.gif"] {
            router.get(RouterPath(path)) { request, context in await answer(to: request, context) }
            Preflight.add(to: router, at: RouterPath(path))
        }
    }

    /// Always the image, whatever became of what it tells: a page must not show that something is broken.
    private func answer(to request: Request, _ context: ServiceContext) async -> Response {
        var status = HTTPResponse.Status.ok
        var headers: HTTPFields = [:]
        do {
            try await collect(request)
        } catch {
            let problem = Problem(describing: error)
            status = problem.status
            if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
            if problem.code == .internalError {
                context.logger.error("request failed", metadata: ["error": "\(error)"])
            }
        }
        headers[.contentType] = "image/gif"
        headers[.cacheControl] = "no-store, private"
        headers[.crossOriginResourcePolicy] = "cross-origin"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: Self.image)))
    }

    private func collect(_ request: Request) async throws {
        let application = try await service.application(writeKey: WriteKeyCredential.inQuery(of: request))
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument(parsing: PixelQuery(request).item, limits: CollectionLimits.request)
        } catch {
            throw Problem.malformed(error)
        }
        _ = try await service.collect(document.root, as: .kept(nil), of: application, from: request, asImage: true)
    }

    /// One transparent point, GIF89a.
    private static let image: [UInt8] =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
        + [0x21, 0xF9, 4, 1, 0, 0, 0, 0] + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0] + [2, 2, 0x44, 1, 0, 0x3B]
}

extension HTTPField.Name {
    static var crossOriginResourcePolicy: HTTPField.Name {
        HTTPField.Name("Cross-Origin-Resource-Policy").unsafelyUnwrapped
    }
}
