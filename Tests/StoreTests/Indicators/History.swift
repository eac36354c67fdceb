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
    }

    struct Order: Sendable {
        let orderedAt: Instant
        let buyer: Int64
        let payer: Int64?
    }

    struct Line: Sendable {
        let order: Order
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
    var seasons: [Season] = []
    var orders: [Order] = []
    var lines: [Line] = []

    /// Everything the database holds of the venue.
    init(of venue: Venue, in database: TestDatabase) async throws {
        timeZone = venue.timeZone
        for (id, isStructure) in try await database.rows(
            of: "SELECT id, kind = 'structure' FROM contacts", in: venue,
            { (try $0.next(as: Int64.self), try $0.next(as: Bool.self)) })
        {
            contacts[id] = isStructure
        }
        seasons = try await database.rows(of: "SELECT id, starts_on, ends_on FROM seasons", in: venue) {
            Season(id: try $0.next(), startsOn: try $0.next(), endsOn: try $0.next())
        }
        let performances = Dictionary(
            uniqueKeysWithValues: try await database.rows(
                of: "SELECT id, starts_at, season_id FROM performances", in: venue
            ) {
                (try $0.next(as: Int64.self), Performance(startsAt: try $0.next(), season: try $0.nextIfPresent()))
            })
        let heads = Dictionary(
            uniqueKeysWithValues: try await database.rows(
                of: "SELECT id, ordered_at, buyer_id, payer_id FROM orders", in: venue
            ) {
                (
                    try $0.next(as: Int64.self),
                    Order(orderedAt: try $0.next(), buyer: try $0.next(), payer: try $0.nextIfPresent())
                )
            })
        orders = Array(heads.values)
        lines = try await database.rows(
            of: "SELECT order_id, status, family, performance_id, season_id, amount, holder_id FROM order_lines",
            in: venue
        ) {
            let order: Int64 = try $0.next()
            let status = LineStatus(rawValue: try $0.next())
            let family = ProductFamily(rawValue: try $0.next())
            let performance: Int64? = try $0.nextIfPresent()
            guard let order = heads[order], let status, let family else { throw Unreadable() }
            return Line(
                order: order, status: status, family: family, performance: performance.flatMap { performances[$0] },
                season: try $0.nextIfPresent(), amount: try $0.next(), holder: try $0.nextIfPresent(),
                performanceID: performance)
        }
    }

    private struct Unreadable: Error {}
}
