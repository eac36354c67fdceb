import HTTPTypes
package import Hummingbird
package import HummingbirdCore

extension Router<ServiceContext> {
    /// Answers 405, with the methods there are, to the others of every address registered so far.
    ///
    /// Call it last.
    package func refuseOtherMethods() {
        let routesByPath = Dictionary(grouping: routes, by: \.path.description)
        for routes in routesByPath.values {
            guard let path = routes.first?.path else { continue }
            let methods = Set(routes.map(\.method))
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.knownMethods where !methods.contains(method) {
                on(path, method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, "This address answers \(allowed).")
                    problem.headers[.allow] = allowed
                    throw problem
                }
            }
        }
    }

    private static var knownMethods: [HTTPRequest.Method] {
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"]
            .compactMap { HTTPRequest.Method($0) }
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 with its limits stated: nothing here is left to defaults.
    package static var limited: HTTPServerBuilder {
        .http1(
            configuration: .init(
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 100)))
    }
}
