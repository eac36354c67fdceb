import Domain
import EventReading
import HTTPService
import Hummingbird
import NIOCore
import StrictJSON

/// What the SDKs of PostHog ask for besides.
struct PostHogRoutes: Sendable {
    let service: IngestService

    func add(to router: Router<ServiceContext>) {
        router.post("/i/v1/analytics/events") { request, _ in
            let (document, application) = try await service.received(request)
            let answer = try await service.collect(document.root, as: .batch, of: application, from: request)
            return Self.results(of: document.root, refusals: answer.refusals)
        }
        // No flag is set: there are none here.
        router.post("/flags") { _, _ in CollectionAnswer.json(ByteBuffer(staticString: #"{"flags":{}}"#)) }
        for path in ["/i/v1/analytics/events", "/flags"] { Preflight.add(to: router, at: RouterPath(path)) }
    }

    /// A word on each event, by its id; those of which nothing is said are accepted.
    private static func results(of root: JSONValue, refusals: [Refusal]) -> Response {
        let reasons = Dictionary(refusals.map { ($0.index, $0.item.reason) }) { first, _ in first }
        var told: Set<String> = []
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("results")
            writer.object { writer in
                let items: [JSONValue] = root["batch"]?.elements.map(Array.init) ?? []
                for (index, item) in items.enumerated() {
                    guard let id = item["uuid"]?.string, told.insert(id).inserted else { continue }
                    writer.key(id)
                    writer.object { writer in
                        writer.member("result", reasons[index] == nil ? "ok" : "drop")
                        if let reason = reasons[index] { writer.member("details", reason.rawValue) }
                    }
                }
            }
        }
        return CollectionAnswer.json(ByteBuffer(bytes: writer.bytes))
    }
}
