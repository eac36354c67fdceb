import Domain
import Store
import StoreTestSupport

/// Draws what happens at a venue, near every edge of the rules, and lets it happen through the store.
struct RandomHistory {
    let database: TestDatabase
    let venue: Venue
    var random: SeededGenerator
    private(set) var contacts: [Identifier<Contact>] = []
    private(set) var performances: [Identifier<Performance>] = []
    private(set) var lines: [(order: Identifier<Order>, line: Identifier<OrderLine>)] = []
    private var seasons: [Identifier<Season>] = []

    /// Two of them begin and end on a 29 February.
    private static let bounds = [
        "2021-08-15", "2022-09-01", "2023-07-01", "2024-02-29", "2024-09-01", "2025-09-01", "2026-09-01", "2027-09-01",
        "2028-02-29",
    ]

    init(seed: UInt64, database: TestDatabase, venue: Venue, contacts: Int, performances: Int) async throws {
        self.database = database
        self.venue = venue
        random = SeededGenerator(seed: seed)
        for (from, to) in zip(Self.bounds, Self.bounds.dropFirst()) {
            seasons.append(try await database.season(from, to, in: venue).id)
        }
        try await addContacts(contacts)
        let drawn = (0..<performances).map { _ in (drawInstant(), random.isTrue(oneIn: 4) ? drawSeason() : nil) }
        self.performances = try await database.store.inVenue(venue) { transaction in
            let show = try await transaction.first(
                CreateShow(externalID: nil, name: "Show", family: .event, genre: nil))
            guard let show else { return [] }
            var made: [Identifier<Performance>] = []
            for (startsAt, season) in drawn {
                let performance = try await transaction.first(
                    CreatePerformance(show: show.id, externalID: nil, startsAt: startsAt, season: season))
                made += performance.map { [$0.id] } ?? []
            }
            return made
        }
    }

    /// Every seventh is a structure.
    mutating func addContacts(_ count: Int) async throws {
        contacts += try await database.store.inVenue(venue) { transaction in
            var made: [Identifier<Contact>] = []
            for number in 0..<count {
                var details = ContactDetails()
                details.kind = number % 7 == 0 ? .structure : .individual
                let contact = try await transaction.first(CreateContact(details: details, at: database.clock.now))
                made += contact.map { [$0.id] } ?? []
            }
            return made
        }
    }

    /// One transaction of some new orders and some lines that change.
    mutating func happen(orders: Int, changes: Int) async throws {
        let new = (0..<orders).map { _ in drawOrder() }
        let changed = lines.isEmpty ? [] : (0..<changes).map { _ in (random.pick(lines), drawStatus()) }
        let at = database.clock.now
        lines += try await database.store.inVenue(venue) { transaction in
            for (place, status) in changed {
                _ = try await transaction.change(line: place.line, of: place.order, to: status, at: at)
            }
            var added: [(Identifier<Order>, Identifier<OrderLine>)] = []
            for order in new {
                let order = try await transaction.create(order, at: at)
                added += order.lines.map { (order.id, $0.id) }
            }
            return added
        }
    }

    private mutating func drawOrder() -> NewOrder {
        // Few buy much, many buy little.
        let buyer = random.isTrue(oneIn: 2) ? random.pick(Array(contacts.prefix(20))) : random.pick(contacts)
        return NewOrder(
            externalID: nil, orderedAt: drawInstant(), buyer: buyer,
            payer: random.isTrue(oneIn: 5) ? random.pick(contacts) : nil, channel: .internet,
            lines: (0..<random.number(0...3)).map { _ in drawLine() })
    }

    private mutating func drawLine() -> NewOrderLine {
        var line = NewOrderLine()
        line.status = drawStatus()
        line.family = random.isTrue(oneIn: 2) ? .event : random.pick(ProductFamily.allCases)
        line.performance = random.isTrue(oneIn: 4) ? nil : random.pick(performances)
        line.season = random.isTrue(oneIn: 4) ? drawSeason() : nil
        line.holder = random.isTrue(oneIn: 4) ? random.pick(contacts) : nil
        line.amount = Int64(random.pick([0, 500, 1_000, 1_000, 2_500, -500, random.number(1...9_999)]))
        return line
    }

    private mutating func drawStatus() -> LineStatus {
        random.isTrue(oneIn: 2) ? .sold : random.pick(LineStatus.allCases)
    }

    private mutating func drawSeason() -> Identifier<Season> { random.pick(seasons) }

    /// Near midnight somewhere on Earth: on a season's bound, around whole years before the clock, or any day.
    private mutating func drawInstant() -> Instant {
        let day: Int64
        switch random.number(0...2) {
        case 0: day = Int64(LocalDate(iso8601: random.pick(Self.bounds))?.daysSince1970 ?? 0)
        case 1:
            let today = database.clock.now.microseconds / 86_400_000_000
            day = today - Int64(random.pick([0, 365, 366, 1_095, 1_096, 1_460, 1_461]) + random.number(-1...1))
        default: day = Int64(random.number(17_000...21_500))
        }
        return Instant(microseconds: (day * 86_400 + Int64(random.number(-50_400...50_400))) * 1_000_000)
    }
}
