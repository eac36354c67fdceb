import Domain
import EventReading
import Testing

/// Addresses of pages in texts that are not known to be any, and what only looks like one.
struct AddressInTextTests {
    private static let token = String(repeating: "0123456789abcdef", count: 4)

    private static func kept(_ members: String) throws -> String {
        let event = try Door.server.event(#"{"type":"identify","userId":"B",\#(members)}"#)
        return String(event.text.dropFirst(#"{"type":"identify","userId":"B","#.count).dropLast())
    }

    @Test(arguments: [
        ("/retour#access_token=T", "/retour"), ("page#id_token=T&x=1", "page"), ("#token=T", ""), ("a#b", "a#b"),
        ("/compte/anne@b.fr", "/compte/-"), ("/reset/\(token)", "/reset/-"), (" /reset/\(token)", "/reset/-"),
        ("/a/b c@d.fr", "/a/b c@d.fr"), ("/r?token=T&n=https://t.fr/?token=T", "/r"),
        ("/r?n=https://t.fr/", "/r?n=https://t.fr/"), ("r?token=T&n=https://t.fr/", "r?n=https://t.fr/"),
    ])
    func aTextWithoutSpacesIsAnAddressByItsSigns(_ text: String, kept: String) throws {
        for name in ["a", "title"] { #expect(try Self.kept(#""\#(name)":"\#(text)""#) == #""\#(name)":"\#(kept)""#) }
    }

    @Test(arguments: [
        ("Uncaught TypeError at https://t.fr/reset?token=T", "Uncaught TypeError at https://t.fr/reset"),
        (
            "Uncaught TypeError at https://t.fr/a?token=T, then (https://t.fr/b?x=1#token=T) twice",
            "Uncaught TypeError at https://t.fr/a then (https://t.fr/b?x=1 twice"
        ),
        (#"Error: no\n    at go (https://t.fr/a.js:1:10)\n"#, #"Error: no\n    at go (https://t.fr/a.js:1:10)\n"#),
        ("Revenu de https://t.fr/?q=Anne B&token=T", "Revenu de https://t.fr/?q=Anne -"),
        ("Revenu de /reset?token=T puis /a", "Revenu de /reset puis /a"),
        ("Il est 10:30 : voir file:///home/anne", "Il est 10:30 : voir -"),
    ])
    func anAddressAnywhereInProseIsCleaned(_ text: String, kept: String) throws {
        #expect(try Self.kept(#""a":"\#(text)""#) == #""a":"\#(kept)""#)
    }

    @Test func whereAnAddressIsExpectedProseWithOneIsCleanedToo() throws {
        for name in ["url", "path"] {
            #expect(
                try Self.kept(#""\#(name)":"Uncaught TypeError at https://t.fr/reset?token=T""#)
                    == #""\#(name)":"Uncaught TypeError at https://t.fr/reset""#)
        }
    }

    @Test(arguments: ["url", "path"])
    func spacesAtTheEndsHideNothing(_ name: String) throws {
        for text in [" /reset/\(Self.token)", "/reset/\(Self.token) ", "\\t/reset/\(Self.token)\\n"] {
            #expect(try Self.kept(#""\#(name)":"\#(text)""#) == #""\#(name)":"/reset/-""#)
        }
        #expect(try Self.kept(#""\#(name)":"reset/\#(Self.token) ""#) == #""\#(name)":"reset/-""#)
        #expect(try Self.kept(#""\#(name)":" Paris ""#) == #""\#(name)":" Paris ""#)
    }

    @Test func quotesInTheTextOfElementsHideNothing() throws {
        #expect(
            try Self.kept(#""$elements_chain":"a:text=\"12\\\" vinyl\"href=\"/reset?token=T\"nth-child=\"1\"""#)
                == #""$elements_chain":"a:text=\"12\\\" vinyl\"href=\"/reset\"nth-child=\"1\"""#)
        #expect(
            try Self.kept(#""$elements_chain":"a:text=\"C:\\\"href=\"/reset/\#(Self.token)\"nth-child=\"1\"""#)
                == #""$elements_chain":"a:text=\"-\"/reset/-\"nth-child=\"1\"""#)
    }

    @Test(arguments: [
        (#""ip":"3232235777""#, #""ip":null"#), (#""ip":["\u0033232235777"]"#, #""ip":[null]"#),
        (#""ip":"1234567""#, #""ip":"1234567""#), (#""order":"3232235777""#, #""order":"3232235777""#),
        (#""a":"203%2E0.113.77""#, #""a":"203.0.0.0""#), (#""a":"2001%3A:1""#, #""a":"2001::""#),
        (#""a":"2001:%3A1""#, #""a":"2001::""#), (#""a":"12%""#, #""a":"12%""#),
    ])
    func addressesOfClientsInOtherSpellingsAreTruncated(_ members: String, kept: String) throws {
        #expect(try Self.kept(members) == kept)
    }

    @Test func onlyNamesOfCampaignsEmptyATextWithAMailAddress() throws {
        for name in ["outmail", "OutMail", "BUTMAIL", "rutm"] {
            #expect(try Self.kept(#""\#(name)":"anne@b.fr""#) == #""\#(name)":"anne@b.fr""#)
        }
        for name in ["utm", "utm_term", "UTM_Term", "utmTerm", "$initial_utm_term", "first-utm-id", "lastUtmTerm"] {
            #expect(try Self.kept(#""\#(name)":"anne@b.fr""#) == #""\#(name)":null"#)
        }
    }
}
