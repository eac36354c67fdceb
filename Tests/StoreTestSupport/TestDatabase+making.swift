package import Domain
import Store

// What tests need to be there before they begin. Each is a transaction of its own.
extension TestDatabase {
    package func contact(_ details: ContactDetails = ContactDetails(), in venue: Venue) async throws -> Contact {
        try await made(CreateContact(details: details, at: clock.now), in: venue)
    }

    /// Dates are `YYYY-MM-DD`, the end excluded.
    package func season(_ startsOn: String, _ endsOn: String, in venue: Venue) async throws -> Season {
        guard let from = LocalDate(iso8601: startsOn), let to = LocalDate(iso8601: endsOn) else {
            throw StoreFailure.fault("not a date")
        }
        return try await made(CreateSeason(name: "\(startsOn)/\(endsOn)", startsOn: from, endsOn: to), in: venue)
    }

    /// A performance of a new show.
    package func performance(
        at startsAt: Instant, season: Season? = nil, externalID: String? = nil, in venue: Venue
    ) async throws -> Performance {
        let show = try await made(CreateShow(externalID: nil, name: "Show", family: .event, genre: nil), in: venue)
        return try await made(
            CreatePerformance(show: show.id, externalID: externalID, startsAt: startsAt, season: season?.id), in: venue)
    }

    /// An order with its lines, its contacts marked.
    @discardableResult
    package func order(
        by buyer: Contact, at orderedAt: Instant? = nil, payer: Contact? = nil, channel: ChannelType = .internet,
        _ lines: [NewOrderLine], in venue: Venue
    ) async throws -> Order {
        let order = NewOrder(
            externalID: nil, orderedAt: orderedAt ?? clock.now, buyer: buyer.id, payer: payer?.id, channel: channel,
            lines: lines)
        return try await store.inVenue(venue) { try await $0.create(order, at: clock.now) }
    }

    private func made<S: VenueStatement>(_ statement: S, in venue: Venue) async throws -> S.Output {
        guard let row = try await store.inVenue(venue, { try await $0.first(statement) }) else {
            throw StoreFailure.fault("nothing was made")
        }
        return row
    }
}

extension NewOrderLine {
    package static func seat(
        _ performance: Performance?, status: LineStatus = .sold, family: ProductFamily = .event, season: Season? = nil,
        amount: Int64 = 1_000, holder: Contact? = nil
    ) -> NewOrderLine {
        var line = NewOrderLine()
        line.performance = performance?.id
        line.status = status
        line.family = family
        line.season = season?.id
        line.amount = amount
        line.holder = holder?.id
        return line
    }
}

extension Instant {
    /// For constants of tests; a text that is none stops the test process.
    package init(_ text: String) {
        guard let instant = Instant(rfc3339: text) else { preconditionFailure("not an instant: \(text)") }
        self = instant
    }
}
