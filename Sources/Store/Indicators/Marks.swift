package import Domain
package import Postgres

/// Marks the contacts of an order in all their roles: buyer, payer, holders.
package struct MarkContactsOfOrder: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH touched AS MATERIALIZED (
            SELECT buyer_id AS contact_id FROM orders WHERE id = $1
            UNION
            SELECT payer_id FROM orders WHERE id = $1 AND payer_id IS NOT NULL
            UNION
            SELECT holder_id FROM order_lines WHERE order_id = $1 AND holder_id IS NOT NULL
        )
        INSERT INTO indicator_marks (contact_id, marked_at) SELECT contact_id, $2 FROM touched
        """
    let order: Identifier<Order>
    let at: Instant

    package init(order: Identifier<Order>, at: Instant) {
        self.order = order
        self.at = at
    }

    package var parameters: [Value] { [order.value, at.value] }
}

/// Takes a batch of marks that no other worker holds; they are gone when the transaction commits.
struct TakeMarks: VenueStatement {
    static let sql = """
        DELETE FROM indicator_marks
        WHERE id IN (SELECT id FROM indicator_marks ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING contact_id
        """
    let limit: Int

    var parameters: [Value] { [.int64(Int64(limit))] }
    static func decode(_ row: inout Row) throws -> Identifier<Contact> { try row.next() }
}

/// Whether any mark waits.
package struct AnyMarks: VenueStatement {
    package static let sql = "SELECT EXISTS (SELECT FROM indicator_marks)"

    package init() {}

    package var parameters: [Value] { [] }
    package static func decode(_ row: inout Row) throws -> Bool { try row.next() }
}

/// The epoch now, which stays until this transaction ends.
struct HoldEpoch: VenueStatement {
    static let sql = "SELECT epoch FROM indicator_epochs WHERE id = 1 FOR SHARE"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// The next epoch, once every refresh that holds the present one has ended.
struct RaiseEpoch: VenueStatement {
    static let sql = "UPDATE indicator_epochs SET epoch = epoch + 1 WHERE id = 1 RETURNING epoch"

    var parameters: [Value] { [] }
    static func decode(_ row: inout Row) throws -> Int64 { try row.next() }
}

/// Gives each of these contacts a row of indicators if it has none.
struct AddIndicatorRows: VenueStatement {
    typealias Output = Void
    static let sql = """
        WITH missing AS MATERIALIZED (SELECT id FROM contacts WHERE id = ANY ($1))
        INSERT INTO contact_indicators (contact_id, epoch) SELECT id, 0 FROM missing ORDER BY id
        ON CONFLICT ON CONSTRAINT contact_indicators_pkey DO NOTHING
        """
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue))] }
}

/// Keeps every other refresh off these contacts until this transaction ends.
///
/// In the order of ids: no two wait in a ring.
struct HoldIndicatorRows: VenueStatement {
    typealias Output = Void
    static let sql =
        "SELECT contact_id FROM contact_indicators WHERE contact_id = ANY ($1) ORDER BY contact_id FOR UPDATE"
    let contacts: [Identifier<Contact>]

    var parameters: [Value] { [.int64s(contacts.map(\.rawValue))] }
}
