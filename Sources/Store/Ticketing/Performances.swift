package import Domain
package import Postgres

/// Creates a performance of a show, the venue's own.
package struct CreatePerformance: VenueStatement {
    package static let sql = """
        INSERT INTO performances (show_id, external_id, starts_at, season_id, hall_id, state, moved_from, capacity)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING id, \(Origin.columns), \(Performance.columns)
        """
    package let show: Identifier<Show>
    package let externalID: String?
    package let startsAt: Instant
    package let season: Identifier<Season>?
    package var hall: Identifier<Hall>?
    package var state: PerformanceState = .scheduled
    package var movedFrom: Instant?
    package var capacity: Int64?

    package init(show: Identifier<Show>, externalID: String?, startsAt: Instant, season: Identifier<Season>?) {
        self.show = show
        self.externalID = externalID
        self.startsAt = startsAt
        self.season = season
    }

    package var parameters: [Value] {
        [
            show.value, .text(externalID), startsAt.value, .optional(season, \.value), .optional(hall, \.value),
            state.value, .optional(movedFrom, \.value), .optional(capacity, Value.int64),
        ]
    }
    package static func decode(_ row: inout Row) throws -> Performance { try Performance(&row) }
}

/// One performance by its id.
package struct FindPerformance: VenueStatement {
    package static let sql = """
        SELECT id, \(Origin.columns), \(Performance.columns) FROM performances WHERE id = $1
        """
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
        SELECT id, \(Origin.columns), \(Performance.columns) FROM performances WHERE id > $1 ORDER BY id LIMIT $2
        """
    let page: Page<Performance>

    package init(page: Page<Performance>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Performance { try Performance(&row) }
}

extension Performance {
    fileprivate static let columns = "show_id, starts_at, season_id, hall_id, state, moved_from, capacity"

    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), origin: try Origin(&row), show: try row.next(), startsAt: try row.next(),
            season: try row.nextIfPresent(), hall: try row.nextIfPresent(), state: try row.next(),
            movedFrom: try row.nextIfPresent(), capacity: try row.nextIfPresent())
    }
}
