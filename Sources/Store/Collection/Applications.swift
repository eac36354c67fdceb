package import Domain
package import Postgres

/// Declares one of a venue's applications under a new write key.
package struct CreateApplication: PlatformStatement {
    package static let sql = """
        INSERT INTO applications (venue_id, name, write_key, created_at) VALUES ($1, $2, $3, $4)
        RETURNING id, venue_id, name, write_key, created_at
        """
    let venue: VenueID
    let name: String
    let at: Instant
    private let writeKey = "wk_" + VenueID.random().rawValue + VenueID.random().rawValue

    package init(venue: VenueID, name: String, at: Instant) {
        self.venue = venue
        self.name = name
        self.at = at
    }

    package var parameters: [Value] { [venue.value, .text(name), .text(writeKey), at.value] }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// A page of a venue's applications.
package struct ListApplications: PlatformStatement {
    package static let sql = """
        SELECT id, venue_id, name, write_key, created_at FROM applications
        WHERE venue_id = $1 AND id > $2 ORDER BY id LIMIT $3
        """
    let venue: VenueID
    let page: Page<Application>

    package init(venue: VenueID, page: Page<Application>) {
        self.venue = venue
        self.page = page
    }

    package var parameters: [Value] { [venue.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// The application a write key identifies, and its venue.
package struct FindApplication: PlatformStatement {
    package struct Found: Sendable {
        package let application: Identifier<Application>
        package let venue: VenueID
    }

    package static let sql = """
        SELECT a.id, a.venue_id FROM applications a JOIN venues v ON v.id = a.venue_id
        WHERE a.write_key = $1 AND v.state = 'active'
        """
    let writeKey: String

    package init(writeKey: String) {
        self.writeKey = writeKey
    }

    package var parameters: [Value] { [.text(writeKey)] }
    package static func decode(_ row: inout Row) throws -> Found {
        Found(application: try row.next(), venue: try row.next())
    }
}

extension Application {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), venue: try row.next(), name: try row.next(), writeKey: try row.next(),
            createdAt: try row.next())
    }
}
