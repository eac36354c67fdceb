import Domain
import Postgres
import StoreTestSupport

@testable import Store

/// A venue with a website and a kiosk, and ways to collect and look at what became of it.
struct CollectingVenue {
    let database: TestDatabase
    let venue: Venue
    let website: Application
    let kiosk: Application

    init(_ database: TestDatabase) async throws {
        self.database = database
        venue = try await database.venue()
        website = try await Self.application(.website, origins: ["https://www.theatre.example"], of: venue, database)
        kiosk = try await Self.application(.kiosk, origins: [], of: venue, database)
    }

    private static func application(
        _ kind: ApplicationKind, origins: [String], of venue: Venue, _ database: TestDatabase
    ) async throws -> Application {
        let description = ApplicationDescription(name: kind.rawValue, kind: kind, allowedOrigins: origins)
        let statement = CreateApplication(venue: venue.id, description: description, at: database.clock.now)
        guard let made = try await database.store.onPlatform({ try await $0.first(statement) }) else {
            throw StoreFailure.fault("no application")
        }
        return made
    }

    /// Each as a group of its own, in this order.
    func write(_ batches: [CollectedRows]) async throws {
        let writer = EventWriter(store: database.store)
        for rows in batches { try await writer.write(rows, of: venue) }
    }

    /// One event, by a website unless told otherwise.
    func event(
        _ id: String, _ action: EventAction, by device: String, at instant: String, application: Application? = nil
    ) -> CollectedEvent {
        var event = CollectedEvent(
            messageID: id, application: (application ?? website).id, kind: .track, action: action,
            time: EventTime(
                original: Instant(instant), sentAt: nil, receivedAt: Instant(instant).advanced(bySeconds: 2)),
            payload: Array("{}".utf8)[...])
        event.anonymousID = device
        return event
    }

    func collect(_ events: CollectedEvent...) async throws {
        var rows = CollectedRows.events
        for event in events { rows.append(event) }
        try await write([rows])
        try await consolidate()
    }

    /// Until nothing waits.
    func consolidate(atLeast events: Int = 5_000) async throws {
        while try await database.store.consolidateEvents(of: venue, atLeast: events) > 0 {}
        while try await database.store.consolidateAudience(of: venue, atLeast: events) > 0 {}
    }

    /// All that is derived, without the ids that a second making gives anew, as sorted text.
    func derived() async throws -> [String] {
        try await lines(
            """
            SELECT 'session', s.device, v.key, s.application_id, s.started_at, s.ended_at, s.first_batch, s.first_item, s.actions,
                s.page_views, s.is_closed, s.entry_path, s.channel_group, s.source, s.medium, s.campaign
            FROM sessions s JOIN visitors v ON v.id = s.visitor_id
            """)
            + lines("SELECT 'visitor', key FROM visitors")
            + lines(
                "SELECT 'basket', device, opened_at, changed_at, patience, additions, is_closed, order_ref FROM baskets"
            )
            + lines(
                """
                SELECT 'action', a.batch, a.item, a.part, s.device, s.started_at, b.opened_at, a.application_id, a.occurred_at,
                    a.action, a.path, a.show_ref, a.quantity, a.user_ref, a.order_ref
                FROM visitor_actions a JOIN sessions s ON s.id = a.session_id LEFT JOIN baskets b ON b.id = a.basket_id
                """)
            + lines("SELECT 'touch', t.* FROM touches t") + lines("SELECT 'link', l.* FROM share_links l")
            + lines("SELECT 'visit', v.* FROM audience_visits v")
    }

    func lines(_ question: String) async throws -> [String] {
        try await database.rows(of: "SELECT row(answer.*)::text FROM (\(question)) answer ORDER BY 1", in: venue) {
            try $0.next(as: String.self)
        }
    }
}
