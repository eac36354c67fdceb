package import Domain
package import Postgres

/// A place in a list that has the newest first.
package struct MomentPlace<Entity>: Sendable {
    package let at: Instant
    package let id: Identifier<Entity>

    package init(at: Instant, id: Identifier<Entity>) {
        self.at = at
        self.id = id
    }
}

/// The sessions of a contact that come before a place, the newest first, one more than wanted.
///
/// The same as the view `session_contacts` has them, found from the contact: the sessions that say it was them and say so of
/// nobody else, and all sessions with pages of the visitors of whom nothing else is said.
package struct ListSessionsOfContact: VenueStatement {
    package static let sql = """
        WITH named AS MATERIALIZED (
            SELECT DISTINCT session_id FROM session_evidence WHERE contact_id = $1
        ), visitors_named AS MATERIALIZED (
            SELECT DISTINCT s.visitor_id FROM named n JOIN sessions s ON s.id = n.session_id
        ), theirs AS MATERIALIZED (
            SELECT n.session_id AS id
            FROM named n CROSS JOIN LATERAL (\(SessionContact.ofSession("n.session_id"))) said
            WHERE said.contacts = 1
            UNION
            SELECT s.id
            FROM visitors_named v CROSS JOIN LATERAL (\(SessionContact.ofVisitor("v.visitor_id"))) said
                JOIN sessions s ON s.visitor_id = v.visitor_id AND s.page_views > 0
            WHERE said.contacts = 1
        )
        SELECT \(WebSession.columns)
        FROM theirs JOIN sessions s USING (id)
        WHERE $2::timestamptz IS NULL OR (s.started_at, s.id) < ($2, $3::bigint)
        ORDER BY s.started_at DESC, s.id DESC LIMIT $4
        """
    let contact: Identifier<Contact>
    let before: MomentPlace<WebSession>?
    let limit: Int

    /// `before` nil is the beginning.
    package init(contact: Identifier<Contact>, before: MomentPlace<WebSession>?, limit: Int) {
        self.contact = contact
        self.before = before
        self.limit = limit
    }

    package var parameters: [Value] {
        [
            contact.value, .optional(before, \.at.value), .optional(before, \.id.value), .int64(Int64(limit) + 1),
        ]
    }
    package static func decode(_ row: inout Row) throws -> WebSession { try WebSession(&row) }
}

/// What was done in some sessions, in order: of each no more than `most`, and one.
package struct LinesOfSessions: VenueStatement {
    package struct Entry: Sendable {
        package let session: Identifier<WebSession>
        package let action: WebAction
    }

    /// How many of a session are shown.
    package static let most = 100

    package static let sql = """
        SELECT s.id, \(WebAction.columns)
        FROM unnest($1::bigint[]) AS s (id) CROSS JOIN LATERAL (
            SELECT * FROM visitor_actions WHERE session_id = s.id ORDER BY occurred_at, batch, item, part LIMIT $2
        ) a
        ORDER BY s.id, a.occurred_at, a.batch, a.item, a.part
        """
    let sessions: [Identifier<WebSession>]

    package init(sessions: [Identifier<WebSession>]) {
        self.sessions = sessions
    }

    package var parameters: [Value] { [.int64s(sessions.map(\.rawValue)), .int64(Int64(Self.most) + 1)] }
    package static func decode(_ row: inout Row) throws -> Entry {
        Entry(session: try row.next(), action: try WebAction(&row))
    }
}
