import Crypto
package import Domain

extension Store {
    /// Who presents this key; nil for an unknown, wrong or revoked one.
    ///
    /// A revoked key stops working within five seconds.
    ///
    /// The secret is compared in constant time, with a digest nothing has when the key is unknown.
    package func actor(presenting key: SecretKey) async throws -> Actor? {
        let found = try await secretKey(prefix: key.prefix)
        let digest = SHA256.hash(data: Array(key.secret.utf8))
        let isRight = digest == (found?.digest ?? [UInt8](repeating: 0, count: SHA256.byteCount))
        return isRight ? found?.actor : nil
    }

    private func secretKey(prefix: String) async throws -> FindSecretKey.Found? {
        if let known = lookups.secretKeys.answer(for: prefix) { return known }
        let found = try await onPlatform { try await $0.first(FindSecretKey(prefix: prefix)) }
        if let found { lookups.secretKeys.remember(found, for: prefix) }
        return found
    }
}

/// What the store remembers for a moment.
struct StoreLookups: Sendable {
    let venues = RecentLookups<VenueID, Venue>()
    let secretKeys = RecentLookups<String, FindSecretKey.Found>()
    /// Unknown write keys too: a page with a stale snippet must not cost a query an event.
    let applications = RecentLookups<String, CollectingApplication?>()
}
