package import Domain
package import Postgres

/// An item kept since its refusal.
package struct KeptRefusal: Sendable {
    package let id: Identifier<RefusedItem>
    package let item: RefusedItem
}

/// Keeps what was refused, so that someone can see why.
package struct KeepRefusedItems: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH refused AS MATERIALIZED (
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                AS r (application_id, reason, kind, message_id, click_id, share_token, payload)
        )
        INSERT INTO refused_items (application_id, reason, kind, message_id, click_id, share_token, payload, refused_at)
        SELECT application_id, reason, NULLIF(kind, ''), NULLIF(message_id, ''), NULLIF(click_id, ''), NULLIF(share_token, ''),
            NULLIF(payload, '')::json, $8
        FROM refused
        """
    let items: [RefusedItem]
    let at: Instant

    /// All refused at `at`.
    package init(_ items: [RefusedItem], at: Instant) {
        self.items = items
        self.at = at
    }

    package var parameters: [Value] {
        [
            .int64s(items.map(\.application.rawValue)), .texts(items.map(\.reason.rawValue)),
            .texts(items.map { $0.kind?.rawValue ?? "" }), .texts(items.map { $0.messageID ?? "" }),
            .texts(items.map { $0.trace?.clickID ?? "" }), .texts(items.map { $0.trace?.shareToken ?? "" }),
            .texts(items.map { $0.payload.map { String(decoding: $0, as: UTF8.self) } ?? "" }), at.value,
        ]
    }
}

/// A page of the items refused to an application, the latest first; `before` is the last of the page before.
package struct ListRefusedItems: VenueStatement {
    package static let sql = """
        SELECT \(KeptRefusal.columns) FROM refused_items
        WHERE application_id = $1 AND ($2::text IS NULL OR reason = $2) AND refused_at >= $3 AND ($4::bigint IS NULL OR id < $4)
        ORDER BY id DESC LIMIT $5
        """
    let application: Identifier<Application>
    let reason: RejectReason?
    let since: Instant
    let before: Identifier<RefusedItem>?
    let limit: Int

    package init(
        application: Identifier<Application>, reason: RejectReason?, since: Instant, before: Identifier<RefusedItem>?,
        limit: Int
    ) {
        self.application = application
        self.reason = reason
        self.since = since
        self.before = before
        self.limit = limit
    }

    package var parameters: [Value] {
        [
            application.value, .optional(reason, \.value), since.value, .optional(before, \.value),
            .int64(Int64(limit)),
        ]
    }
    package static func decode(_ row: inout Row) throws -> KeptRefusal { try KeptRefusal(&row) }
}

/// One refused item.
package struct FindRefusedItem: VenueStatement {
    package static let sql = """
        SELECT \(KeptRefusal.columns) FROM refused_items WHERE id = $1
        """
    let id: Identifier<RefusedItem>

    package init(id: Identifier<RefusedItem>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> KeptRefusal { try KeptRefusal(&row) }
}

/// Forgets refused items that were let in after all.
package struct DropRefusedItems: VenueStatement {
    package typealias Output = Void
    package static let sql = "DELETE FROM refused_items WHERE id = ANY ($1)"
    let ids: [Identifier<RefusedItem>]

    package init(ids: [Identifier<RefusedItem>]) {
        self.ids = ids
    }

    package var parameters: [Value] { [.int64s(ids.map(\.rawValue))] }
}

/// Says of items tried again what is wrong with them now; one that may not be kept for that loses its payload.
package struct ReviseRefusedItems: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH revised AS MATERIALIZED (
            SELECT * FROM unnest($1::bigint[], $2::text[]) AS r (id, reason)
        )
        UPDATE refused_items i
        SET reason = r.reason, payload = CASE WHEN r.reason = ANY ($3) THEN i.payload END,
            click_id = CASE WHEN r.reason = ANY ($3) THEN i.click_id END,
            share_token = CASE WHEN r.reason = ANY ($3) THEN i.share_token END
        FROM revised r WHERE i.id = r.id
        """
    let items: [(id: Identifier<RefusedItem>, reason: RejectReason)]

    package init(_ items: [(id: Identifier<RefusedItem>, reason: RejectReason)]) {
        self.items = items
    }

    package var parameters: [Value] {
        [
            .int64s(items.map(\.id.rawValue)), .texts(items.map(\.reason.rawValue)),
            .texts(RejectReason.allCases.filter(\.mayBeKept).map(\.rawValue)),
        ]
    }
}

/// Deletes items refused before an instant, a bounded number.
package struct PurgeRefusedItems: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        WITH old AS MATERIALIZED (SELECT id FROM refused_items WHERE refused_at < $1 LIMIT $2)
        DELETE FROM refused_items r USING old o WHERE r.id = o.id
        """
    let before: Instant
    let limit: Int

    package init(before: Instant, limit: Int) {
        self.before = before
        self.limit = limit
    }

    package var parameters: [Value] { [before.value, .int64(Int64(limit))] }
}

extension KeptRefusal {
    /// What statements must select of a refused item to read one.
    static let columns =
        "id, application_id, reason, kind, message_id, refused_at, payload::text, click_id, share_token"

    init(_ row: inout Row) throws {
        id = try row.next()
        let application: Identifier<Application> = try row.next()
        let reason: RejectReason = try row.next()
        let kind: EventKind? = try row.nextIfPresent()
        let messageID: String? = try row.nextIfPresent()
        let refusedAt: Instant = try row.next()
        let payload: String? = try row.nextIfPresent()
        let clickID: String? = try row.nextIfPresent()
        let shareToken: String? = try row.nextIfPresent()
        item = RefusedItem(
            application: application, reason: reason, kind: kind, messageID: messageID, refusedAt: refusedAt,
            payload: payload.map { Array($0.utf8)[...] },
            trace: ArrivalTrace(clickID: clickID, shareToken: shareToken))
    }
}
