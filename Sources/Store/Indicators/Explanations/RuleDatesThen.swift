import Domain
import Postgres

/// The days and the seasons that the rules measure by, as of an instant.
struct RuleDatesThen: VenueStatement {
    static let sql = """
        SELECT d.today, (d.today - interval '1 year')::date, (d.today - interval '2 years')::date,
            (d.today - interval '3 years')::date, (d.today - interval '4 years')::date,
            s.id, s.name, s.starts_on, s.ends_on, p.id, p.name, p.starts_on, p.ends_on
        FROM (SELECT ($1::timestamptz AT TIME ZONE $2)::date AS today) d
        LEFT JOIN seasons s ON s.starts_on <= d.today AND d.today < s.ends_on
        LEFT JOIN LATERAL (SELECT * FROM seasons o WHERE o.ends_on <= d.today ORDER BY o.ends_on DESC LIMIT 1) p ON true
        """
    let asOf: Instant
    let timeZone: String

    var parameters: [Value] { [asOf.value, .text(timeZone)] }
    static func decode(_ row: inout Row) throws -> RuleDates {
        RuleDates(
            today: try row.next(), yearsAgo: [try row.next(), try row.next(), try row.next(), try row.next()],
            season: try season(&row), previousSeason: try season(&row))
    }

    private static func season(_ row: inout Row) throws -> Season? {
        let id: Identifier<Season>? = try row.nextIfPresent()
        let name: String? = try row.nextIfPresent()
        let startsOn: LocalDate? = try row.nextIfPresent()
        let endsOn: LocalDate? = try row.nextIfPresent()
        guard let id, let name, let startsOn, let endsOn else { return nil }
        return Season(id: id, name: name, startsOn: startsOn, endsOn: endsOn)
    }
}

/// The contact a record is of: itself, unless it was merged; no row when there is no such record.
struct ContactOfRecord: VenueStatement {
    static let sql = """
        SELECT c.id, c.birth_date FROM (
            SELECT COALESCE(m.contact_id, c.id) AS id FROM contacts c LEFT JOIN contact_members m ON m.member_id = c.id
            WHERE c.id = $1
        ) r JOIN contacts c ON c.id = r.id
        """
    let record: Identifier<Contact>

    var parameters: [Value] { [record.value] }
    static func decode(_ row: inout Row) throws -> (id: Identifier<Contact>, birthDate: LocalDate?) {
        (id: try row.next(), birthDate: try row.nextIfPresent())
    }
}
