import Domain
import Testing

struct IdentifierTests {
    @Test(arguments: ["1", "42", "9223372036854775807"])
    func whatWeWriteIsRead(_ text: String) {
        #expect(Identifier<Contact>(text)?.description == text)
    }

    @Test(arguments: [
        "", "0", "-1", "+1", "01", " 1", "1 ", "1.0", "0x1", "1e3", "٣", "9223372036854775808", "abc", "1\u{0}",
    ])
    func anythingElseIsNone(_ text: String) {
        #expect(Identifier<Contact>(text) == nil)
    }

    @Test(arguments: ["0123456789ab", "ffffffffffff", "000000000000"])
    func aVenueIdIsTwelveLowercaseHexadecimalDigits(_ text: String) {
        #expect(VenueID(text)?.rawValue == text)
        #expect(VenueID(text)?.schema == "venue_\(text)")
        #expect(VenueID(text)?.role == "venue_\(text)")
    }

    @Test(arguments: [
        "", "0123456789a", "0123456789abc", "0123456789AB", "0123456789ag", "0123456789a\"", "0123456789a;",
        "٠١٢٣٤٥", "0123456789a\u{0}", " 0123456789a",
    ])
    func anythingElseIsNoVenueId(_ text: String) {
        #expect(VenueID(text) == nil)
    }

    @Test func randomVenueIdsDiffer() {
        let ids = (0..<1_000).map { _ in VenueID.random() }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { VenueID($0.rawValue) == $0 })
    }
}
