import Domain
import HTTPService
import Hummingbird
import Store
import StrictJSON

/// `/v1/venues/{venue}/contacts/search`: contacts by whatever is known of them.
struct ContactSearchRoutes {
    let api: APIService

    /// Longer than any name that is kept.
    private static let longest = 200
    private static let mostFound = 100
    private static let usuallyFound = 20

    func add(to group: RouterGroup<ServiceContext>) {
        group.get("/contacts/search") { request, context in try await search(request, context) }
    }

    private func search(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (_, venue) = try await api.activeVenue(request, context)
        try request.requireParameters(among: ["q", "limit"])
        let text = try request.text("q")?.trimmed ?? ""
        guard (1...Self.longest).contains(text.utf8.count) else {
            throw Problem(.invalidRequest, "`q` must be what to search for: 1 to \(Self.longest) bytes.")
        }
        let limit = try request.limit(upTo: Self.mostFound)
        let found = try await api.store.inVenue(venue) {
            try await $0.search(text, limit: limit ?? Self.usuallyFound)
        }
        return FoundContacts(found: found).answer().response
    }
}

/// `{"data": […]}`, the nearest first.
private struct FoundContacts: Representable {
    let found: [FoundContact]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("data")
            writer.array { writer in
                for one in found {
                    writer.object { writer in
                        writer.member("match", one.match.rawValue)
                        writer.member("record_id", one.record)
                        writer.key("contact")
                        one.contact.write(to: &writer)
                    }
                }
            }
        }
    }
}

extension String {
    /// Without the white space at either end.
    fileprivate var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
