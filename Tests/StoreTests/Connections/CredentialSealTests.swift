import Domain
import StoreTestSupport
import Testing

@testable import Store

/// Tokens of other systems as they are kept.
struct CredentialSealTests {
    private let venue = VenueID.random()
    private let id = Identifier<TicketingConnection>(rawValue: 7)
    private let credential: Credential

    init() throws {
        credential = try #require(Credential("token-of-the-tests"))
    }

    private func seal(_ keys: UInt8...) throws -> CredentialSeal {
        try #require(CredentialSeal(keys: keys.map { [UInt8](repeating: $0, count: 32) }))
    }

    private func sealed(by seal: CredentialSeal) throws -> SealedCredential {
        try #require(try seal.seal(credential, of: id, venue: venue))
    }

    @Test func whatIsSealedOpensAgainAndIsNotThere() throws {
        let seal = try seal(1)
        let sealed = try sealed(by: seal)
        #expect(seal.open(sealed, of: id, venue: venue)?.value == credential.value)
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("token"))
        // Never the same twice.
        #expect(try self.sealed(by: seal).bytes != sealed.bytes)
    }

    @Test func aNewKeyBeforeTheOldOneOpensBoth() throws {
        let old = try sealed(by: try seal(1))
        #expect(try seal(2, 1).open(old, of: id, venue: venue) != nil)
        #expect(try seal(2).open(old, of: id, venue: venue) == nil)
        #expect(try seal(2).open(try sealed(by: try seal(2, 1)), of: id, venue: venue) != nil)
    }

    @Test func itOpensForItsVenueAndItsConnectionOnly() throws {
        let seal = try seal(1)
        let sealed = try sealed(by: seal)
        #expect(seal.open(sealed, of: id, venue: VenueID.random()) == nil)
        #expect(seal.open(sealed, of: Identifier(rawValue: 8), venue: venue) == nil)
    }

    @Test func whatWasTamperedWithDoesNotOpen() throws {
        let seal = try seal(1)
        let bytes = try sealed(by: seal).bytes
        for place in [0, 12, bytes.count - 1] {
            var other = bytes
            other[place] ^= 1
            #expect(seal.open(SealedCredential(bytes: other), of: id, venue: venue) == nil)
        }
        #expect(seal.open(SealedCredential(bytes: []), of: id, venue: venue) == nil)
    }

    @Test func withoutAKeyNothingIsSealed() throws {
        #expect(try CredentialSeal.none.seal(credential, of: id, venue: venue) == nil)
        #expect(CredentialSeal(keys: [[1, 2, 3]]) == nil)
    }

    @Test func webhookTokensAreLongAndKeptAsDigests() {
        let token = WebhookToken.random()
        #expect(token.value.utf8.count == 64)
        #expect(token.isBehind(token.digest))
        #expect(!WebhookToken(token.value + "0").isBehind(token.digest))
        #expect(!"\(token)".contains(token.value))
    }
}
