package import Domain
package import Postgres

/// What stands for the secret end of a connection's webhook address.
package struct WebhookDigest: VenueStatement {
    package static let sql = "SELECT webhook_digest FROM ticketing_connections WHERE id = $1"
    let id: Identifier<TicketingConnection>

    package init(id: Identifier<TicketingConnection>) {
        self.id = id
    }

    package var parameters: [Value] { [id.value] }
    package static func decode(_ row: inout Row) throws -> [UInt8] { try row.next() }
}

/// Has a system asked for its changes: it says that there are some.
///
/// Any number of webhooks make one pull; one that comes while a pull runs makes another, five seconds after it at the earliest:
/// a busy evening must not use up what the system lets us ask. One that asked to be left alone is.
package struct HearWebhook: VenueStatement {
    package typealias Output = Void
    package static let sql = """
        UPDATE ticketing_connections SET next_pull_at = greatest($2, pulled_at + interval '5 seconds')
        WHERE id = $1 AND NOT is_paused
        """
    let id: Identifier<TicketingConnection>
    let at: Instant

    package init(id: Identifier<TicketingConnection>, at: Instant) {
        self.id = id
        self.at = at
    }

    package var parameters: [Value] { [id.value, at.value] }
}
