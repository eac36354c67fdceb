package import Domain
package import Postgres

/// Declares an action a venue expects from one of its applications, which has one balise an action.
package struct CreateBalise: VenueStatement {
    package static let sql = """
        INSERT INTO balises (application_id, action, label, silent_after_seconds, declared_at) VALUES ($1, $2, $3, $4, $5)
        RETURNING \(Balise.columns)
        """
    let application: Identifier<Application>
    let action: EventAction
    let label: String
    let silentAfterSeconds: Int64
    let at: Instant

    package init(
        application: Identifier<Application>, action: EventAction, label: String, silentAfterSeconds: Int64, at: Instant
    ) {
        self.application = application
        self.action = action
        self.label = label
        self.silentAfterSeconds = silentAfterSeconds
        self.at = at
    }

    package var parameters: [Value] {
        [application.value, action.value, .text(label), .int64(silentAfterSeconds), at.value]
    }
    package static func decode(_ row: inout Row) throws -> Balise { try Balise(&row) }
}

/// One balise.
package struct FindBalise: VenueStatement {
    package static let sql = "SELECT \(Balise.columns) FROM balises WHERE id = $1"
    let id: Identifier<Balise>

    package init(id: Identifier<Balise>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> Balise { try Balise(&row) }
}

/// A page of balises, of all applications or of one.
package struct ListBalises: VenueStatement {
    package static let sql = """
        SELECT \(Balise.columns) FROM balises WHERE id > $1 AND ($2::bigint IS NULL OR application_id = $2)
        ORDER BY id LIMIT $3
        """
    let page: Page<Balise>
    let application: Identifier<Application>?

    package init(page: Page<Balise>, application: Identifier<Application>?) {
        self.page = page
        self.application = application
    }

    package var parameters: [Value] { [page.after.value, .optional(application, \.value), page.rows] }
    package static func decode(_ row: inout Row) throws -> Balise { try Balise(&row) }
}

/// All balises of a venue.
package struct AllBalises: VenueStatement {
    package static let sql = "SELECT \(Balise.columns) FROM balises ORDER BY id"

    package init() {}

    package var parameters: [Value] { [] }
    package static func decode(_ row: inout Row) throws -> Balise { try Balise(&row) }
}

/// Changes what of a balise is given; no row when there is none with this id.
package struct ChangeBalise: VenueStatement {
    package static let sql = """
        UPDATE balises SET label = coalesce($2, label), silent_after_seconds = coalesce($3, silent_after_seconds)
        WHERE id = $1
        RETURNING \(Balise.columns)
        """
    let id: Identifier<Balise>
    let label: String?
    let silentAfterSeconds: Int64?

    package init(id: Identifier<Balise>, label: String?, silentAfterSeconds: Int64?) {
        self.id = id
        self.label = label
        self.silentAfterSeconds = silentAfterSeconds
    }

    package var parameters: [Value] { [id.value, .text(label), .optional(silentAfterSeconds) { .int64($0) }] }
    package static func decode(_ row: inout Row) throws -> Balise { try Balise(&row) }
}

/// Takes a balise back.
package struct DeleteBalise: VenueStatement {
    package typealias Output = Void
    package static let sql = "DELETE FROM balises WHERE id = $1"
    let id: Identifier<Balise>

    package init(id: Identifier<Balise>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
}

/// The actions an application has a balise for.
package struct DeclaredActions: VenueStatement {
    package static let sql = "SELECT action FROM balises WHERE application_id = $1"
    let application: Identifier<Application>

    package init(application: Identifier<Application>) {
        self.application = application
    }

    package var parameters: [Value] { [application.value] }
    package static func decode(_ row: inout Row) throws -> EventAction { try row.next() }
}

extension Balise {
    /// In the order its initialiser reads them.
    fileprivate static let columns = """
        id, application_id, action, label, silent_after_seconds, declared_at, last_event_at
        """

    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), application: try row.next(), action: try row.next(), label: try row.next(),
            silentAfterSeconds: try row.next(), declaredAt: try row.next(), lastEventAt: try row.nextIfPresent())
    }
}
