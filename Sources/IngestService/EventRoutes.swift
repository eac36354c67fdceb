import Domain
import EventReading
import HTTPService
import Hummingbird
import StrictJSON

/// Where the SDKs of Segment and RudderStack, PostHog's too, and balise.js send events.
struct EventRoutes: Sendable {
    let service: IngestService

    /// Under the names of the HTTP API, and under the letters of analytics.js, whose host may be told with or without `/v1`.
    ///
    /// A slash at the end makes no difference.
    func add(to router: Router<ServiceContext>) {
        for kind in EventKind.allCases {
            add("/v1/\(kind.rawValue)", .single(kind), to: router)
            for letter in kind.letters { add(letter, .single(kind), to: router) }
        }
        // The last ones: RudderStack's on pages that close, and PostHog's for what happened long ago.
        for path in ["/v1/batch", "/batch", "/v1/b", "/b", "/beacon/v1/batch", "/v1/import"] {
            add(path, .batch, to: router)
        }
    }

    private func add(_ path: String, _ envelope: Envelope, to router: Router<ServiceContext>) {
        router.post(RouterPath(path)) { request, _ in
            let (document, application) = try await service.received(request)
            return try await service.collect(document.root, as: envelope, of: application, from: request).response
        }
        Preflight.add(to: router, at: RouterPath(path))
    }
}

extension EventKind {
    fileprivate var letters: [String] {
        let letter =
            switch self {
            case .track: "t"
            case .identify: "i"
            case .page: "p"
            case .screen: "s"
            case .group: "g"
            case .alias: "a"
            }
        return ["/v1/" + letter, "/" + letter]
    }
}
