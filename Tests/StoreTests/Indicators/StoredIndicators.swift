import Domain
import Postgres
import StoreTestSupport

/// What the store holds of a venue's contacts, defaults where it has no row.
struct StoredIndicators {
    var histories: [Int64: HistoryFigures] = [:]
    var previousTiers: [Int64: TierFigures] = [:]
    var currentTiers: [Int64: TierFigures] = [:]

    init(of venue: Venue, in database: TestDatabase) async throws {
        let question = """
            SELECT c.id, COALESCE(i.assiduity, 0), COALESCE(i.assiduity_level, 0), i.recency,
                COALESCE(i.recency_level, 0), i.seniority, COALESCE(i.seniority_level, 0),
                COALESCE(i.spend_tier_previous, 0), i.spend_tier_previous_level,
                COALESCE(i.spend_tier_current, 0), i.spend_tier_current_level
            FROM contacts c LEFT JOIN contact_indicators i ON i.contact_id = c.id
            """
        for (id, history, previous, current) in try await database.rows(
            of: question, in: venue,
            { row in
                let id: Int64 = try row.next()
                let history = HistoryFigures(
                    assiduity: try row.next(), assiduityLevel: try row.next(), recency: try row.nextIfPresent(),
                    recencyLevel: try row.next(), seniority: try row.nextIfPresent(), seniorityLevel: try row.next())
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

/// The first few contacts whose figures are not the expected ones.
func differences<Figures: Equatable>(_ stored: [Int64: Figures], _ expected: [Int64: Figures]) -> [String] {
    let contacts = Set(stored.keys).union(expected.keys).sorted().filter { stored[$0] != expected[$0] }
    return contacts.prefix(3).map { contact in
        "contact \(contact): stored \(stored[contact].map { "\($0)" } ?? "none"), "
            + "expected \(expected[contact].map { "\($0)" } ?? "none")"
    }
}
