package import Domain
package import Postgres

/// The session that carried an order.
package struct CarriedOrder: Sendable {
    /// When it told of the order.
    package let at: Instant
    package let session: WebSession
}

/// An order of the ticketing, with the session that carried it where one did.
///
/// The rule is that of the view `session_orders`.
package struct FindOrderOrigin: VenueStatement {
    package static let sql = """
        SELECT c.occurred_at, \(WebSession.columns)
        FROM orders o
            LEFT JOIN LATERAL (
                SELECT a.session_id, a.occurred_at
                FROM visitor_actions a JOIN sessions s ON s.id = a.session_id
                WHERE a.order_ref = o.external_id AND a.action = 'order_placed'
                ORDER BY s.page_views > 0 DESC, a.occurred_at, a.batch, a.item LIMIT 1
            ) c ON true
            LEFT JOIN sessions s ON s.id = c.session_id
        WHERE o.id = $1
        """
    let id: Identifier<Order>

    package init(id: Identifier<Order>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> CarriedOrder? {
        guard let at: Instant = try row.nextIfPresent() else { return nil }
        return CarriedOrder(at: at, session: try WebSession(&row))
    }
}

/// An arrival with a source.
package struct Touch: Sendable {
    package let at: Instant
    package let origin: WebOrigin
    package let referrerHost: String?
}

/// The arrivals of a visitor in the 30 days up to a moment, the latest first, a hundred at most.
package struct ListTouches: VenueStatement {
    package static let most = 100
    package static let days: Int64 = 30

    package static let sql = """
        SELECT t.occurred_at, t.channel_group, t.source, t.medium, t.campaign, t.referrer_host
        FROM sessions s JOIN touches t
            ON t.device = s.device AND t.occurred_at >= s.started_at AND t.occurred_at <= s.ended_at
        WHERE s.visitor_id = $1 AND s.ended_at >= $2 AND s.started_at <= $3 AND t.occurred_at >= $2 AND t.occurred_at <= $3
        ORDER BY t.occurred_at DESC, t.batch DESC, t.item DESC LIMIT $4
        """
    let visitor: Identifier<Visitor>
    let until: Instant

    package init(of visitor: Identifier<Visitor>, until: Instant) {
        self.visitor = visitor
        self.until = until
    }

    package var parameters: [Value] {
        [
            visitor.value, until.advanced(bySeconds: -Self.days * 86_400).value, until.value,
            .int64(Int64(Self.most)),
        ]
    }
    package static func decode(_ row: inout Row) throws -> Touch {
        Touch(at: try row.next(), origin: try WebOrigin(&row), referrerHost: try row.nextIfPresent())
    }
}
