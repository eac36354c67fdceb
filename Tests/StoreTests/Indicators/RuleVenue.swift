import Domain
import StoreTestSupport

@testable import Store

/// A venue of Paris with seasons from September to September, on 2026-11-22 at noon, to hold one rule after the other against.
struct RuleVenue {
    let database: TestDatabase
    let venue: Venue
    let seasons: [Season]

    static func with(_ body: (RuleVenue) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { database in
            database.clock.now = Instant("2026-11-22T11:00:00Z")
            let venue = try await database.venue()
            var seasons: [Season] = []
            for year in 2023...2027 {
                seasons.append(try await database.season("\(year)-09-01", "\(year + 1)-09-01", in: venue))
            }
            try await body(RuleVenue(database: database, venue: venue, seasons: seasons))
        }
    }

    func season(_ year: Int) -> Season { seasons[year - 2023] }

    func contact(born: String? = nil) async throws -> Contact {
        var details = ContactDetails()
        details.birthDate = born.flatMap(LocalDate.init(iso8601:))
        return try await database.contact(details, in: venue)
    }

    /// An order of one line.
    @discardableResult
    func order(
        by buyer: Contact, at instant: String? = nil, channel: ChannelType = .internet, _ line: NewOrderLine,
        _ particulars: LineParticulars = LineParticulars()
    ) async throws -> Order {
        let order = try await database.order(
            by: buyer, at: instant.map(Instant.init(_:)), channel: channel, [line], in: venue)
        let line = order.lines[0].id
        _ = try await database.store.inVenue(venue) {
            try await $0.run(DescribeLine(line: line, particulars: particulars))
        }
        return order
    }

    /// A seat for a performance of its own.
    func seat(at instant: String, genre: String? = nil, status: LineStatus = .sold) async throws -> NewOrderLine {
        let startsAt = Instant(instant)
        let performance = try await database.store.inVenue(venue) { transaction in
            let show = try await transaction.first(
                CreateShow(externalID: nil, name: "Show", family: .event, genre: genre))
            guard let show else { return nil as Performance? }
            return try await transaction.first(
                CreatePerformance(show: show.id, externalID: nil, startsAt: startsAt, season: nil))
        }
        return .seat(performance, status: status)
    }

    func change(_ order: Order, to status: LineStatus) async throws {
        _ = try await database.store.inVenue(venue) {
            try await $0.change(line: order.lines[0].id, of: order.id, to: status, at: database.clock.now)
        }
    }

    /// The contact's figures once every mark is worked off.
    func figures(of contact: Contact) async throws -> HistoryFigures {
        try await database.refresh(venue)
        return HistoryFigures(try await database.indicators(of: contact.id, in: venue))
    }

    /// As the daily run does.
    func nextDay(_ instant: String) async throws {
        database.clock.now = Instant(instant)
        _ = try await database.store.computeCalendar(of: venue)
    }
}
