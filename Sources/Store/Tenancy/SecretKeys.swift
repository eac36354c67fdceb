import Crypto
package import Domain
package import Postgres

extension SecretKey {
    /// A new key from the system's random generator: 256 bits of secret.
    package static func random() -> SecretKey {
        SecretKey(prefix: VenueID.random().rawValue, secret: SymmetricKey(size: .bits256).base64URL)
    }

    /// What is stored in place of the secret.
    package var digest: [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }
}

extension SymmetricKey {
    fileprivate var base64URL: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let bytes = withUnsafeBytes { Array($0) }
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (16 - 8 * UInt32($1.offset)) }
            for place in 0...group.count { text.append(alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Keeps a new key's digest.
package struct CreateSecretKey: PlatformStatement {
    package static let sql = """
        INSERT INTO secret_keys (prefix, secret_sha256, name, institution_id, venue_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        RETURNING id, name, prefix, created_at, revoked_at
        """
    let key: SecretKey
    let name: String
    let reach: Reach
    let at: Instant

    package init(key: SecretKey, name: String, reach: Reach, at: Instant) {
        self.key = key
        self.name = name
        self.reach = reach
        self.at = at
    }

    package var parameters: [Value] {
        let (institution, venue): (Value, Value) =
            switch reach {
            case .platform: (.null, .null)
            case .institution(let id): (id.value, .null)
            case .venue(let id): (.null, id.value)
            }
        return [.text(key.prefix), .bytes(key.digest), .text(name), institution, venue, at.value]
    }
    package static func decode(_ row: inout Row) throws -> KeySummary { try KeySummary(&row) }
}

/// The stored digest and the reach of the key with this prefix, unless it is revoked.
package struct FindSecretKey: PlatformStatement {
    package struct Found: Sendable {
        package let actor: Actor
        package let digest: [UInt8]
    }

    package static let sql = """
        SELECT id, institution_id, venue_id, secret_sha256 FROM secret_keys WHERE prefix = $1 AND revoked_at IS NULL
        """
    let prefix: String

    package init(prefix: String) {
        self.prefix = prefix
    }

    package var parameters: [Value] { [.text(prefix)] }
    package static func decode(_ row: inout Row) throws -> Found {
        let id: Identifier<SecretKey> = try row.next()
        let institution: Identifier<Institution>? = try row.nextIfPresent()
        let venue: VenueID? = try row.nextIfPresent()
        let reach: Reach = venue.map { .venue($0) } ?? institution.map { .institution($0) } ?? .platform
        return Found(actor: Actor(key: id, reach: reach), digest: try row.next())
    }
}

/// A page of a venue's keys.
package struct ListSecretKeys: PlatformStatement {
    package static let sql = """
        SELECT id, name, prefix, created_at, revoked_at FROM secret_keys
        WHERE venue_id = $1 AND id > $2 ORDER BY id LIMIT $3
        """
    let venue: VenueID
    let page: Page<SecretKey>

    package init(venue: VenueID, page: Page<SecretKey>) {
        self.venue = venue
        self.page = page
    }

    package var parameters: [Value] { [venue.value, page.after.value, page.rows] }
    package static func decode(_ row: inout Row) throws -> KeySummary { try KeySummary(&row) }
}

/// Ends a venue's key; it stops working everywhere within five seconds.
///
/// Writes no row when the venue has no such key.
package struct RevokeSecretKey: PlatformStatement {
    package static let sql = """
        UPDATE secret_keys SET revoked_at = COALESCE(revoked_at, $3) WHERE id = $1 AND venue_id = $2
        """
    let id: Identifier<SecretKey>
    let venue: VenueID
    let at: Instant

    package init(id: Identifier<SecretKey>, venue: VenueID, at: Instant) {
        self.id = id
        self.venue = venue
        self.at = at
    }

    package typealias Output = Void
    package var parameters: [Value] { [id.value, venue.value, at.value] }
}

extension KeySummary {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), name: try row.next(), prefix: try row.next(), createdAt: try row.next(),
            revokedAt: try row.nextIfPresent())
    }
}
