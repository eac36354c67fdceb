import HTTPService
import Hummingbird
import StrictJSON

/// Where pages send the statistics that are exempt from consent.
struct AudienceRoute: Sendable {
    let service: IngestService

    func add(to router: Router<ServiceContext>) {
        router.post("/v1/audience") { request, _ in
            let (document, application) = try await service.received(request)
            return try await service.collectViews(document.root, of: application, from: request).response
        }
        Preflight.add(to: router, at: "/v1/audience")
    }
}
