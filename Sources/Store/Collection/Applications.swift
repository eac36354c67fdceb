package import Domain
package import Postgres

/// Declares one of a venue's applications under a new write key.
package struct CreateApplication: PlatformStatement {
    package static let sql = """
        INSERT INTO applications (
            venue_id, write_key, name, kind, collection_mode, allowed_origins, test_mode, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING \(Application.columns)
        """
    let venue: VenueID
    let description: ApplicationDescription
    let at: Instant
    private let writeKey = "wk_" + VenueID.random().rawValue + VenueID.random().rawValue

    package init(venue: VenueID, description: ApplicationDescription, at: Instant) {
        self.venue = venue
        self.description = description
        self.at = at
    }

    package var parameters: [Value] {
        [venue.value, .text(writeKey)] + description.values + [at.value]
    }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// Describes an application anew; no row when the venue has none with this id.
package struct DescribeApplication: PlatformStatement {
    package static let sql = """
        UPDATE applications
        SET name = $3, kind = $4, collection_mode = $5, allowed_origins = $6, test_mode = $7
        WHERE venue_id = $1 AND id = $2
        RETURNING \(Application.columns)
        """
    let venue: VenueID
    let id: Identifier<Application>
    let description: ApplicationDescription

    package init(venue: VenueID, id: Identifier<Application>, description: ApplicationDescription) {
        self.venue = venue
        self.id = id
        self.description = description
    }

    package var parameters: [Value] { [venue.value, id.value] + description.values }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// One of a venue's applications.
package struct FindVenueApplication: PlatformStatement {
    package static let sql = """
        SELECT \(Application.columns)
        FROM applications WHERE venue_id = $1 AND id = $2
        """
    let venue: VenueID
    let id: Identifier<Application>

    package init(venue: VenueID, id: Identifier<Application>) {
        self.venue = venue
        self.id = id
    }

    package var parameters: [Value] { [venue.value, id.value] }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// One of a venue's applications, held against changes until the transaction ends.
package struct HoldApplication: PlatformStatement {
    package static let sql = """
        SELECT \(Application.columns)
        FROM applications WHERE venue_id = $1 AND id = $2 FOR UPDATE
        """
    let venue: VenueID
    let id: Identifier<Application>

    package init(venue: VenueID, id: Identifier<Application>) {
        self.venue = venue
        self.id = id
    }

    package var parameters: [Value] { [venue.value, id.value] }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// A page of a venue's applications.
package struct ListApplications: PlatformStatement {
    package static let sql = """
        SELECT \(Application.columns)
        FROM applications WHERE venue_id = $1 AND id > $2 ORDER BY id LIMIT $3
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

/// All applications of a venue, for what is derived from their events.
package struct AllApplications: PlatformStatement {
    package static let sql = """
        SELECT \(Application.columns)
        FROM applications WHERE venue_id = $1 ORDER BY id
        """
    let venue: VenueID

    package init(venue: VenueID) {
        self.venue = venue
    }

    package var parameters: [Value] { [venue.value] }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

/// The application a write key identifies.
package struct FindApplication: PlatformStatement {
    package static let sql = """
        SELECT a.id, a.venue_id, a.write_key, a.name, a.kind, a.collection_mode, a.allowed_origins, a.test_mode, a.created_at
        FROM applications a JOIN venues v ON v.id = a.venue_id
        WHERE a.write_key = $1 AND v.state = 'active'
        """
    let writeKey: String

    package init(writeKey: String) {
        self.writeKey = writeKey
    }

    package var parameters: [Value] { [.text(writeKey)] }
    package static func decode(_ row: inout Row) throws -> Application { try Application(&row) }
}

extension ApplicationDescription {
    fileprivate var values: [Value] {
        [.text(name), kind.value, mode.value, .texts(allowedOrigins), .bool(isInTestMode)]
    }
}

extension Application {
    /// What `init` reads, in its order.
    fileprivate static let columns =
        "id, venue_id, write_key, name, kind, collection_mode, allowed_origins, test_mode, created_at"

    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), venue: try row.next(), writeKey: try row.next(),
            description: ApplicationDescription(
                name: try row.next(), kind: try row.next(), mode: try row.next(), allowedOrigins: try row.next(),
                isInTestMode: try row.next()),
            createdAt: try row.next())
    }
}
