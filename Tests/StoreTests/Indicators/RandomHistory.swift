import Domain
import Postgres
import StoreTestSupport

@testable import Store

/// Draws what happens at a venue, near every edge of the rules, and lets it happen through the store.
struct RandomHistory {
    let database: TestDatabase
    let venue: Venue
    var random: SeededGenerator
    private(set) var contacts: [Identifier<Contact>] = []
    private(set) var performances: [Identifier<Performance>] = []
    private(set) var lines: [(order: Identifier<Order>, line: Identifier<OrderLine>)] = []
    private var seasons: [Identifier<Season>] = []
    private var products: [Int64] = []
    private var categories: [Int64] = []
    private var merges: [ContactMerge] = []
    var undoesMerges = true
    private static let genres = ["théâtre", "danse", "opéra", nil]

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
            var shows: [Identifier<Show>] = []
            for genre in Self.genres {
                let show = try await transaction.first(
                    CreateShow(externalID: nil, name: "Show", family: .event, genre: genre))
                shows += show.map { [$0.id] } ?? []
            }
            var made: [Identifier<Performance>] = []
            for (place, (startsAt, season)) in drawn.enumerated() {
                let show = shows[place % shows.count]
                let performance = try await transaction.first(
                    CreatePerformance(show: show, externalID: nil, startsAt: startsAt, season: season))
                made += performance.map { [$0.id] } ?? []
            }
            return made
        }
        try await addCatalogue()
    }

    /// Products of every validity, and audience categories.
    private mutating func addCatalogue() async throws {
        var rows: [String] = []
        for place in 0..<8 {
            let season = place % 3 == 0 ? random.pick(seasons).description : "NULL"
            let isDated = place % 3 == 1
            rows.append(
                """
                ('venue', 'P\(place)', '-infinity', 'Product', 'subscription', \(season),
                    \(isDated ? "'2025-11-22'" : "NULL"), \(isDated ? "'2026-11-22'" : "NULL"), \(place % 4 != 0))
                """)
        }
        products = try await database.rows(
            of: """
                INSERT INTO products (
                    source, external_id, source_updated_at, name, family, season_id, valid_from, valid_to, gives_subscriber)
                VALUES \(rows.joined(separator: ", ")) RETURNING id
                """, in: venue
        ) { try $0.next() }
        categories = try await database.rows(
            of: """
                INSERT INTO audience_categories (source, external_id, source_updated_at, name, is_child)
                VALUES ('venue', 'A', '-infinity', 'Adults', false), ('venue', 'C', '-infinity', 'Children', true) RETURNING id
                """, in: venue
        ) { try $0.next() }
    }

    /// Every seventh is a structure.
    mutating func addContacts(_ count: Int) async throws {
        // Around 1 January of the years that matter.
        let births = (0..<count).map { _ in
            LocalDate(
                year: Int64(random.number(1994...2001)), month: 1, day: Int64(random.number(1...2)))
        }
        contacts += try await database.store.inVenue(venue) { transaction in
            var made: [Identifier<Contact>] = []
            for number in 0..<count {
                var details = ContactDetails()
                details.kind = number % 7 == 0 ? .structure : .individual
                details.birthDate = number % 4 == 0 ? nil : births[number]
                let contact = try await transaction.first(CreateContact(details: details, at: database.clock.now))
                made += contact.map { [$0.id] } ?? []
            }
            return made
        }
    }

    /// One transaction of some new orders and some lines that change; then what else befalls a venue.
    mutating func happen(orders: Int, changes: Int) async throws {
        try await sell(orders: orders, changes: changes)
        try await befall()
    }

    /// People move, marry and are found twice; the programme is corrected.
    private mutating func befall() async throws {
        let at = database.clock.now
        let pairs = (0..<2).map { _ in (random.pick(contacts), random.pick(contacts)) }
        let undone = !undoesMerges || merges.isEmpty || random.isTrue(oneIn: 2) ? nil : random.pick(merges)
        let edited = random.pick(contacts)
        var details = ContactDetails()
        details.kind = random.isTrue(oneIn: 3) ? .structure : .individual
        details.birthDate =
            random.isTrue(oneIn: 3) ? nil : LocalDate(year: 1998, month: 1, day: Int64(random.number(1...2)))
        let corrections = [
            Correction(
                table: "performances", set: "starts_at = '\(drawInstant().rfc3339)'",
                of: random.pick(performances).rawValue),
            Correction(table: "audience_categories", set: "is_child = NOT is_child", of: random.pick(categories)),
            Correction(
                table: "products", set: "gives_subscriber = NOT gives_subscriber, season_id = NULL, valid_to = NULL",
                of: random.pick(products)),
        ]
        for (absorbed, survivor) in pairs {
            // Some cannot be: of one and the same, or of one that is merged.
            do {
                merges.append(
                    try await database.store.inVenue(venue) {
                        try await $0.merge(absorbed, into: survivor, taking: nil, at: at)
                    })
            } catch is ContactMergeRefusal {}
        }
        if let undone {
            do {
                _ = try await database.store.inVenue(venue) {
                    try await $0.undo(undone.id, of: undone.survivor, at: at)
                }
            } catch is ContactMergeRefusal {}
        }
        _ = try await database.store.inVenue(venue) {
            try await $0.first(ReplaceContact(id: edited, details: details, at: at))
        }
        let correction = random.pick(corrections)
        try await database.run(
            "UPDATE \(correction.table) SET \(correction.set) WHERE id = \(correction.row)", in: venue)
        _ = try await database.store.inVenue(venue) { transaction in
            switch correction.table {
            case "performances":
                try await transaction.run(MarkContactsOfPerformances(performances: [correction.row], at: at))
            case "products": try await transaction.run(MarkContactsOfProducts(products: [correction.row], at: at))
            default:
                try await transaction.run(MarkContactsOfAudienceCategories(categories: [correction.row], at: at))
            }
        }
    }

    private struct Correction {
        let table: String
        let set: String
        let row: Int64

        init(table: String, set: String, of row: Int64) {
            self.table = table
            self.set = set
            self.row = row
        }
    }

    private mutating func sell(orders: Int, changes: Int) async throws {
        let new = (0..<orders).map { _ in drawOrder() }
        let particulars = (0..<orders * 3).map { _ in drawParticulars() }
        let changed = lines.isEmpty ? [] : (0..<changes).map { _ in (random.pick(lines), drawStatus()) }
        let at = database.clock.now
        lines += try await database.store.inVenue(venue) { transaction in
            for (place, status) in changed {
                _ = try await transaction.change(line: place.line, of: place.order, to: status, at: at)
            }
            var added: [(Identifier<Order>, Identifier<OrderLine>)] = []
            for order in new {
                let order = try await transaction.create(order, at: at)
                for line in order.lines {
                    try await transaction.run(
                        DescribeLine(line: line.id, particulars: particulars[added.count % particulars.count]))
                    added.append((order.id, line.id))
                }
            }
            return added
        }
    }

    private mutating func drawOrder() -> NewOrder {
        // Few buy much, many buy little.
        let buyer = random.isTrue(oneIn: 2) ? random.pick(Array(contacts.prefix(20))) : random.pick(contacts)
        return NewOrder(
            externalID: nil, orderedAt: drawInstant(), buyer: buyer,
            payer: random.isTrue(oneIn: 5) ? random.pick(contacts) : nil, channel: random.pick(ChannelType.allCases),
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

    private mutating func drawParticulars() -> LineParticulars {
        var particulars = LineParticulars()
        particulars.product = random.isTrue(oneIn: 3) ? Identifier(rawValue: random.pick(products)) : nil
        particulars.audienceCategory = random.isTrue(oneIn: 3) ? Identifier(rawValue: random.pick(categories)) : nil
        let today = database.clock.now.microseconds / 86_400_000_000
        let first = LocalDate(daysSince1970: Int32(today + Int64(random.number(-2...1))))
        particulars.validFrom = random.isTrue(oneIn: 5) ? first : nil
        particulars.validTo =
            random.isTrue(oneIn: 5) ? LocalDate(daysSince1970: first.daysSince1970 + Int32(random.number(0...2))) : nil
        // A word is dated a day ahead at most.
        let ahead = database.clock.now.advanced(bySeconds: Int64(random.number(0...72_000)))
        particulars.statusAt = random.isTrue(oneIn: 4) ? min(drawInstant(), ahead) : nil
        return particulars
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

/// Lets a line say what only sources tell of one, as a source would have in the same word.
struct DescribeLine: VenueStatement {
    typealias Output = Void
    static let sql = """
        UPDATE order_lines SET product_id = $2, audience_category_id = $3, valid_from = $4, valid_to = $5, status_at = $6
        WHERE id = $1
        """
    let line: Identifier<OrderLine>
    let particulars: LineParticulars

    var parameters: [Value] {
        [
            line.value, .optional(particulars.product, \.value), .optional(particulars.audienceCategory, \.value),
            .optional(particulars.validFrom, \.value), .optional(particulars.validTo, \.value),
            .optional(particulars.statusAt, \.value),
        ]
    }
}
