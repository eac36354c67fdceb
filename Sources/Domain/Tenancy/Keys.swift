/// A secret key of the REST API, `sk_<12 hex>_<43 base64url>`: the first part finds it, the second proves it.
package struct SecretKey: Sendable {
    package let prefix: String
    /// Never stored, never logged: only its SHA-256 is kept.
    package let secret: String

    package init(prefix: String, secret: String) {
        self.prefix = prefix
        self.secret = secret
    }

    /// Nil unless the text has the form of a key.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sk", VenueID(String(parts[1])) != nil, parts[2].utf8.count == 43 else {
            return nil
        }
        prefix = String(parts[1])
        secret = String(parts[2])
    }

    package var text: String { "sk_\(prefix)_\(secret)" }
}

/// What a key may reach.
package enum Reach: Sendable, Hashable {
    /// Every institution and venue: the operator's.
    case platform
    case institution(Identifier<Institution>)
    case venue(VenueID)
}

/// Who asks: an authenticated key.
package struct Actor: Sendable, Hashable {
    package let key: Identifier<SecretKey>
    package let reach: Reach

    package init(key: Identifier<SecretKey>, reach: Reach) {
        self.key = key
        self.reach = reach
    }
}

/// A key as it can be shown again: without its secret.
package struct KeySummary: Sendable {
    package let id: Identifier<SecretKey>
    package let name: String
    /// The public part, which tells keys apart.
    package let prefix: String
    package let createdAt: Instant
    package let revokedAt: Instant?

    package init(
        id: Identifier<SecretKey>, name: String, prefix: String, createdAt: Instant, revokedAt: Instant?
    ) {
        self.id = id
        self.name = name
        self.prefix = prefix
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }
}
