package import Domain
package import Postgres

/// Creates a show of the venue's own.
package struct CreateShow: VenueStatement {
    package static let sql = """
        INSERT INTO shows (external_id, name, family, genre, domain_code, is_for_young_audiences)
        VALUES ($1, $2, $3, $4, $5, $6)
        RETURNING id, \(Origin.columns), \(Show.columns)
        """
    let externalID: String?
    let name: String
    let family: ProductFamily
    let genre: String?
    let domain: PerformanceDomain?
    let isForYoungAudiences: Bool

    package init(
        externalID: String?, name: String, family: ProductFamily, genre: String?, domain: PerformanceDomain? = nil,
        isForYoungAudiences: Bool = false
    ) {
        self.externalID = externalID
        self.name = name
        self.family = family
        self.genre = genre
        self.domain = domain
        self.isForYoungAudiences = isForYoungAudiences
    }

    package var parameters: [Value] {
        [
            .text(externalID), .text(name), family.value, .text(genre), .optional(domain, \.value),
            .bool(isForYoungAudiences),
        ]
    }
    package static func decode(_ row: inout Row) throws -> Show { try Show(&row) }
}

/// One show by its id.
package struct FindShow: VenueStatement {
    package static let sql = "SELECT id, \(Origin.columns), \(Show.columns) FROM shows WHERE id = $1"
    let id: Identifier<Show>

    package init(id: Identifier<Show>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Show { try Show(&row) }
}

/// A page of shows.
package struct ListShows: VenueStatement {
    package static let sql = """
        SELECT id, \(Origin.columns), \(Show.columns) FROM shows WHERE id > $1 ORDER BY id LIMIT $2
        """
    let page: Page<Show>

    package init(page: Page<Show>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Show { try Show(&row) }
}

extension Show {
    fileprivate static let columns = "name, family, genre, domain_code, is_for_young_audiences"

    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), origin: try Origin(&row), name: try row.next(), family: try row.next(),
            genre: try row.nextIfPresent(), domain: try row.nextIfPresent(), isForYoungAudiences: try row.next())
    }
}
