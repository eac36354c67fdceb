package import Domain
package import Postgres

/// Says what a host is, whatever was said of it before.
package struct SetReferrerHost: VenueStatement {
    package static let sql = """
        INSERT INTO referrer_hosts (host, source, kind) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT referrer_hosts_pkey DO UPDATE SET source = excluded.source, kind = excluded.kind
        RETURNING host, source, kind
        """
    let host: ReferrerHost

    package init(_ host: ReferrerHost) {
        self.host = host
    }

    package var parameters: [Value] { [.text(host.host.rawValue), .text(host.source), host.kind.value] }
    package static func decode(_ row: inout Row) throws -> ReferrerHost { try ReferrerHost(&row) }
}

/// The hosts that follow a name, in the order of names, one more than wanted.
package struct ListReferrerHosts: VenueStatement {
    package static let sql = "SELECT host, source, kind FROM referrer_hosts WHERE host > $1 ORDER BY host LIMIT $2"
    let after: String
    let limit: Int

    /// `after` empty is the beginning.
    package init(after: String, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package var parameters: [Value] { [.text(after), .int64(Int64(limit) + 1)] }
    package static func decode(_ row: inout Row) throws -> ReferrerHost { try ReferrerHost(&row) }
}

/// Takes back what was said of a host.
package struct DeleteReferrerHost: VenueStatement {
    package typealias Output = Void
    package static let sql = "DELETE FROM referrer_hosts WHERE host = $1"
    let host: HostName

    package init(_ host: HostName) {
        self.host = host
    }

    package var parameters: [Value] { [.text(host.rawValue)] }
}

extension ReferrerHost.Kind: StoredName {}

extension ReferrerHost {
    fileprivate init(_ row: inout Row) throws {
        let name: String = try row.next()
        guard let host = HostName(name) else { throw StoreFailure.fault("a referrer's host is no host name") }
        self.init(host: host, source: try row.next(), kind: try row.next())
    }
}
