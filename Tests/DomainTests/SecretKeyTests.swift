import Domain
import Testing

struct SecretKeyTests {
    private static let secret = String(repeating: "aZ0-_", count: 8) + "abc"

    @Test func aKeyIsReadAsItIsWritten() throws {
        let text = "sk_0123456789ab_" + Self.secret
        let key = try #require(SecretKey(text))
        #expect(key.prefix == "0123456789ab")
        #expect(key.secret == Self.secret)
        #expect(key.text == text)
    }

    @Test(arguments: [
        "", "sk", "sk_", "sk__", "sk_0123456789ab", "sk_0123456789ab_", "sk_0123456789ab_short",
        "wk_0123456789ab_" + secret, "SK_0123456789ab_" + secret, "sk_0123456789AB_" + secret,
        "sk_0123456789a_" + secret, "sk_0123456789ab_" + secret + "x", " sk_0123456789ab_" + secret,
        "sk_0123456789ab" + secret,
    ])
    func anythingElseIsNoKey(_ text: String) {
        #expect(SecretKey(text) == nil)
    }
}
