package import Domain
package import Postgres

/// Creates a season; no row when it would leave a gap between itself and the seasons there are.
///
/// An overlap is a conflict on `seasons_no_overlap`.
package struct CreateSeason: VenueStatement {
    package static let sql = """
        WITH known AS MATERIALIZED (SELECT min(starts_on) AS first_day, max(ends_on) AS end_day FROM seasons)
        INSERT INTO seasons (name, starts_on, ends_on)
        SELECT $1, $2, $3 FROM known
        WHERE first_day IS NULL OR ($2 <= end_day AND $3 >= first_day)
        RETURNING id, name, starts_on, ends_on
        """
    let name: String
    let startsOn: LocalDate
    let endsOn: LocalDate

    package init(name: String, startsOn: LocalDate, endsOn: LocalDate) {
        self.name = name
        self.startsOn = startsOn
        self.endsOn = endsOn
    }

    package var parameters: [Value] { [.text(name), startsOn.value, endsOn.value] }
    package static func decode(_ row: inout Row) throws -> Season { try Season(&row) }
}

/// Lets one season be created at a time, so that two cannot leave a gap together.
package struct LockSeasons: VenueStatement {
    package typealias Output = Void
    package static let sql = "LOCK TABLE seasons IN SHARE ROW EXCLUSIVE MODE"

    package init() {}

    package var parameters: [Value] { [] }
}

/// One season by its id.
package struct FindSeason: VenueStatement {
    package static let sql = "SELECT id, name, starts_on, ends_on FROM seasons WHERE id = $1"
    let id: Identifier<Season>

    package init(id: Identifier<Season>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Season { try Season(&row) }
}

/// A page of seasons.
package struct ListSeasons: VenueStatement {
    package static let sql = "SELECT id, name, starts_on, ends_on FROM seasons WHERE id > $1 ORDER BY id LIMIT $2"
    let page: Page<Season>

    package init(page: Page<Season>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Season { try Season(&row) }
}

extension Season {
    fileprivate init(_ row: inout Row) throws {
        self.init(id: try row.next(), name: try row.next(), startsOn: try row.next(), endsOn: try row.next())
    }
}
