import Domain
import Postgres
import StoreTestSupport

@testable import Store

/// What the store holds of a venue's contacts, defaults where it has no row.
struct StoredIndicators {
    var histories: [Int64: HistoryFigures] = [:]
    var previousTiers: [Int64: TierFigures] = [:]
    var currentTiers: [Int64: TierFigures] = [:]

    init(of venue: Venue, in database: TestDatabase) async throws {
        let question = """
            SELECT c.id, \(IndicatorColumns.shownOfHistory.of("i")), COALESCE(i.spend_tier_previous, 0), i.spend_tier_previous_level,
                COALESCE(i.spend_tier_current, 0), i.spend_tier_current_level
            FROM contacts c LEFT JOIN contact_indicators i ON i.contact_id = c.id AND i.ended_for IS NULL
            WHERE NOT EXISTS (SELECT FROM contact_members m WHERE m.member_id = c.id)
            """
        for (id, history, previous, current) in try await database.rows(
            of: question, in: venue,
            { row in
                let id: Int64 = try row.next()
                let history = HistoryFigures(
                    try Indicator.read(IndicatorColumns.history.keys, &row, IndicatorInstants(nil)))
                let previous = TierFigures(revenue: try row.next(), level: try row.nextIfPresent())
                let current = TierFigures(revenue: try row.next(), level: try row.nextIfPresent())
                return (id, history, previous, current)
            })
        {
            histories[id] = history
            previousTiers[id] = previous
            currentTiers[id] = current
        }
    }
}

extension TestDatabase {
    /// The indicators of one contact as they are read.
    func indicators(of contact: Identifier<Contact>, in venue: Venue) async throws -> [Indicator] {
        try await store.inVenue(venue) { try await $0.first(FindContactIndicators(contact: contact)) } ?? []
    }
}

/// The first few contacts whose figures are not the expected ones.
func differences<Figures: Equatable>(_ stored: [Int64: Figures], _ expected: [Int64: Figures]) -> [String] {
    let contacts = Set(stored.keys).union(expected.keys).sorted().filter { stored[$0] != expected[$0] }
    return contacts.prefix(3).map { contact in
        "contact \(contact): stored \(stored[contact].map { "\($0)" } ?? "none"), "
            + "expected \(expected[contact].map { "\($0)" } ?? "none")"
    }
}

extension HistoryFigures {
    init(_ indicators: [Indicator]) {
        let all = Dictionary(uniqueKeysWithValues: indicators.map { ($0.key, $0) })
        assiduity = all[.assiduity]?.number ?? -1
        assiduityLevel = all[.assiduity]?.level ?? -1
        childProduct = all[.childProduct]?.flag == true
        member = all[.member]?.flag == true
        recency = all[.recency]?.date
        recencyLevel = all[.recency]?.level ?? -1
        salesChannel = all[.salesChannel]?.number
        salesChannelType = all[.salesChannel]?.detail
        salesChannelLevel = all[.salesChannel]?.level ?? -1
        subscriber = all[.subscriber]?.flag == true
        seniority = all[.seniority]?.date
        seniorityLevel = all[.seniority]?.level ?? -1
        young = all[.young]?.flag
        bookingLead = all[.bookingLead]?.number
        bookingLeadLevel = all[.bookingLead]?.level ?? -1
        genreAffinity = all[.genreAffinity]?.number ?? -1
        genre = all[.genreAffinity]?.detail
        // A yes or a no is its own level.
        for key in [IndicatorKey.childProduct, .member, .subscriber, .young] {
            let level = all[key]?.flag.map { $0 ? 1 : 0 }
            if all[key]?.level != level { assiduityLevel = -2 }
        }
        if all[.genreAffinity]?.level != (genre == nil ? 0 : 1) { assiduityLevel = -3 }
    }
}

extension Indicator {
    var number: Int? { if case .count(let count?) = value { Int(count) } else { nil } }
    var flag: Bool? { if case .flag(let flag) = value { flag } else { nil } }
    var date: LocalDate? { if case .date(let date) = value { date } else { nil } }
}
