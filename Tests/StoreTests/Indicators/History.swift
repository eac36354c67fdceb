import Domain
import Postgres
import StoreTestSupport

/// What happened at a venue, as plain values.
struct History: Sendable {
    struct Season: Sendable {
        let id: Int64
        let startsOn: LocalDate
        let endsOn: LocalDate

        func holds(_ date: LocalDate) -> Bool { startsOn <= date && date < endsOn }
    }

    struct Performance: Sendable {
        let startsAt: Instant
        let season: Int64?
        let genre: String?
    }

    struct Product: Sendable {
        let season: Int64?
        let validFrom: LocalDate?
        let validTo: LocalDate?
        let givesSubscriber: Bool
    }

    struct Order: Sendable {
        let orderedAt: Instant
        let buyer: Int64
        let payer: Int64?
        let channel: String

        /// The same, of the contacts that its records are merged into.
        func of(_ members: [Int64: Int64]) -> Order {
            Order(
                orderedAt: orderedAt, buyer: members[buyer] ?? buyer, payer: payer.map { members[$0] ?? $0 },
                channel: channel)
        }
    }

    /// One word of a line.
    struct Line: Sendable {
        let order: Order
        let orderID: Int64
        let id: Int64
        let toldAt: Instant
        /// The earliest instant it can hold from.
        let since: Instant
        let isChild: Bool
        let product: Product?
        let validFrom: LocalDate?
        let validTo: LocalDate?
        let status: LineStatus
        let family: ProductFamily
        let performance: Performance?
        let season: Int64?
        let amount: Int64
        let holder: Int64?
        let performanceID: Int64?
    }

    var timeZone: String
    /// Each contact, and whether it is a structure.
    var contacts: [Int64: Bool] = [:]
    var birthDates: [Int64: LocalDate] = [:]
    var seasons: [Season] = []
    var orders: [(id: Int64, order: Order)] = []
    /// All the words, of each line.
    var words: [Int64: [Line]] = [:]

    /// Everything the database holds of the venue.
    init(of venue: Venue, in database: TestDatabase) async throws {
        timeZone = venue.timeZone
        for (id, isStructure, birthDate) in try await database.rows(
            of: "SELECT id, kind = 'structure', birth_date FROM contacts", in: venue,
            {
                let birth: (Int64, Bool, LocalDate?) = (try $0.next(), try $0.next(), try $0.nextIfPresent())
                return birth
            })
        {
            contacts[id] = isStructure
            birthDates[id] = birthDate
        }
        seasons = try await database.rows(of: "SELECT id, starts_on, ends_on FROM seasons", in: venue) {
            Season(id: try $0.next(), startsOn: try $0.next(), endsOn: try $0.next())
        }
        let members = Dictionary(
            uniqueKeysWithValues: try await database.rows(
                of: "SELECT member_id, contact_id FROM contact_members", in: venue
            ) { (try $0.next(as: Int64.self), try $0.next(as: Int64.self)) })
        for member in members.keys { contacts[member] = nil }
        let performances = try await Self.performances(of: venue, in: database)
        let products = try await Self.products(of: venue, in: database)
        orders = try await database.rows(
            of: "SELECT id, ordered_at, buyer_id, payer_id, channel FROM orders", in: venue
        ) {
            (
                try $0.next(as: Int64.self),
                Order(
                    orderedAt: try $0.next(), buyer: try $0.next(), payer: try $0.nextIfPresent(),
                    channel: try $0.next()
                ).of(members)
            )
        }
        let heads = Dictionary(uniqueKeysWithValues: orders.map { ($0.id, $0.order) })
        let told = try await database.rows(of: Self.wordsOfLines, in: venue) {
            try Self.word(&$0, heads, performances, products, members)
        }
        words = Dictionary(grouping: told, by: \.id)
    }

    private static func performances(
        of venue: Venue, in database: TestDatabase
    ) async throws -> [Int64: Performance] {
        let question = "SELECT p.id, starts_at, season_id, genre FROM performances p JOIN shows s ON s.id = p.show_id"
        return Dictionary(
            uniqueKeysWithValues: try await database.rows(of: question, in: venue) {
                (
                    try $0.next(as: Int64.self),
                    Performance(startsAt: try $0.next(), season: try $0.nextIfPresent(), genre: try $0.nextIfPresent())
                )
            })
    }

    private static func products(of venue: Venue, in database: TestDatabase) async throws -> [Int64: Product] {
        let question = "SELECT id, season_id, valid_from, valid_to, gives_subscriber FROM products"
        return Dictionary(
            uniqueKeysWithValues: try await database.rows(of: question, in: venue) {
                (
                    try $0.next(as: Int64.self),
                    Product(
                        season: try $0.nextIfPresent(), validFrom: try $0.nextIfPresent(),
                        validTo: try $0.nextIfPresent(), givesSubscriber: try $0.next())
                )
            })
    }

    private static let wordsOfLines = """
        SELECT l.order_id, w.id, w.source_updated_at = '-infinity',
            COALESCE(NULLIF(w.source_updated_at, '-infinity'), '0001-01-01 00:00:00Z'), w.status_at,
            w.source_updated_at = l.first_updated_at, c.is_child, w.status, w.family, w.performance_id, w.season_id, w.amount,
            w.holder_id, w.product_id, w.valid_from, w.valid_to
        FROM (
            SELECT id, source_updated_at, status_at, audience_category_id, status, family, performance_id, season_id, amount,
                holder_id, product_id, valid_from, valid_to
            FROM order_lines
            UNION ALL
            SELECT line_id, source_updated_at, status_at, audience_category_id, status, family, performance_id, season_id,
                amount, holder_id, product_id, valid_from, valid_to
            FROM order_line_versions
        ) w
        JOIN order_lines l ON l.id = w.id LEFT JOIN audience_categories c ON c.id = w.audience_category_id
        """

    private static func word(
        _ row: inout Row, _ heads: [Int64: Order], _ performances: [Int64: Performance], _ products: [Int64: Product],
        _ members: [Int64: Int64]
    ) throws -> Line {
        let orderID: Int64 = try row.next()
        let id: Int64 = try row.next()
        let isUndated: Bool = try row.next()
        let told: Instant = try row.next()
        let statusAt: Instant? = try row.nextIfPresent()
        let isFirst: Bool = try row.next()
        let isChild: Bool? = try row.nextIfPresent()
        let status = LineStatus(rawValue: try row.next())
        let family = ProductFamily(rawValue: try row.next())
        let performance: Int64? = try row.nextIfPresent()
        guard let order = heads[orderID], let status, let family else { throw Unreadable() }
        let begins = isFirst && (status == .sold || status == .reserved)
        let season: Int64? = try row.nextIfPresent()
        let amount: Int64 = try row.next()
        let holder: Int64? = try row.nextIfPresent()
        let product: Int64? = try row.nextIfPresent()
        return Line(
            order: order, orderID: orderID, id: id, toldAt: told,
            since: statusAt ?? (begins || isUndated ? order.orderedAt : told), isChild: isChild ?? false,
            product: product.flatMap { products[$0] }, validFrom: try row.nextIfPresent(),
            validTo: try row.nextIfPresent(),
            status: status, family: family, performance: performance.flatMap { performances[$0] }, season: season,
            amount: amount, holder: holder.map { members[$0] ?? $0 }, performanceID: performance)
    }

    /// What held of each line at an instant: the newest of the words that could hold by then.
    func lines(at instant: Instant) -> [Line] {
        words.values.compactMap { told in told.filter { $0.since <= instant }.max { $0.toldAt < $1.toldAt } }
    }

    /// The words that held at some instant until then: no newer one held from before.
    func wordsHeld(until instant: Instant) -> [Line] {
        words.values.flatMap { told in
            told.filter { word in
                word.since <= instant && !told.contains { $0.toldAt > word.toldAt && $0.since <= word.since }
            }
        }
    }

    private struct Unreadable: Error {}
}
