import Domain
import HTTPTypes
package import Hummingbird
package import Logging
import Metrics
import NIOCore
import NIOHTTP1

/// The outermost layer of a service: turns every failure into a problem, names the request in the answer, counts and logs it.
///
/// Logs say which route, never which address: identifiers and queries can be personal.
package struct RequestRecorder: RouterMiddleware {
    package typealias Context = ServiceContext
    /// The level of the line for an answer without fault; services under heavy load lower it.
    let level: Logger.Level
    private let latencies: RequestLatencies

    package init(service: String, level: Logger.Level = .info) {
        self.level = level
        latencies = RequestLatencies(service: service)
    }

    package func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            guard request.head.authority != nil else {
                throw Problem(.invalidRequest, "The request must have a Host header.")
            }
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            let problem = Problem(describing: error)
            if problem.code == .internalError {
                context.logger.error("request failed", metadata: ["error": "\(error)"])
            }
            response = try problem.response(from: request, context: context)
        }
        response.headers[.xRequestID] = context.id
        response.headers[.xContentTypeOptions] = "nosniff"
        record(response.status, of: request, context, since: start)
        return response
    }

    private func record(
        _ status: HTTPResponse.Status, of request: Request, _ context: ServiceContext,
        since start: ContinuousClock.Instant
    ) {
        let duration = ContinuousClock.now - start
        let route = context.endpointPath ?? "unknown"
        latencies.record(duration, method: request.method.rawValue, route: route, status: status.code)
        let level = status.code >= 500 ? Logger.Level.warning : level
        guard context.logger.logLevel <= level else { return }
        context.logger.log(
            level: level, "request",
            metadata: [
                "http.method": "\(request.method.rawValue)", "http.route": "\(route)", "http.status": "\(status.code)",
                "duration.us": "\(duration / .microseconds(1))",
            ])
    }
}

extension HTTPField.Name {
    static var xRequestID: HTTPField.Name { HTTPField.Name("X-Request-Id").unsafelyUnwrapped }
}

extension Problem {
    /// The problem any failure of a handler comes down to.
    package init(describing error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let convertible as any ProblemConvertible: self = convertible.problem
        case is NIOTooManyBytesError: self = .tooLarge
        case is CancellationError: self = .unavailable
        case let error as HTTPError where error.status == .notFound: self = .notFound
        case let error as HTTPError where error.status == .contentTooLarge: self = .tooLarge
        case is HTTPError: self = Problem(.invalidRequest, "The request could not be read as HTTP.")
        default: self = Problem(.internalError, "Try again; if it lasts, give the operator the request id.")
        }
    }
}

/// An error that knows what the client should be told.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}
