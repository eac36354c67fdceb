import HTTPService
import HTTPTypes
import Hummingbird
import NIOHTTP1

/// Lets pages of any origin read every answer, problems included: the write key says which of them may send.
///
/// `*` would not do: a page that closes sends with credentials, though none are asked for here.
struct CrossOriginAnswers: RouterMiddleware {
    typealias Context = ServiceContext

    func handle(
        _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let origin = request.headers[.origin]
        do {
            var response = try await next(request, context)
            // What any page may have, and share a cache for, says so itself.
            if response.headers[.accessControlAllowOrigin] == nil { response.headers.allow(origin) }
            return response
        } catch let error as HTTPParserError {
            throw error
        } catch {
            throw FailureAcrossOrigins(error, origin: origin)
        }
    }
}

/// A failure that the page it is told to may read.
private struct FailureAcrossOrigins: ProblemConvertible, CustomStringConvertible {
    let problem: Problem
    private let cause: any Error

    init(_ cause: any Error, origin: String?) {
        var problem = Problem(describing: cause)
        problem.headers.allow(origin)
        self.problem = problem
        self.cause = cause
    }

    var description: String { "\(cause)" }
}

extension HTTPFields {
    fileprivate mutating func allow(_ origin: String?) {
        append(HTTPField(name: .vary, value: "Origin"))
        guard let origin else { return }
        self[.accessControlAllowOrigin] = origin
        self[.accessControlAllowCredentials] = "true"
        self[.accessControlExposeHeaders] = "Retry-After"
    }
}

/// What a browser asks before it sends what not every page may send.
enum Preflight {
    static func add(to router: Router<ServiceContext>, at path: RouterPath) {
        router.on(path, method: .options) { _, _ in
            Response(
                status: .noContent,
                headers: [
                    .accessControlAllowMethods: "POST, GET, OPTIONS",
                    .accessControlAllowHeaders: "authorization, content-type, x-retry-count, anonymousid, sentat",
                    .accessControlMaxAge: "86400",
                ])
        }
    }
}
