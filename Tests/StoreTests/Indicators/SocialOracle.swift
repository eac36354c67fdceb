import Domain
import Postgres
import StoreTestSupport

@testable import Store

/// What was shared at a venue and whom that brought, as plain values, and what rules 11 and 12 say of it: by looking at each pair.
struct SocialOracle {
    struct Figures: Equatable {
        var engagement = 0
        var engagementLevel = 0
        var influence = 0
        var influenceLevel = 0
    }

    private struct Link {
        let token: String
        let device: String
        let sharedAt: Instant
        let order: String?
    }

    private struct Session {
        let id: Int64
        let device: String
        let visitor: Int64
        let contact: Int64?
        let startedAt: Instant
        let endedAt: Instant

        func holds(_ instant: Instant) -> Bool { startedAt <= instant && instant <= endedAt }
    }

    private let timeZone: String
    private let contacts: [Int64]
    private let links: [Link]
    private let sessions: [Session]
    private let touches: [(token: String, device: String, at: Instant)]
    private let buyers: [String: Int64]

    /// Everything the database holds of it; who each session is of is what the collection says.
    init(of venue: Venue, in database: TestDatabase) async throws {
        timeZone = venue.timeZone
        let members = Dictionary(
            uniqueKeysWithValues: try await database.rows(
                of: "SELECT member_id, contact_id FROM contact_members", in: venue
            ) { (try $0.next(as: Int64.self), try $0.next(as: Int64.self)) })
        contacts = try await database.rows(of: "SELECT id FROM contacts", in: venue) { try $0.next(as: Int64.self) }
            .filter { members[$0] == nil }
        links = try await database.rows(of: "SELECT token, device, shared_at, order_ref FROM share_links", in: venue) {
            Link(
                token: try $0.next(), device: try $0.next(), sharedAt: try $0.next(), order: try $0.nextIfPresent())
        }
        sessions = try await database.rows(
            of: """
                SELECT id, device, visitor_id, contact_id, started_at, ended_at
                FROM sessions LEFT JOIN session_contacts ON session_id = id
                """, in: venue
        ) {
            Session(
                id: try $0.next(), device: try $0.next(), visitor: try $0.next(), contact: try $0.nextIfPresent(),
                startedAt: try $0.next(), endedAt: try $0.next())
        }
        touches = try await database.rows(
            of: "SELECT share_token, device, occurred_at FROM touches WHERE share_token IS NOT NULL", in: venue
        ) { (token: try $0.next(), device: try $0.next(), at: try $0.next()) }
        buyers = Dictionary(
            uniqueKeysWithValues: try await database.rows(of: "SELECT external_id, buyer_id FROM orders", in: venue) {
                let (order, buyer) = (try $0.next(as: String.self), try $0.next(as: Int64.self))
                return (order, members[buyer] ?? buyer)
            })
    }

    /// Of every contact, as of an instant.
    func figures(asOf: Instant) -> [Int64: Figures] {
        let sharers = Dictionary(
            uniqueKeysWithValues: links.filter { $0.sharedAt <= asOf }.map { ($0.token, sharer(of: $0)) })
        var orders: [Int64: Set<String>] = [:]
        var visits: [Int64: Set<String>] = [:]
        for link in links {
            guard let sharer = sharers[link.token] ?? nil else { continue }
            if isRecent(link.sharedAt, asOf: asOf), let order = link.order {
                orders[sharer, default: []].insert(order)
            }
            for touch in touches where touch.token == link.token && touch.device != link.device {
                for session in sessions where session.device == touch.device && session.holds(touch.at) {
                    guard session.startedAt <= asOf, isRecent(session.startedAt, asOf: asOf), session.contact != sharer
                    else { continue }
                    let day = IndicatorOracle.date(of: session.startedAt, in: timeZone)
                    visits[sharer, default: []].insert("\(link.token) \(session.visitor) \(day.daysSince1970)")
                }
            }
        }
        let (counts, brought) = (orders.mapValues(\.count), visits.mapValues(\.count))
        return Dictionary(
            uniqueKeysWithValues: contacts.map { contact in
                (
                    contact,
                    Figures(
                        engagement: counts[contact] ?? 0,
                        engagementLevel: Self.level(of: counts[contact], among: counts),
                        influence: brought[contact] ?? 0,
                        influenceLevel: Self.level(of: brought[contact], among: brought))
                )
            })
    }

    /// Whom the session it was shared in is of, else who bought what it tells of.
    private func sharer(of link: Link) -> Int64? {
        let session = sessions.filter { $0.device == link.device && $0.holds(link.sharedAt) }
            .max { $0.startedAt < $1.startedAt }
        return session?.contact ?? link.order.flatMap { buyers[$0] }
    }

    /// Whether its day is less than twelve months ago.
    private func isRecent(_ instant: Instant, asOf: Instant) -> Bool {
        let today = IndicatorOracle.date(of: asOf, in: timeZone)
        let (year, month, day) = today.components
        let isMissing = month == 2 && day == 29
        let yearAgo = LocalDate(year: year - 1, month: month, day: isMissing ? 28 : day)
        return IndicatorOracle.date(of: instant, in: timeZone) > yearAgo
    }

    private static func level(of value: Int?, among all: [Int64: Int]) -> Int {
        guard let value else { return 0 }
        if 2 * all.values.count(where: { $0 <= value }) <= all.count { return 1 }
        return 10 * all.values.count(where: { $0 < value }) >= 8 * all.count ? 3 : 2
    }
}
