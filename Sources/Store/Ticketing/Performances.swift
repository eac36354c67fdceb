package import Domain
package import Postgres

/// Creates a performance of a show.
package struct CreatePerformance: VenueStatement {
    package static let sql = """
        INSERT INTO performances (show_id, external_id, starts_at, season_id) VALUES ($1, $2, $3, $4)
        RETURNING id, show_id, external_id, starts_at, season_id
        """
    let show: Identifier<Show>
    let externalID: String?
    let startsAt: Instant
    let season: Identifier<Season>?

    package init(show: Identifier<Show>, externalID: String?, startsAt: Instant, season: Identifier<Season>?) {
        self.show = show
        self.externalID = externalID
        self.startsAt = startsAt
        self.season = season
    }

    package var parameters: [Value] {
        [show.value, .text(externalID), startsAt.value, .optional(season, \.value)]
    }
    package static func decode(_ row: inout Row) throws -> Performance { try Performance(&row) }
}

/// One performance by its id.
package struct FindPerformance: VenueStatement {
    package static let sql = "SELECT id, show_id, external_id, starts_at, season_id FROM performances WHERE id = $1"
    let id: Identifier<Performance>

    package init(id: Identifier<Performance>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Performance { try Performance(&row) }
}

/// A page of performances.
package struct ListPerformances: VenueStatement {
    package static let sql = """
        SELECT id, show_id, external_id, starts_at, season_id FROM performances WHERE id > $1 ORDER BY id LIMIT $2
        """
    let page: Page<Performance>

    package init(page: Page<Performance>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Performance { try Performance(&row) }
}

extension Performance {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), show: try row.next(), externalID: try row.nextIfPresent(), startsAt: try row.next(),
            season: try row.nextIfPresent())
    }
}
