import Domain
import HTTPService
import Hummingbird
import Store

/// `/v1/venues/{venue}/connections/{connection}/webhook/{token}`: where systems say that something changed.
///
/// Nothing of what they say is believed or kept: what changed is asked of the system itself.
struct WebhookRoutes {
    let api: APIService

    private static let mostBytes = 64 << 10

    func add(to group: RouterGroup<ServiceContext>) {
        group.post("/connections/:connection/webhook/:token") { request, context in
            try await hear(request, context)
        }
    }

    /// The token stands for a key; whoever has none finds nothing here.
    private func hear(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await request.bytes(upTo: Self.mostBytes)
        guard let venueID = context.parameters.get("venue").flatMap(VenueID.init),
            let venue = try await api.store.venue(venueID), venue.state == .active
        else { throw Problem.notFound }
        let id = try context.identifier("connection", of: TicketingConnection.self)
        let token = WebhookToken(context.parameters.get("token") ?? "")
        let now = api.store.clock.now()
        try await api.store.inVenue(venue) { transaction in
            guard let digest = try await transaction.first(WebhookDigest(id: id)), token.isBehind(digest) else {
                throw Problem.notFound
            }
            try await transaction.run(HearWebhook(id: id, at: now))
        }
        await api.announce([.pull(id, of: venue.id)])
        return Response(status: .noContent)
    }
}
