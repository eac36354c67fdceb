package import Domain
package import Postgres

/// What a device held, and what became of it.
package struct Basket: Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// It can still change.
        case open
        /// Closed by time.
        case abandoned
        /// Closed by an order.
        case ordered
    }

    package let id: Identifier<Basket>
    package let openedAt: Instant
    package let changedAt: Instant
    /// When the order closed it, else when it is closed without another change.
    package let closesAt: Instant
    package let state: State
    package let order: String?
    /// Whose it is, where one contact is known and no session says two.
    package let contact: Identifier<Contact>?

    fileprivate init(_ row: inout Row) throws {
        id = try row.next()
        openedAt = try row.next()
        changedAt = try row.next()
        closesAt = try row.next()
        state = try row.next()
        order = try row.nextIfPresent()
        contact = try row.nextIfPresent()
    }
}

extension Basket.State: StoredName {}

/// Which baskets are listed, the newest first: those before an id, one more than wanted.
package struct BasketQuery: Sendable {
    package let state: Basket.State?
    package let before: Identifier<Basket>?
    package let limit: Int
    /// The moment that tells the open ones from the abandoned.
    package let now: Instant

    package init(state: Basket.State?, before: Identifier<Basket>?, limit: Int, now: Instant) {
        self.state = state
        self.before = before
        self.limit = limit
        self.now = now
    }

    fileprivate var values: [Value] {
        [
            .optional(state, \.value), .int64(before?.rawValue ?? .max), .int64(Int64(limit) + 1), now.value,
        ]
    }

    /// The lowest number that a group can have which changed a basket that is open still.
    ///
    /// No basket has more patience than a day; a group has the number of the moment it began, to the hour at least.
    fileprivate var firstBatch: Int64 {
        CollectedBatch.firstNumber(of: .events, at: now.advanced(bySeconds: -26 * 3_600))
    }

    /// Baskets of `source` with their contact; one of which nobody saw what was in it is none.
    ///
    /// `id` is that by which `source` is in order, where it is.
    fileprivate static func listing(_ source: String, id: String = "b.id") -> String {
        // As the view has it: a session without pages that says nobody is nobody's.
        let visitor = SessionContact.ofVisitor("s.visitor_id", when: "said.contacts = 0 AND s.page_views > 0")
        return """
            shown AS MATERIALIZED (
                SELECT *
                FROM (
                    SELECT \(id) AS id, b.opened_at, b.changed_at, b.order_ref,
                        CASE WHEN b.is_closed THEN b.changed_at ELSE b.changed_at + b.patience END AS closes_at,
                        CASE WHEN b.is_closed THEN 'ordered' WHEN b.changed_at + b.patience < $4 THEN 'abandoned' ELSE 'open' END
                            AS state
                    FROM \(source) WHERE \(id) < $2 AND b.additions > 0
                ) stated
                WHERE $1::text IS NULL OR state = $1 ORDER BY id DESC LIMIT $3
            )
            SELECT b.id, b.opened_at, b.changed_at, b.closes_at, b.state, b.order_ref, whose.contact_id
            FROM shown b CROSS JOIN LATERAL (
                SELECT CASE WHEN count(DISTINCT contact_id) = 1 AND max(contacts) < 2 THEN min(contact_id) END AS contact_id
                FROM (
                    SELECT said.contacts, CASE WHEN said.contacts = 0 AND visitor.contacts = 1 THEN visitor.contact_id
                        WHEN said.contacts = 1 THEN said.contact_id END AS contact_id
                    FROM (SELECT DISTINCT session_id FROM visitor_actions WHERE basket_id = b.id) of_basket
                        JOIN sessions s ON s.id = of_basket.session_id
                        CROSS JOIN LATERAL (\(SessionContact.ofSession("s.id"))) said
                        CROSS JOIN LATERAL (\(visitor)) visitor
                ) known
            ) whose
            ORDER BY b.id DESC
            """
    }
}

/// A page of baskets.
package struct ListBaskets: VenueStatement {
    package static let sql = "WITH \(BasketQuery.listing("baskets b"))"
    let query: BasketQuery

    package init(_ query: BasketQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.values }
    package static func decode(_ row: inout Row) throws -> Basket { try Basket(&row) }
}

/// A page of those that can still change, which are few and changed lately.
///
/// The groups have an end, and be it the last there can be, so that PostgreSQL takes those it knows nothing of for few.
package struct ListOpenBaskets: VenueStatement {
    package static let sql = """
        WITH changed AS MATERIALIZED (
            SELECT DISTINCT basket_id AS id FROM visitor_actions
            WHERE batch BETWEEN $5 AND 9223372036854775807 AND basket_id IS NOT NULL
        ), \(BasketQuery.listing("changed JOIN baskets b USING (id)"))
        """
    let query: BasketQuery

    /// Of a query for open ones.
    package init(_ query: BasketQuery) {
        self.query = query
    }

    package var parameters: [Value] { query.values + [.int64(query.firstBatch)] }
    package static func decode(_ row: inout Row) throws -> Basket { try Basket(&row) }
}

/// A page of those a show was put into, whatever became of it.
package struct ListBasketsOfShow: VenueStatement {
    package static let sql = "WITH \(BasketQuery.listing("(\(held)) held \(basket)", id: "held.basket_id"))"

    /// One by one: joined in another way, all baskets of a state would be looked at.
    private static let basket = "CROSS JOIN LATERAL (SELECT * FROM baskets WHERE id = held.basket_id LIMIT 1) b"

    /// In the order of the page, so that no more are looked at than it takes to fill it.
    private static let held = """
        SELECT DISTINCT basket_id FROM visitor_actions
        WHERE show_ref = $5 AND action = 'basket_add' AND basket_id IS NOT NULL AND basket_id < $2
        ORDER BY basket_id DESC
        """
    let query: BasketQuery
    let show: String

    package init(_ query: BasketQuery, show: String) {
        self.query = query
        self.show = show
    }

    package var parameters: [Value] { query.values + [.text(show)] }
    package static func decode(_ row: inout Row) throws -> Basket { try Basket(&row) }
}

/// What changed some baskets, in order: of each no more than `most`, and one.
package struct LinesOfBaskets: VenueStatement {
    package struct Entry: Sendable {
        package let basket: Identifier<Basket>
        package let action: WebAction
    }

    /// How many of a basket are shown.
    package static let most = 100

    package static let sql = """
        SELECT b.id, \(WebAction.columns)
        FROM unnest($1::bigint[]) AS b (id) CROSS JOIN LATERAL (
            SELECT * FROM visitor_actions WHERE basket_id = b.id ORDER BY occurred_at, batch, item, part LIMIT $2
        ) a
        ORDER BY b.id, a.occurred_at, a.batch, a.item, a.part
        """
    let baskets: [Identifier<Basket>]

    package init(baskets: [Identifier<Basket>]) {
        self.baskets = baskets
    }

    package var parameters: [Value] { [.int64s(baskets.map(\.rawValue)), .int64(Int64(Self.most) + 1)] }
    package static func decode(_ row: inout Row) throws -> Entry {
        Entry(basket: try row.next(), action: try WebAction(&row))
    }
}
