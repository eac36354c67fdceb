import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct TouchTests {
        @Test(
            arguments: [
                Case("nothing", .init(), "Direct", nil),
                Case("a known host", .init(referrer: "m.facebook.com"), "Organic Social", "facebook"),
                Case("an unknown host", .init(referrer: "www2.gazette.example"), "Referral", "www2.gazette.example"),
                Case("one of the venue's own pages", .init(referrer: "theatre.example"), "Direct", nil),
                Case("a payment provider", .init(referrer: "www.paypal.com"), "Direct", nil),
                Case(
                    "the venue's own word on a host", .init(referrer: "shop.gazette.example"), "Organic Social",
                    "gazette"),
                Case("the venue's own payment provider", .init(referrer: "pay.caisse.example"), "Direct", nil),
                Case(
                    "a campaign through a payment provider",
                    .init(referrer: "www.paypal.com", source: "lettre-12", medium: "email"),
                    "Email", "lettre-12"),
                Case(
                    "a campaign before the referrer",
                    .init(referrer: "m.facebook.com", source: "google", medium: "cpc"),
                    "Paid Search", "google"),
                Case(
                    "a click before the referrer", .init(referrer: "m.facebook.com", click: "gclid"), "Paid Search",
                    "google"),
                Case("a share link", .init(share: "abcdefghijklmnop"), "Referral", "share"),
            ] as [Case])
        func aSessionHasTheSourceOf(_ it: Case) async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                try await database.run(
                    """
                    INSERT INTO referrer_hosts (host, source, kind)
                    VALUES ('gazette.example', 'other', 'referral'), ('shop.gazette.example', 'gazette', 'social'),
                        ('caisse.example', 'caisse', 'payment');
                    DELETE FROM referrer_hosts WHERE host = 'gazette.example'
                    """, in: venue.venue)
                var event = venue.event("a", .pageView, by: "browser", at: "2026-11-22T12:00:00Z")
                event.arrival.referrerHost = it.arrival.referrer
                event.arrival.source = it.arrival.source
                event.arrival.medium = it.arrival.medium
                event.arrival.clickID = it.arrival.click
                event.arrival.shareToken = it.arrival.share
                try await venue.collect(event)
                let session = try await venue.lines("SELECT channel_group, COALESCE(source, '-') FROM sessions")
                let source = it.source ?? "-"
                #expect(session.map { $0.filter { $0 != "\"" } } == ["(\(it.group),\(source))"])
                #expect(try await venue.lines("SELECT 1 FROM touches").count == (it.source == nil ? 0 : 1))
            }
        }

        @Test func aSecondArrivalInASessionIsATouchAndTheSessionKeepsItsFirst() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                var first = venue.event("a", .pageView, by: "b", at: "2026-11-22T12:00:00Z")
                first.arrival.source = "lettre-1"
                var second = venue.event("c", .pageView, by: "b", at: "2026-11-22T12:10:00Z")
                second.arrival.source = "lettre-2"
                try await venue.collect(second)
                #expect(try await venue.lines("SELECT source FROM sessions") == ["(lettre-2)"])
                try await venue.collect(first)
                #expect(try await venue.lines("SELECT source FROM sessions") == ["(lettre-1)"])
                #expect(try await venue.lines("SELECT source FROM touches") == ["(lettre-1)", "(lettre-2)"])
            }
        }

        @Test func visitsOfAShareLinkAreThoseOfOthers() async throws {
            try await TestDatabase.withDatabase { database in
                let venue = try await CollectingVenue(database)
                let token = "abcdefghijklmnop"
                var share = venue.event("s", .share, by: "sharer", at: "2026-11-22T12:00:00Z")
                share.sharedToken = token
                share.order = "O1"
                try await venue.collect(share)
                for (number, device) in ["sharer", "friend", "friend", "stranger"].enumerated() {
                    var visit = venue.event("v\(number)", .pageView, by: device, at: "2026-11-22T1\(3 + number):00:00Z")
                    visit.arrival.shareToken = token
                    try await venue.collect(visit)
                }
                #expect(
                    try await venue.lines("SELECT count(*), count(DISTINCT visitor_id) FROM share_visits") == ["(3,2)"])
                #expect(try await venue.lines("SELECT token, order_ref FROM share_links") == ["(\(token),O1)"])
            }
        }

        struct Case: Sendable, CustomTestStringConvertible {
            struct From: Sendable {
                var referrer: String?
                var source: String?
                var medium: String?
                var click: String?
                var share: String?
            }

            let testDescription: String
            let arrival: From
            let group: String
            let source: String?

            init(_ name: String, _ arrival: From, _ group: String, _ source: String?) {
                testDescription = name
                self.arrival = arrival
                self.group = group
                self.source = source
            }
        }
    }
}
