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

/// The changes of one contact's levels, the newest first, before the change `before`; of one indicator or of all.
package struct ListLevelChangesOfContact: VenueStatement {
    package static let sql = """
        SELECT l.id, l.contact_id, l.key, l.from_level, l.to_level, l.changed_for, l.reason FROM level_changes l
        WHERE l.contact_id = COALESCE((SELECT m.contact_id FROM contact_members m WHERE m.member_id = $1), $1)
            AND ($2::text[] IS NULL OR l.key = ANY ($2)) AND l.id < $3
        ORDER BY l.id DESC LIMIT $4
        """
    let contact: Identifier<Contact>
    let keys: [IndicatorKey]
    let before: Identifier<LevelChange>?
    let limit: Int

    package init(
        contact: Identifier<Contact>, keys: [IndicatorKey], before: Identifier<LevelChange>?, limit: Int
    ) {
        self.contact = contact
        self.keys = keys
        self.before = before
        self.limit = limit
    }

    package var parameters: [Value] {
        [
            contact.value, .texts(keys.map(\.rawValue)), .int64(before?.rawValue ?? .max), .int64(Int64(limit)),
        ]
    }
    package static func decode(_ row: inout Row) throws -> LevelChange { try LevelChange(&row) }
}

/// How many contacts had each level of an indicator at the end of some instants, as was known then.
///
/// A contact counts from its first computation, and a record that was merged no more from then on.
package struct LevelsOverTime: VenueStatement {
    package static let sql = """
        WITH instants AS MATERIALIZED (
            SELECT at, row_number() OVER (ORDER BY at) AS place FROM unnest($2::timestamptz[]) i (at)
        ), first_changes AS MATERIALIZED (
            SELECT DISTINCT ON (contact_id) contact_id, from_level FROM level_changes WHERE key = $1
            ORDER BY contact_id, id
        ), steps AS (
            -- From its first computation on a contact has the level its first change left, or else still has the one it has.
            SELECT i.first_computed_for AS at, CASE WHEN c.contact_id IS NULL THEN l.level ELSE c.from_level END AS level,
                count(*) AS contacts
            FROM contact_indicators i LEFT JOIN first_changes c ON c.contact_id = i.contact_id
            CROSS JOIN LATERAL (SELECT CASE $1
                \(IndicatorKey.allCases.map { "WHEN '\($0.rawValue)' THEN i.\($0.levelColumn)" }.joined(separator: "\n                "))
                END AS level) l
            WHERE i.first_computed_for IS NOT NULL
            GROUP BY 1, 2
            UNION ALL
            SELECT i.ended_for, l.level, -count(*)
            FROM contact_indicators i
            CROSS JOIN LATERAL (SELECT CASE $1
                \(IndicatorKey.allCases.map { "WHEN '\($0.rawValue)' THEN i.\($0.levelColumn)" }.joined(separator: "\n                "))
                END AS level) l
            WHERE i.ended_for IS NOT NULL AND i.first_computed_for IS NOT NULL
            GROUP BY 1, 2
            UNION ALL
            SELECT changed_for, from_level, -count(*) FROM level_changes WHERE key = $1 GROUP BY 1, 2
            UNION ALL
            SELECT changed_for, to_level, count(*) FROM level_changes WHERE key = $1 GROUP BY 1, 2
        )
        SELECT i.at, s.level, sum(s.contacts)::bigint
        FROM instants i JOIN steps s ON s.at <= i.at
        GROUP BY i.at, s.level HAVING sum(s.contacts) <> 0
        ORDER BY i.at, s.level
        """
    let key: IndicatorKey
    let instants: [Instant]

    package init(key: IndicatorKey, instants: [Instant]) {
        self.key = key
        self.instants = instants
    }

    package var parameters: [Value] { [.text(key.rawValue), .texts(instants.map(\.rfc3339))] }
    package static func decode(_ row: inout Row) throws -> (at: Instant, level: Int?, contacts: Int64) {
        (at: try row.next(), level: try row.nextIfPresent(), contacts: try row.next())
    }
}

extension LevelChange {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), contact: try row.next(), key: try row.next(), from: try row.nextIfPresent(),
            to: try row.nextIfPresent(), at: try row.next(), reason: try row.next())
    }
}
