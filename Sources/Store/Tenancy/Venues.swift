package import Domain
package import Postgres

/// Writes down a venue to be made; no row when the time zone or the institution is unknown.
package struct CreateVenue: PlatformStatement {
    package static let sql = """
        WITH known AS MATERIALIZED (
            SELECT i.id AS institution_id, z.name AS time_zone
            FROM institutions i, pg_timezone_names z
            WHERE i.id = $2 AND z.name = $4
        )
        INSERT INTO venues (
            id, institution_id, name, time_zone, currency, locale, database, state, schema_version, created_at)
        SELECT $1, institution_id, $3, time_zone, $5, $6, $7, 'provisioning', 0, $8 FROM known
        RETURNING id, institution_id, name, time_zone, currency, locale, database, state, created_at
        """
    let id: VenueID
    let venue: NewVenue
    let at: Instant

    package init(id: VenueID, venue: NewVenue, at: Instant) {
        self.id = id
        self.venue = venue
        self.at = at
    }

    package var parameters: [Value] {
        [
            id.value, venue.institution.value, .text(venue.name), .text(venue.timeZone), .text(venue.currency),
            venue.locale.value, .text(Databases.main), at.value,
        ]
    }
    package static func decode(_ row: inout Row) throws -> Venue { try Venue(&row) }
}

/// One venue by its id.
package struct FindVenue: PlatformStatement {
    package static let sql = """
        SELECT id, institution_id, name, time_zone, currency, locale, database, state, created_at
        FROM venues WHERE id = $1
        """
    let id: VenueID

    package init(id: VenueID) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Venue { try Venue(&row) }
}

/// A page of the venues an actor may see, with the place of each in the list.
package struct ListVenues: PlatformStatement {
    package struct Entry: Sendable {
        package let place: Identifier<Venue>
        package let venue: Venue
    }

    package static let sql = """
        SELECT ordinal, id, institution_id, name, time_zone, currency, locale, database, state, created_at
        FROM venues
        WHERE ordinal > $1 AND ($2::bigint IS NULL OR institution_id = $2) AND ($3::text IS NULL OR id = $3)
        ORDER BY ordinal LIMIT $4
        """
    let page: Page<Venue>
    let institution: Identifier<Institution>?
    let only: VenueID?

    package init(page: Page<Venue>, institution: Identifier<Institution>? = nil, only: VenueID? = nil) {
        self.page = page
        self.institution = institution
        self.only = only
    }

    package var parameters: [Value] {
        [page.after.value, .optional(institution, \.value), .optional(only, \.value), page.rows]
    }
    package static func decode(_ row: inout Row) throws -> Entry {
        Entry(place: try row.next(), venue: try Venue(&row))
    }
}

/// The venues in a state, for work that goes over all of them.
package struct VenuesInState: PlatformStatement {
    package static let sql = """
        SELECT id, institution_id, name, time_zone, currency, locale, database, state, created_at
        FROM venues WHERE state = $1 ORDER BY ordinal
        """
    let state: Venue.State

    package init(_ state: Venue.State) {
        self.state = state
    }

    package var parameters: [Value] { [state.value] }
    package static func decode(_ row: inout Row) throws -> Venue { try Venue(&row) }
}

extension Venue {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), institution: try row.next(), name: try row.next(), timeZone: try row.next(),
            currency: try row.next(), locale: try row.next(), database: try row.next(), state: try row.next(),
            createdAt: try row.next())
    }
}
