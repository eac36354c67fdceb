package import Domain
package import Postgres

/// Makes a connection; its credential follows with `SealCredential`, in the same transaction, since the seal holds its id.
package struct CreateTicketingConnection: VenueStatement {
    package static let sql = """
        INSERT INTO ticketing_connections (
            kind, source, address, organizer, channels, channel_types, sealed_credential, webhook_digest, created_at,
            next_pull_at, next_check_at)
        VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $8, $9)
        RETURNING \(TicketingConnection.columns)
        """
    let settings: ConnectionSettings
    let webhookDigest: [UInt8]
    let at: Instant
    let firstCheckAt: Instant

    package init(_ settings: ConnectionSettings, webhookDigest: [UInt8], at: Instant, firstCheckAt: Instant) {
        self.settings = settings
        self.webhookDigest = webhookDigest
        self.at = at
        self.firstCheckAt = firstCheckAt
    }

    package var parameters: [Value] {
        let channels = settings.channelTypes.sorted { $0.key < $1.key }
        return [
            settings.kind.value, .text(settings.source.rawValue), .text(settings.address.rawValue),
            .text(settings.organizer.rawValue), .texts(channels.map(\.key)), .texts(channels.map(\.value.rawValue)),
            .bytes(webhookDigest), at.value, firstCheckAt.value,
        ]
    }
    package static func decode(_ row: inout Row) throws -> TicketingConnection { try TicketingConnection(&row) }
}

/// Keeps a credential, sealed, and lets the system be asked again at once.
package struct SealCredential: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections
        SET sealed_credential = $2, next_pull_at = $3, not_before = '-infinity', failures = 0
        WHERE id = $1
        """
    let id: Identifier<TicketingConnection>
    let sealed: SealedCredential
    let at: Instant

    package init(id: Identifier<TicketingConnection>, sealed: SealedCredential, at: Instant) {
        self.id = id
        self.sealed = sealed
        self.at = at
    }

    package var parameters: [Value] { [id.value, .bytes(sealed.bytes), at.value] }
}

/// One connection.
package struct FindTicketingConnection: VenueStatement {
    package static let sql = "SELECT \(TicketingConnection.columns) FROM ticketing_connections WHERE id = $1"
    let id: Identifier<TicketingConnection>

    package init(id: Identifier<TicketingConnection>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> TicketingConnection { try TicketingConnection(&row) }
}

/// A page of connections.
package struct ListTicketingConnections: VenueStatement {
    package static let sql = """
        SELECT \(TicketingConnection.columns) FROM ticketing_connections WHERE id > $1 ORDER BY id LIMIT $2
        """
    let page: Page<TicketingConnection>

    package init(page: Page<TicketingConnection>) {
        self.page = page
    }

    package var parameters: [Value] { [page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> TicketingConnection { try TicketingConnection(&row) }
}

/// Stops a connection for a while, or lets it go on, when it is asked at once.
///
/// No row when there is none with this id.
package struct PauseTicketingConnection: VenueStatement {
    package static let sql = """
        UPDATE ticketing_connections
        SET is_paused = $2, next_pull_at = CASE WHEN $2 THEN next_pull_at ELSE $3 END,
            not_before = CASE WHEN $2 THEN not_before ELSE '-infinity' END
        WHERE id = $1
        RETURNING \(TicketingConnection.columns)
        """
    let id: Identifier<TicketingConnection>
    let isPaused: Bool
    let at: Instant

    package init(id: Identifier<TicketingConnection>, isPaused: Bool, at: Instant) {
        self.id = id
        self.isPaused = isPaused
        self.at = at
    }

    package var parameters: [Value] { [id.value, .bool(isPaused), at.value] }
    package static func decode(_ row: inout Row) throws -> TicketingConnection { try TicketingConnection(&row) }
}

/// Changes what a system's channels count as, and has all its orders read, so that each channel they name is told anew.
package struct ChangeChannelTypes: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections SET channels = $2, channel_types = $3, next_check_at = $4 WHERE id = $1
        """
    let id: Identifier<TicketingConnection>
    let types: [String: ChannelType]
    let at: Instant

    package init(id: Identifier<TicketingConnection>, types: [String: ChannelType], at: Instant) {
        self.id = id
        self.types = types
        self.at = at
    }

    package var parameters: [Value] {
        let channels = types.sorted { $0.key < $1.key }
        return [id.value, .texts(channels.map(\.key)), .texts(channels.map(\.value.rawValue)), at.value]
    }
}

/// Has the system asked now, be it that it wanted to be left alone, and all it has compared too where that is wanted.
///
/// No row when there is none with this id, or it is paused.
package struct AskTicketingSystem: VenueStatement {
    package static let sql = """
        UPDATE ticketing_connections
        SET next_pull_at = $2, not_before = '-infinity', next_check_at = CASE WHEN $3 THEN $2 ELSE next_check_at END
        WHERE id = $1 AND NOT is_paused
        RETURNING \(TicketingConnection.columns)
        """
    let id: Identifier<TicketingConnection>
    let isWhole: Bool
    let at: Instant

    package init(id: Identifier<TicketingConnection>, isWhole: Bool, at: Instant) {
        self.id = id
        self.isWhole = isWhole
        self.at = at
    }

    package var parameters: [Value] { [id.value, at.value, .bool(isWhole)] }
    package static func decode(_ row: inout Row) throws -> TicketingConnection { try TicketingConnection(&row) }
}

/// Ends a connection and forgets its credential; what it told of stays.
package struct DeleteTicketingConnection: VenueStatement {
    package typealias Output = Void
    package static let sql = "DELETE FROM ticketing_connections WHERE id = $1"
    let id: Identifier<TicketingConnection>

    package init(id: Identifier<TicketingConnection>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
}

extension TicketingConnection {
    /// In the order its initialiser reads them.
    static let columns = """
        id, kind, source, address, organizer, channels, channel_types, is_paused, created_at, read_until, page,
        orders_to_read, orders_read, loaded_at, pulled_at, next_pull_at, failure,
        failure_detail, failed_at, failures,
        nullif(not_before, '-infinity'), orders_written, orders_refused, orders_skipped, last_refusal, checked_at,
        coalesce(checked_orders, 0), coalesce(different_orders, 0), coalesce(different_tickets, 0),
        coalesce(different_amount, 0), check_page IS NOT NULL
        """

    init(_ row: inout Row) throws {
        let id: Identifier<TicketingConnection> = try row.next()
        let settings = try ConnectionSettings(&row)
        let isPaused: Bool = try row.next()
        let createdAt: Instant = try row.next()
        let progress = ConnectionProgress(
            readUntil: try row.nextIfPresent(), page: try row.nextIfPresent(),
            ordersToRead: try row.nextIfPresent(),
            ordersRead: try row.next(), loadedAt: try row.nextIfPresent(), pulledAt: try row.nextIfPresent(),
            nextPullAt: try row.next())
        let trouble = ConnectionTrouble(
            failure: try row.nextIfPresent(), detail: try row.nextIfPresent(), failedAt: try row.nextIfPresent(),
            failures: try row.next(),
            notBefore: try row.nextIfPresent())
        var counts = ConnectionCounts()
        counts.written = try row.next()
        counts.refused = try row.next()
        counts.skipped = try row.next()
        counts.lastRefusal = try row.nextIfPresent()
        let checkedAt: Instant? = try row.nextIfPresent()
        let orders: Int64 = try row.next()
        var differences = Differences()
        differences.orders = try row.next()
        differences.tickets = try row.next()
        differences.amount = try row.next()
        let found = checkedAt.map { Reconciliation(finishedAt: $0, orders: orders, differences: differences) }
        self.init(
            id: id, settings: settings, isPaused: isPaused, createdAt: createdAt, progress: progress, trouble: trouble,
            counts: counts, reconciliation: found, isReconciling: try row.next())
    }
}

extension ConnectionSettings {
    fileprivate init(_ row: inout Row) throws {
        let kind: ConnectionKind = try row.next()
        let (source, address, organizer): (String, String, String) = (try row.next(), try row.next(), try row.next())
        let (channels, types): ([String], [String]) = (try row.next(), try row.next())
        guard let source = Source(source), let address = SystemAddress(address),
            let organizer = OrganizerName(organizer)
        else { throw StoreFailure.fault("a connection is not as it was checked to be") }
        let named = zip(channels, types).compactMap { name, type in ChannelType(rawValue: type).map { (name, $0) } }
        self.init(
            kind: kind, source: source, address: address, organizer: organizer,
            channelTypes: Dictionary(named) { first, _ in first })
    }
}
