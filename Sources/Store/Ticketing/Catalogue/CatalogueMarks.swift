import Domain
package import Postgres

// The contacts whose lines count otherwise once something of the catalogue has changed: who bought them, and who holds them.

/// Marks the buyers and holders of `touched`, lines with their orders; `$2` is the instant.
private let markingTouched = """
    , people AS MATERIALIZED (
        SELECT o.buyer_id AS contact_id FROM touched t JOIN orders o ON o.id = t.order_id
        UNION
        SELECT holder_id FROM touched WHERE holder_id IS NOT NULL
    )
    INSERT INTO indicator_marks (contact_id, marked_at, reason) SELECT contact_id, $2, 'catalogue' FROM people
    """

/// Marks the contacts with lines for performances of some shows.
package struct MarkContactsOfShows: VenueStatement {
    package typealias Output = Void
    package static let sql =
        """
        WITH touched AS MATERIALIZED (
            SELECT l.order_id, l.holder_id FROM order_lines l JOIN performances p ON p.id = l.performance_id
            WHERE p.show_id = ANY ($1)
        )
        """ + markingTouched
    let shows: [Int64]
    let at: Instant

    package var parameters: [Value] { [.int64s(shows), at.value] }
}

/// Marks the contacts with lines for some performances.
package struct MarkContactsOfPerformances: VenueStatement {
    package typealias Output = Void
    package static let sql =
        """
        WITH touched AS MATERIALIZED (SELECT order_id, holder_id FROM order_lines WHERE performance_id = ANY ($1))
        """ + markingTouched
    let performances: [Int64]
    let at: Instant

    package var parameters: [Value] { [.int64s(performances), at.value] }
}

/// Marks the contacts with lines of some products.
package struct MarkContactsOfProducts: VenueStatement {
    package typealias Output = Void
    package static let sql =
        """
        WITH touched AS MATERIALIZED (SELECT order_id, holder_id FROM order_lines WHERE product_id = ANY ($1))
        """ + markingTouched
    let products: [Int64]
    let at: Instant

    package var parameters: [Value] { [.int64s(products), at.value] }
}

/// Marks the contacts with lines that are, or ever were, for some audience categories.
package struct MarkContactsOfAudienceCategories: VenueStatement {
    package typealias Output = Void
    package static let sql =
        """
        WITH touched AS MATERIALIZED (
            SELECT order_id, holder_id FROM order_lines WHERE audience_category_id = ANY ($1)
            UNION ALL
            SELECT l.order_id, v.holder_id FROM order_line_versions v JOIN order_lines l ON l.id = v.line_id
            WHERE v.audience_category_id = ANY ($1)
        )
        """ + markingTouched
    let categories: [Int64]
    let at: Instant

    package var parameters: [Value] { [.int64s(categories), at.value] }
}

/// Has the orders of some sales channels count as the type these have now, and marks their buyers.
///
/// In the order of ids, as every writer of orders.
package struct CountOrdersOfChannels: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH counted AS MATERIALIZED (
            SELECT o.id, o.buyer_id, c.type FROM orders o JOIN sales_channels c ON c.id = o.sales_channel_id
            WHERE o.sales_channel_id = ANY ($1) AND o.channel <> c.type
            ORDER BY o.id FOR NO KEY UPDATE OF o
        ), buyers AS MATERIALIZED (
            SELECT DISTINCT buyer_id FROM counted
        ), marked AS (
            INSERT INTO indicator_marks (contact_id, marked_at, reason)
            SELECT buyer_id, $2::timestamptz, 'catalogue' FROM buyers
        )
        UPDATE orders o SET channel = t.type FROM counted t WHERE o.id = t.id
        """
    let channels: [Int64]
    let at: Instant

    package var parameters: [Value] { [.int64s(channels), at.value] }
}
