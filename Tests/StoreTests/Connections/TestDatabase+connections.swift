import Domain
import StoreTestSupport
import Testing

@testable import Store

extension TestDatabase {
    /// A connection to a system that nobody asks.
    func connection(source: String = "pretix", in venue: Venue) async throws -> TicketingConnection {
        let settings = ConnectionSettings(
            kind: .pretix, source: try #require(Source(source)),
            address: try #require(SystemAddress("https://tickets.example.org")),
            organizer: try #require(OrganizerName("theatre")), channelTypes: ["api.ce": .b2b, "resellers": .b2b])
        let create = CreateTicketingConnection(
            settings, webhookDigest: WebhookToken("secret").digest, at: clock.now,
            firstCheckAt: clock.now.advanced(bySeconds: 86_400))
        return try await store.inVenue(venue) { try #require(try await $0.first(create)) }
    }

    func find(_ connection: TicketingConnection, in venue: Venue) async throws -> TicketingConnection {
        let find = FindTicketingConnection(id: connection.id)
        return try await store.inVenue(venue) { try #require(try await $0.first(find)) }
    }
}
