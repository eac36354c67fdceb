import Crypto
package import Domain
import Foundation

/// Seals credentials of other systems, so that who reads the database cannot use them.
///
/// AES-GCM under a key of the installation; the venue and the connection are bound in, so that a sealed credential put elsewhere
/// does not open.
package struct CredentialSeal: Sendable {
    /// The first seals, all open: so a key is replaced by putting a new one before it.
    private let keys: [SymmetricKey]

    /// Each key has 32 bytes.
    package init?(keys: [[UInt8]]) {
        guard keys.allSatisfy({ $0.count == 32 }) else { return nil }
        self.keys = keys.map { SymmetricKey(data: $0) }
    }

    /// Without a key: nothing is sealed, nothing opened.
    package static let none = CredentialSeal()

    private init() {
        keys = []
    }

    /// Nil without a key.
    package func seal(
        _ credential: Credential, of id: Identifier<TicketingConnection>, venue: VenueID
    ) throws -> SealedCredential? {
        guard let key = keys.first else { return nil }
        let box = try AES.GCM.seal(
            Array(credential.value.utf8), using: key, authenticating: Self.binding(venue, id))
        guard let sealed = box.combined else { return nil }
        return SealedCredential(bytes: Array(sealed))
    }

    /// Nil when no key there is opens it.
    package func open(
        _ sealed: SealedCredential, of id: Identifier<TicketingConnection>, venue: VenueID
    ) -> Credential? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed.bytes) else { return nil }
        for key in keys {
            guard let opened = try? AES.GCM.open(box, using: key, authenticating: Self.binding(venue, id)) else {
                continue
            }
            return Credential(String(decoding: opened, as: UTF8.self))
        }
        return nil
    }

    private static func binding(_ venue: VenueID, _ id: Identifier<TicketingConnection>) -> [UInt8] {
        Array("ticketing_connection:\(venue.rawValue):\(id)".utf8)
    }
}

/// A credential as it is kept.
package struct SealedCredential: Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// The secret end of the address a system's webhooks are sent to; only its digest is kept.
package struct WebhookToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// 256 bits from the system's random generator.
    package static func random() -> WebhookToken {
        WebhookToken(
            SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
                bytes.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
            })
    }

    package var digest: [UInt8] { Array(SHA256.hash(data: Array(value.utf8))) }

    /// Whether it is the one a digest stands for; compared in the same time wherever they differ.
    package func isBehind(_ digest: [UInt8]) -> Bool { SHA256.hash(data: Array(value.utf8)) == digest }

    package var description: String { "<webhook token>" }
    package var debugDescription: String { "<webhook token>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
