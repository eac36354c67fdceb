import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    /// How much came, how much of what was sold was told, and who is heard of still.
    @Suite struct CollectionCountTests {
        @Test func ordersThatNoEventToldAreMissingFromTheirDay() async throws {
            try await withVenue { venue in
                let buyer = try await venue.database.contact(in: venue.venue)
                for (number, at) in ["2026-11-10T12:00:00Z", "2026-11-10T23:30:00Z", "2026-11-11T12:00:00Z"]
                    .enumerated()
                {
                    let order = NewOrder(
                        externalID: "O\(number)", orderedAt: Instant(at), buyer: buyer.id, payer: nil,
                        channel: .internet,
                        lines: [])
                    _ = try await venue.database.store.inVenue(venue.venue) {
                        try await $0.create(order, at: order.orderedAt)
                    }
                }
                let placed = [("O0", venue.website), ("O0", venue.kiosk), ("O0", venue.website), ("O1", venue.kiosk)]
                for (number, (order, application)) in placed.enumerated() {
                    var event = venue.event(
                        "m\(number)", .orderPlaced, by: "d\(number)", at: "2026-11-12T12:00:00Z",
                        application: application)
                    event.order = order
                    try await venue.collect(event)
                }
                let all = ["10: 1 of 1", "11: 1 of 2", "told: 1", "told: 2"]
                #expect(try await venue.coverage(of: nil, at: "2028-11-30T12:00:00Z") == all)
                #expect(
                    try await venue.coverage(of: venue.website.id, at: "2028-11-30T12:00:00Z")
                        == ["10: 1 of 1", "11: 0 of 2", "told: 1"])
                // Events of November are not kept any longer.
                #expect(
                    try await venue.coverage(of: nil, at: "2028-12-01T00:00:00Z")
                        == ["10: unknown", "11: unknown", "told: 1", "told: 2"])
            }
        }

        @Test func eachApplicationIsHeardOfLastWhenItsLatestCame() async throws {
            try await withVenue { venue in
                let day = "2026-11-10T"
                for (number, time) in ["08:00:00Z", "09:00:00Z", "10:00:00Z"].enumerated() {
                    try await venue.collect(venue.event("w\(number)", .pageView, by: "d", at: day + time))
                }
                try await venue.collect(
                    venue.event("k", .pageView, by: "d", at: day + "07:00:00Z", application: venue.kiosk))
                let silent = Identifier<Application>(rawValue: 1)
                let asked = [venue.website.id, silent, venue.kiosk.id]
                let latest = [venue.website.id: Instant(day + "10:00:02Z"), venue.kiosk.id: Instant(day + "07:00:02Z")]
                #expect(try await venue.heard(asked, at: day + "12:00:00Z") == latest)
                let kiosk = [venue.kiosk.id: Instant(day + "07:00:02Z")]
                #expect(try await venue.heard([venue.kiosk.id], at: day + "12:00:00Z") == kiosk)
                #expect(try await venue.heard([], at: day + "12:00:00Z").isEmpty)
                // Seven days after, less and more than a moment.
                #expect(try await venue.heard(asked, at: "2026-11-17T07:00:03Z").count == 1)
                #expect(try await venue.heard(asked, at: "2026-11-17T10:00:03Z").isEmpty)
            }
        }

        @Test func refusalsAreCountedAlikeUpToTheMost() async throws {
            try await withVenue { venue in
                let window = ArrivalWindow(application: venue.website.id, since: Instant("2026-11-10T12:00:00Z"))
                let most = Int(ArrivalWindow.most)
                try await venue.refuse(1, .testMode)
                try await venue.refuse(most - 1, .robot)
                var counted = try await venue.all(CountRefusals(window))
                #expect(counted.map(\.items).sorted() == [1, Int64(most - 1)])
                #expect(counted.allSatisfy { !$0.isInPart })
                try await venue.refuse(1, .missingConsent)
                counted = try await venue.all(CountRefusals(window))
                #expect(counted.map(\.items).reduce(0, +) == Int64(most))
                #expect(counted.allSatisfy { $0.isInPart })
            }
        }

        private func withVenue(_ body: (CollectingVenue) async throws -> Void) async throws {
            try await TestDatabase.withDatabase { try await body(CollectingVenue($0)) }
        }
    }
}

extension CollectingVenue {
    fileprivate func all<S: VenueStatement>(_ statement: S) async throws -> [S.Output] {
        try await database.store.inVenue(venue) { try await $0.all(statement) }
    }

    /// Of 10 and 11 November 2026, as sorted text.
    fileprivate func coverage(of application: Identifier<Application>?, at now: String) async throws -> [String] {
        let query = CoverageQuery(
            first: LocalDate(iso8601: "2026-11-10") ?? LocalDate(daysSince1970: 0),
            last: LocalDate(iso8601: "2026-11-11") ?? LocalDate(daysSince1970: 0), timeZone: "Europe/Paris",
            application: application, at: Instant(now))
        return try await all(CountCoverage(query)).map { counted in
            switch counted {
            case .ofDay(let day, let found):
                "\(day.iso8601.suffix(2)): "
                    + (found.isKnown ? "\(found.ordersSeen) of \(found.ordersOfRecord)" : "unknown")
            case .toldBy(_, let orders): "told: \(orders)"
            }
        }.sorted()
    }

    fileprivate func heard(
        _ applications: [Identifier<Application>], at now: String
    ) async throws -> [Identifier<Application>: Instant] {
        let window = HearingWindow(applications: applications, at: Instant(now))
        let heard = try await all(LastEvents(window))
        return Dictionary(uniqueKeysWithValues: heard.map { ($0.application, $0.at) })
    }

    /// To the website, as many.
    fileprivate func refuse(_ items: Int, _ reason: RejectReason) async throws {
        try await database.run(
            """
            INSERT INTO refused_items (application_id, reason, refused_at)
            SELECT \(website.id), '\(reason.rawValue)', '2026-11-10T12:30:00Z' FROM generate_series(1, \(items))
            """, in: venue)
    }
}
