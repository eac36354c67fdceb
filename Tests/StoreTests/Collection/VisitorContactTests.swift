import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct VisitorContactTests {
        @Test func browsingBeforeAndAfterIsTheContactsWhenOnePersonIsKnown() async throws {
            try await withVenue { venue in
                try await venue.collect(venue.event("1", .pageView, by: "b", at: "2026-11-20T12:00:00Z"))
                try await venue.collect(venue.known("ana", "2", .identify, by: "b", at: "2026-11-21T12:00:00Z"))
                try await venue.collect(venue.event("3", .pageView, by: "b", at: "2026-11-22T12:00:00Z"))
                // The contact comes from the ticketing system later than what was browsed.
                #expect(try await venue.linked() == [])
                try await venue.contact("ana")
                #expect(try await venue.linked() == ["(b,ana)", "(b,ana)", "(b,ana)"])
            }
        }

        @Test func anOrderNamesItsBuyer() async throws {
            try await withVenue { venue in
                var event = venue.event("1", .orderPlaced, by: "b", at: "2026-11-20T12:00:00Z")
                event.order = "O1"
                try await venue.collect(event)
                let ana = try await venue.contact("ana")
                try await venue.database.order(by: ana, [.seat(nil)], in: venue.venue)
                try await venue.database.run("UPDATE orders SET external_id = 'O1'", in: venue.venue)
                #expect(try await venue.linked() == ["(b,ana)"])
                let orders = try await venue.lines("SELECT order_ref, order_id IS NOT NULL FROM session_orders")
                #expect(orders == ["(O1,t)"])
            }
        }

        @Test func twoPeopleOnOneDeviceStayTwo() async throws {
            try await withVenue { venue in
                for name in ["ana", "bob"] { try await venue.contact(name) }
                try await venue.collect(venue.event("0", .pageView, by: "b", at: "2026-11-19T12:00:00Z"))
                try await venue.collect(venue.known("ana", "1", .pageView, by: "b", at: "2026-11-20T12:00:00Z"))
                try await venue.collect(venue.known("bob", "2", .pageView, by: "b", at: "2026-11-21T12:00:00Z"))
                #expect(try await venue.linked() == ["(b,ana)", "(b,bob)"])
                #expect(try await venue.lines("SELECT * FROM visitor_contacts") == [])
            }
        }

        @Test func aSessionOfTwoPeopleIsNobodys() async throws {
            try await withVenue { venue in
                for name in ["ana", "bob"] { try await venue.contact(name) }
                try await venue.collect(
                    venue.known("ana", "1", .pageView, by: "b", at: "2026-11-20T12:00:00Z"),
                    venue.known("bob", "2", .pageView, by: "b", at: "2026-11-20T12:05:00Z"))
                #expect(try await venue.linked() == [])
            }
        }

        @Test func oneContactOnTwoDevicesIsLinkedToBoth() async throws {
            try await withVenue { venue in
                try await venue.contact("ana")
                try await venue.collect(venue.known("ana", "1", .pageView, by: "b", at: "2026-11-20T12:00:00Z"))
                try await venue.collect(venue.known("ana", "2", .pageView, by: "c", at: "2026-11-20T12:00:00Z"))
                #expect(try await venue.linked() == ["(b,ana)", "(c,ana)"])
            }
        }

        @Test func thoseWhoBuyAtAKioskAreNeverOne() async throws {
            try await withVenue { venue in
                for name in ["ana", "bob"] { try await venue.contact(name) }
                for (number, name) in ["ana", "bob"].enumerated() {
                    var event = venue.known(
                        name, "\(number)", .orderPlaced, by: "k", at: "2026-11-20T12:0\(number):00Z")
                    event.application = venue.kiosk.id
                    try await venue.collect(event)
                }
                let contacts = try await venue.lines(
                    "SELECT c.external_id FROM visitor_contacts v JOIN contacts c ON c.id = v.contact_id")
                #expect(contacts == ["(ana)", "(bob)"])
            }
        }

        private func withVenue(_ body: (CollectingVenue) async throws -> Void) async throws {
            try await TestDatabase.withDatabase { try await body(CollectingVenue($0)) }
        }
    }
}

extension CollectingVenue {
    fileprivate func known(
        _ user: String, _ id: String, _ action: EventAction, by device: String, at instant: String
    ) -> CollectedEvent {
        var event = event(id, action, by: device, at: instant)
        event.userID = user
        return event
    }

    @discardableResult
    fileprivate func contact(_ externalID: String) async throws -> Contact {
        var details = ContactDetails()
        details.externalID = externalID
        return try await database.contact(details, in: venue)
    }

    /// The device and the contact of each session that has one.
    fileprivate func linked() async throws -> [String] {
        try await lines(
            """
            SELECT s.device, c.external_id
            FROM session_contacts l JOIN sessions s ON s.id = l.session_id JOIN contacts c ON c.id = l.contact_id
            """)
    }
}
