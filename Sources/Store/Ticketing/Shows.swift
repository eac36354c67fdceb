package import Domain
package import Postgres

/// Creates a show.
package struct CreateShow: VenueStatement {
    package static let sql = """
        INSERT INTO shows (external_id, name, family, genre) VALUES ($1, $2, $3, $4)
        RETURNING id, external_id, name, family, genre
        """
    let externalID: String?
    let name: String
    let family: ProductFamily
    let genre: String?

    package init(externalID: String?, name: String, family: ProductFamily, genre: String?) {
        self.externalID = externalID
        self.name = name
        self.family = family
        self.genre = genre
    }

    package var parameters: [Value] { [.text(externalID), .text(name), family.value, .text(genre)] }
    package static func decode(_ row: inout Row) throws -> Show { try Show(&row) }
}

/// One show by its id.
package struct FindShow: VenueStatement {
    package static let sql = "SELECT id, external_id, name, family, genre FROM shows WHERE id = $1"
    let id: Identifier<Show>

    package init(id: Identifier<Show>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Show { try Show(&row) }
}

/// A page of shows.
package struct ListShows: VenueStatement {
    package static let sql = "SELECT id, external_id, name, family, genre FROM shows WHERE id > $1 ORDER BY id LIMIT $2"
    let page: Page<Show>

    package init(page: Page<Show>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Show { try Show(&row) }
}

extension Show {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), externalID: try row.nextIfPresent(), name: try row.next(), family: try row.next(),
            genre: try row.nextIfPresent())
    }
}
