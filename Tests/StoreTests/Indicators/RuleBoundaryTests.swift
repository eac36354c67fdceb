import Domain
import Postgres
import StoreTestSupport
import Testing

@testable import Store

extension StoreTests {
    @Suite struct RuleBoundaryTests {
        @Test func rule2AChildSeatThatWasReservedStaysAChildSeat() async throws {
            try await RuleVenue.with { rules in
                let bob = try await rules.contact(born: "1998-01-01")
                let seat = try await rules.seat(at: "2026-12-01T19:00:00Z", status: .reserved)
                let order = try await rules.order(by: bob, at: "2026-10-03T10:00:00Z", seat, try await rules.child())
                #expect(try await rules.figures(of: bob).childProduct)
                try await rules.change(order, to: .cancelled)
                let figures = try await rules.figures(of: bob)
                #expect(figures.childProduct)
                #expect((figures.assiduity, figures.recency) == (0, nil))
                #expect(figures.seniority == LocalDate(iso8601: "2026-10-03"))
                #expect(figures.young == false)
            }
        }

        @Test func rule3ADatedMembershipCountsFromItsFirstDayToItsLast() async throws {
            try await RuleVenue.with { rules in
                let contact = try await rules.contact()
                var dates = LineParticulars()
                dates.validFrom = LocalDate(iso8601: "2026-11-23")
                dates.validTo = LocalDate(iso8601: "2026-11-24")
                try await rules.order(by: contact, .seat(nil, family: .membership), dates)
                #expect(try await !rules.figures(of: contact).member)
                for (instant, isMember) in [
                    ("2026-11-22T22:59:59Z", false), ("2026-11-22T23:00:00Z", true), ("2026-11-24T22:59:59Z", true),
                    ("2026-11-24T23:00:00Z", false),
                ] {
                    try await rules.nextDay(instant)
                    #expect(try await rules.figures(of: contact).member == isMember, "\(instant)")
                }
            }
        }

        @Test func rule3OfTwoMembershipsLosingOneKeepsTheQuality() async throws {
            try await RuleVenue.with { rules in
                let contact = try await rules.contact()
                let membership = NewOrderLine.seat(nil, family: .membership, season: rules.season(2026))
                let first = try await rules.order(by: contact, membership)
                let second = try await rules.order(by: contact, membership)
                try await rules.change(first, to: .refunded)
                #expect(try await rules.figures(of: contact).member)
                try await rules.change(second, to: .reserved)
                #expect(try await !rules.figures(of: contact).member)
            }
        }

        @Test func rule7OfAsManyPurchasesB2BIsPreferredAndOldOnesDoNotCount() async throws {
            try await RuleVenue.with { rules in
                let eve = try await rules.contact()
                for _ in 0..<9 {
                    let seat = NewOrderLine.seat(nil)
                    try await rules.order(by: eve, at: "2025-03-22T10:00:00Z", channel: .others, seat)
                }
                var figures = try await rules.figures(of: eve)
                #expect((figures.salesChannel, figures.salesChannelType, figures.salesChannelLevel) == (9, "OTHERS", 1))
                for channel in [ChannelType.internet, .b2b, .internet, .b2b] {
                    try await rules.order(by: eve, channel: channel, .seat(nil))
                }
                figures = try await rules.figures(of: eve)
                #expect((figures.salesChannel, figures.salesChannelType, figures.salesChannelLevel) == (2, "B2B", 3))
                // A year and a day later none of the last twelve months is left; then not even of the last thirty-six.
                try await rules.nextDay("2027-11-21T22:59:59Z")
                #expect(try await rules.figures(of: eve).salesChannel == 2)
                try await rules.nextDay("2027-11-21T23:00:00Z")
                #expect(try await rules.figures(of: eve).salesChannelType == "OTHERS")
                try await rules.nextDay("2029-11-21T23:00:00Z")
                #expect(try await rules.figures(of: eve).salesChannel == nil)
            }
        }

        @Test func rule8ASubscriptionForNextSeasonTurnsByItself() async throws {
            try await RuleVenue.with { rules in
                let clea = try await rules.contact()
                let subscription = NewOrderLine.seat(nil, family: .subscription, season: rules.season(2027))
                try await rules.order(by: clea, at: "2026-11-01T10:00:00Z", subscription)
                #expect(try await !rules.figures(of: clea).subscriber)
                try await rules.nextDay("2027-08-31T21:59:59Z")
                #expect(try await !rules.figures(of: clea).subscriber)
                try await rules.nextDay("2027-08-31T22:00:00Z")
                #expect(try await rules.figures(of: clea).subscriber)
            }
        }

        @Test func rule9SeniorityHasItsBoundsOnWholeYears() async throws {
            try await RuleVenue.with { rules in
                for (day, level) in [
                    ("2026-11-22", 1), ("2025-11-23", 1), ("2025-11-22", 2), ("2022-11-22", 2), ("2022-11-21", 3),
                ] {
                    let contact = try await rules.contact()
                    try await rules.order(by: contact, at: day + "T09:00:00Z", .seat(nil, status: .cancelled))
                    #expect(try await rules.figures(of: contact).seniorityLevel == level, "\(day)")
                }
            }
        }

        @Test func rule10YoungIsBornAfterTheFirstOfJanuary() async throws {
            try await RuleVenue.with { rules in
                #expect(try await rules.figures(of: rules.contact(born: "1998-01-02")).young == true)
                #expect(try await rules.figures(of: rules.contact(born: "1998-01-01")).young == false)
                #expect(try await rules.figures(of: rules.contact()).young == nil)
                let contact = try await rules.contact(born: "1998-06-01")
                #expect(try await rules.figures(of: contact).young == true)
                try await rules.nextDay("2027-08-31T22:00:00Z")
                #expect(try await rules.figures(of: contact).young == false)
            }
        }

        @Test func rule13TheBookingLeadIsTheLowerMedianInWholeHours() async throws {
            try await RuleVenue.with { rules in
                let contact = try await rules.contact()
                let seat = try await rules.seat(at: "2026-11-22T20:00:00Z")
                func lead(_ orderedAt: String) async throws -> (Int?, Int) {
                    try await rules.order(by: contact, at: orderedAt, seat)
                    let figures = try await rules.figures(of: contact)
                    return (figures.bookingLead, figures.bookingLeadLevel)
                }
                #expect(try await lead("2026-11-20T19:00:01Z") == (48, 1))
                // Across the night with an hour more, instants count and not the clock on the wall.
                #expect(try await lead("2026-10-25T00:00:00Z") == (48, 1))
                #expect(try await lead("2026-11-08T20:00:00Z") == (336, 2))
                #expect(try await lead("2026-10-25T00:30:00Z") == (336, 2))
                #expect(try await lead("2026-10-25T00:30:00Z") == (691, 3))
            }
        }

        @Test func rule14OfAsManyPerformancesTheGenreOfTheLatestIsPreferred() async throws {
            try await RuleVenue.with { rules in
                let contact = try await rules.contact()
                func genre(_ genre: String, at instant: String) async throws -> (Int, String?) {
                    let seat = try await rules.seat(at: instant, genre: genre)
                    try await rules.order(by: contact, at: "2023-10-01T10:00:00Z", seat)
                    let figures = try await rules.figures(of: contact)
                    return (figures.genreAffinity, figures.genre)
                }
                #expect(try await genre("opéra", at: "2025-10-01T18:00:00Z") == (0, nil))
                #expect(try await genre("opéra", at: "2025-10-02T18:00:00Z") == (2, "opéra"))
                #expect(try await genre("danse", at: "2025-09-02T18:00:00Z") == (2, "opéra"))
                #expect(try await genre("danse", at: "2025-10-02T18:00:00Z") == (2, "danse"))
                // Not yet attended.
                #expect(try await genre("opéra", at: "2026-11-23T18:00:00Z") == (2, "danse"))
                try await rules.nextDay("2026-11-23T11:00:00Z")
                #expect(try await rules.figures(of: contact).genre == "opéra")
            }
        }

        @Test func wholeYearsBefore29FebruaryEndOnThe28th() async throws {
            try await RuleVenue.with { rules in
                rules.database.clock.now = Instant("2024-02-29T11:00:00Z")
                for (day, level) in [("2023-02-28", 2), ("2023-03-01", 1), ("2020-02-29", 2), ("2020-02-28", 3)] {
                    let contact = try await rules.contact()
                    try await rules.order(by: contact, at: day + "T09:00:00Z", .seat(nil))
                    #expect(try await rules.figures(of: contact).seniorityLevel == level, "\(day)")
                }
            }
        }

        @Test func whatIsDatedLaterCountsWhenItsTimeComes() async throws {
            try await RuleVenue.with { rules in
                let contact = try await rules.contact()
                let seat = try await rules.seat(at: "2026-12-01T19:00:00Z")
                try await rules.order(by: contact, at: "2026-11-22T11:00:30Z", seat)
                #expect(try await rules.figures(of: contact).assiduity == 0)
                rules.database.clock.now = Instant("2026-11-22T11:00:30Z")
                #expect(try await rules.figures(of: contact).assiduity == 1)
            }
        }
    }
}

extension RuleVenue {
    /// For an audience of children.
    fileprivate func child() async throws -> LineParticulars {
        let ids = try await database.rows(
            of: """
                INSERT INTO audience_categories (source, external_id, source_updated_at, name, is_child)
                VALUES ('venue', 'C', '-infinity', 'Enfants', true) RETURNING id
                """, in: venue
        ) { try $0.next(as: Int64.self) }
        var particulars = LineParticulars()
        particulars.audienceCategory = ids.first.map(Identifier.init(rawValue:))
        return particulars
    }
}
