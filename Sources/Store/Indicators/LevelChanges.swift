package import Domain
package import Postgres

/// What a statement that computes found other than stored: the contacts in all, or those of one move.
enum DifferenceRow: Sendable {
    case total(contacts: Int64, differing: Int64)
    case move(LevelMove)

    init(_ row: inout Row) throws {
        let key: IndicatorKey? = try row.nextIfPresent()
        guard let key else {
            self = .total(contacts: try row.next(), differing: try row.next())
            return
        }
        self = .move(
            LevelMove(
                key: key, from: try row.nextIfPresent(), to: try row.nextIfPresent(), contacts: try row.next()))
    }
}

extension LevelDifferences {
    init(_ rows: [DifferenceRow]) {
        self.init()
        for row in rows {
            switch row {
            case .total(let contacts, let differing): (self.contacts, self.differing) = (contacts, differing)
            case .move(let move): moves.append(move)
            }
        }
    }
}

/// A page of the changes of one contact's levels, the newest first, of some indicators.
package struct ListLevelChangesOfContact: VenueStatement {
    package static let sql = """
        SELECT l.id, l.contact_id, l.key, l.from_level, l.to_level, l.changed_for, l.reason FROM level_changes l
        WHERE l.contact_id = COALESCE((SELECT m.contact_id FROM contact_members m WHERE m.member_id = $1), $1)
            AND l.key = ANY ($2) AND ($3 = 0 OR l.id < $3)
        ORDER BY l.id DESC LIMIT $4
        """
    let contact: Identifier<Contact>
    let keys: [IndicatorKey]
    let page: Page<LevelChange>

    package init(contact: Identifier<Contact>, keys: [IndicatorKey], page: Page<LevelChange>) {
        self.contact = contact
        self.keys = keys
        self.page = page
    }

    package var parameters: [Value] {
        [contact.value, .texts(keys.map(\.rawValue)), page.after.value, page.rows]
    }
    package static func decode(_ row: inout Row) throws -> LevelChange { try LevelChange(&row) }
}

/// How many contacts had each level of an indicator at the end of some days of the venue, as was known then.
///
/// A contact counts from its first computation, and a record that was merged no more from then on; a merge that was undone
/// never was.
package struct CountLevels: VenueStatement {
    package struct Count: Sendable {
        package let day: LocalDate
        package let level: Int?
        package let contacts: Int64
    }

    package static let sql = """
        WITH days AS MATERIALIZED (
            SELECT day FROM unnest($2::text[]::date[]) d (day)
        ), holders AS MATERIALIZED (
            SELECT contact_id, first_computed_for, ended_for, CASE $1::text
                \(IndicatorKey.allCases.map { "WHEN '\($0.rawValue)' THEN \($0.levelColumn)" }.joined(separator: " "))
                END AS level
            FROM contact_indicators WHERE first_computed_for IS NOT NULL
        ), first_changes AS MATERIALIZED (
            SELECT DISTINCT ON (contact_id) contact_id, from_level FROM level_changes WHERE key = $1
            ORDER BY contact_id, id
        ), steps AS MATERIALIZED (
            -- At first a contact has the level that its first change left, or else still has the one it has.
            SELECT (h.first_computed_for AT TIME ZONE $3)::date AS day, CASE WHEN c.contact_id IS NULL THEN h.level ELSE c.from_level END AS level,
                count(*) AS contacts
            FROM holders h LEFT JOIN first_changes c ON c.contact_id = h.contact_id GROUP BY 1, 2
            UNION ALL
            SELECT (ended_for AT TIME ZONE $3)::date, level, -count(*) FROM holders WHERE ended_for IS NOT NULL GROUP BY 1, 2
            UNION ALL
            SELECT (changed_for AT TIME ZONE $3)::date, from_level, -count(*) FROM level_changes WHERE key = $1 GROUP BY 1, 2
            UNION ALL
            SELECT (changed_for AT TIME ZONE $3)::date, to_level, count(*) FROM level_changes WHERE key = $1 GROUP BY 1, 2
        )
        SELECT d.day, s.level, sum(s.contacts)::bigint
        FROM days d JOIN steps s ON s.day <= d.day
        GROUP BY d.day, s.level HAVING sum(s.contacts) <> 0
        ORDER BY d.day, s.level
        """
    let key: IndicatorKey
    let days: [LocalDate]
    let timeZone: String

    package init(key: IndicatorKey, days: [LocalDate], timeZone: String) {
        self.key = key
        self.days = days
        self.timeZone = timeZone
    }

    package var parameters: [Value] { [.text(key.rawValue), .texts(days.map(\.iso8601)), .text(timeZone)] }
    package static func decode(_ row: inout Row) throws -> Count {
        Count(day: try row.next(), level: try row.nextIfPresent(), contacts: try row.next())
    }
}

extension VenueTransaction {
    /// The numbers of contacts by level at the end of each period that has begun by an instant: nobody knows those of others.
    package func levels(
        of key: IndicatorKey, atEndsOf periods: [ClosedRange<LocalDate>], in venue: Venue, by now: Instant
    ) async throws -> (days: [LocalDate], counts: [CountLevels.Count]) {
        let today = try await first(LocalDateThere(instant: now, timeZone: venue.timeZone))
        guard let today else { return ([], []) }
        let days = periods.filter { $0.lowerBound <= today }.map(\.upperBound)
        return (days, try await all(CountLevels(key: key, days: days, timeZone: venue.timeZone)))
    }
}

extension LevelChange {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), contact: try row.next(), key: try row.next(), from: try row.nextIfPresent(),
            to: try row.nextIfPresent(), at: try row.next(), reason: try row.next())
    }
}
