package import Domain
package import Postgres

/// What a contact has ordered, all its records together: as a buyer, and what of it is sold now.
package struct OrderSummary: Sendable {
    package let orders: Int64
    /// Lines that are sold: seats and products, and cents.
    package let quantity: Int64
    package let amount: Int64
    package let firstOrderedAt: Instant?
    package let lastOrderedAt: Instant?
    package let notes: Int64
    /// Pairs that wait for a decision, found by the last search for duplicates.
    package let duplicates: Int64
}

/// An order as a contact's card shows it.
package struct OrderOfCard: Sendable {
    package let id: Identifier<Order>
    package let source: Source
    package let externalID: String?
    package let orderedAt: Instant
    package let channel: ChannelType
    /// The record that bought.
    package let buyer: Identifier<Contact>
    package let quantity: Int64
    package let amount: Int64
}

private let recordsOfContact =
    "SELECT $1::bigint AS id UNION ALL SELECT member_id FROM contact_members WHERE contact_id = $1"

/// The figures of a contact's card; no row when there is no such contact.
package struct FindOrderSummary: VenueStatement {
    package static let sql = """
        WITH records AS MATERIALIZED (\(recordsOfContact)), bought AS MATERIALIZED (
            SELECT o.id, o.ordered_at FROM records r JOIN orders o ON o.buyer_id = r.id
        ), sold AS MATERIALIZED (
            SELECT COALESCE(sum(l.quantity), 0)::bigint AS quantity, COALESCE(sum(l.amount), 0)::bigint AS amount
            FROM bought b JOIN order_lines l ON l.order_id = b.id WHERE l.status = 'sold'
        ), open AS MATERIALIZED (
            SELECT LEAST(p.one, p.other) AS one, GREATEST(p.one, p.other) AS other
            FROM (
                SELECT d.* FROM records r JOIN contact_duplicates d ON d.first_id = r.id
                UNION
                SELECT d.* FROM records r JOIN contact_duplicates d ON d.second_id = r.id
            ) d
                LEFT JOIN contact_members a ON a.member_id = d.first_id
                LEFT JOIN contact_members b ON b.member_id = d.second_id
                CROSS JOIN LATERAL (
                    SELECT COALESCE(a.contact_id, d.first_id) AS one, COALESCE(b.contact_id, d.second_id) AS other) p
            WHERE p.one <> p.other
            GROUP BY LEAST(p.one, p.other), GREATEST(p.one, p.other) HAVING count(d.dismissed_at) = 0
        )
        SELECT (SELECT count(*) FROM bought), s.quantity, s.amount, (SELECT min(ordered_at) FROM bought),
            (SELECT max(ordered_at) FROM bought),
            (SELECT count(*) FROM records r JOIN contact_notes n ON n.contact_id = r.id), (SELECT count(*) FROM open)
        FROM sold s WHERE EXISTS (SELECT FROM contacts WHERE id = $1)
        """
    let contact: Identifier<Contact>

    package init(contact: Identifier<Contact>) {
        self.contact = contact
    }

    package var parameters: [Value] { [contact.value] }
    package static func decode(_ row: inout Row) throws -> OrderSummary {
        OrderSummary(
            orders: try row.next(), quantity: try row.next(), amount: try row.next(),
            firstOrderedAt: try row.nextIfPresent(),
            lastOrderedAt: try row.nextIfPresent(), notes: try row.next(), duplicates: try row.next())
    }
}

/// The newest orders of a contact.
package struct ListNewestOrders: VenueStatement {
    package static let sql = """
        WITH records AS MATERIALIZED (\(recordsOfContact)), newest AS MATERIALIZED (
            SELECT o.id, o.source, o.external_id, o.ordered_at, o.channel, o.buyer_id
            FROM records r JOIN orders o ON o.buyer_id = r.id ORDER BY o.ordered_at DESC, o.id DESC LIMIT $2
        )
        SELECT n.id, n.source, n.external_id, n.ordered_at, n.channel, n.buyer_id, COALESCE(s.quantity, 0)::bigint,
            COALESCE(s.amount, 0)::bigint
        FROM newest n CROSS JOIN LATERAL (
            SELECT sum(l.quantity) AS quantity, sum(l.amount) AS amount FROM order_lines l
            WHERE l.order_id = n.id AND l.status = 'sold'
        ) s
        ORDER BY n.ordered_at DESC, n.id DESC
        """
    let contact: Identifier<Contact>
    let limit: Int

    package init(contact: Identifier<Contact>, limit: Int) {
        self.contact = contact
        self.limit = limit
    }

    package var parameters: [Value] { [contact.value, .int64(Int64(limit))] }
    package static func decode(_ row: inout Row) throws -> OrderOfCard {
        OrderOfCard(
            id: try row.next(), source: try row.next(), externalID: try row.nextIfPresent(), orderedAt: try row.next(),
            channel: try row.next(), buyer: try row.next(), quantity: try row.next(), amount: try row.next())
    }
}
