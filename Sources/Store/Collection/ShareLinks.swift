package import Domain
package import Postgres

/// A link someone shared, and who came by it.
package struct ShareLink: Sendable {
    package let token: String
    package let sharedAt: Instant
    package let show: String?
    package let order: String?
    /// Sessions with an arrival by the link, on another device than the one it was shared on.
    package let visits: Int64
    /// Whose sessions those are.
    package let visitors: Int64
}

/// The links that follow a token, in the order of tokens, one more than wanted.
package struct ListShareLinks: VenueStatement {
    package static let sql = """
        WITH shown AS MATERIALIZED (
            SELECT token, shared_at, show_ref, order_ref FROM share_links WHERE token > $1 ORDER BY token LIMIT $2
        )
        SELECT l.token, l.shared_at, l.show_ref, l.order_ref, v.visits, v.visitors
        FROM shown l CROSS JOIN LATERAL (
            SELECT count(*) AS visits, count(DISTINCT s.visitor_id) AS visitors FROM share_visits s WHERE s.token = l.token
        ) v
        ORDER BY l.token
        """
    let after: String
    let limit: Int

    /// `after` empty is the beginning.
    package init(after: String, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package var parameters: [Value] { [.text(after), .int64(Int64(limit) + 1)] }
    package static func decode(_ row: inout Row) throws -> ShareLink {
        ShareLink(
            token: try row.next(), sharedAt: try row.next(), show: try row.nextIfPresent(),
            order: try row.nextIfPresent(), visits: try row.next(), visitors: try row.next())
    }
}
