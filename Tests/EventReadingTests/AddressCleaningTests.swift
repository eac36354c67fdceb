import Domain
import EventReading
import Testing

/// What is someone's in the addresses of pages, wherever and however an item holds them.
struct AddressCleaningTests {
    private static func kept(_ members: String) throws -> String {
        let event = try Door.server.event(#"{"type":"identify","userId":"B",\#(members)}"#)
        return String(event.text.dropFirst(#"{"type":"identify","userId":"B","#.count).dropLast())
    }

    @Test(arguments: [
        ("capacitor://localhost/reset?token=T&email=a@b.fr", "capacitor://localhost/reset"),
        ("ionic://localhost/a?x=1#token=T", "ionic://localhost/a?x=1"),
        ("app://shop/reset?token=T", "app://shop/reset"), ("file:///home/anne/a", "-"), ("app:///x?token=T", "-"),
        ("com.theatre.app+x://a/b?sid=1", "com.theatre.app+x://a/b"),
        ("www.theatre.fr/reset?token=T", "www.theatre.fr/reset"), ("/reset?token=T&x=1", "/reset?x=1"),
        ("../reset?email=a@b.fr", "../reset"), ("mailto:?to=a@b.fr", "-"), ("javascript:go(x?token=1)", "-"),
        (#"https:\/\/t.fr\/a?token=T"#, "https://t.fr/a"),
    ])
    func anAddressIsCleanedUnderAnyName(_ text: String, kept: String) throws {
        for name in ["a", "title", "url", "path_of_url"] {
            #expect(try Self.kept(#""\#(name)":"\#(text)""#) == #""\#(name)":"\#(kept)""#)
        }
    }

    @Test(arguments: [
        ("Voir https://t.fr/a?token=T", "Voir https://t.fr/a"), ("(https://t.fr/a?token=T)", "(https://t.fr/a"),
        ("blob:https://t.fr/a?token=T", "blob:https://t.fr/a"), ("x ://a?token=T", "x -"),
    ])
    func fewWordsBeforeAnAddressAreKept(_ text: String, kept: String) throws {
        #expect(try Self.kept(#""a":"\#(text)""#) == #""a":"\#(kept)""#)
        #expect(try Self.kept(#""url":"\#(text)""#) == #""url":"-""#)
    }

    @Test(arguments: [
        "url", "redirect_url", "redirectUrl", "attr__href", "href", "src", "imgSrc", "$referrer", "page_referrer",
        "pageURL",
        "window_location", "share_link", "urls", "url2", "a_very_long_name_of_a_member_that_ends_in_url", "\\u0075rl",
        "uri",
    ])
    func whereAnAddressIsExpectedItMayHaveAnyForm(_ name: String) throws {
        for (text, kept) in [
            ("www.theatre.fr/reset/0123456789abcdef0123456789abcdef", "www.theatre.fr/reset/-"),
            ("/compte/anne@b.fr", "/compte/-"), ("anne:secret@t.fr/a", "-"), ("mailto:anne@b.fr", "-"),
            ("tel:+33612345678", "-"), ("localhost:8080/a;s=1", "localhost:8080/a"), ("#token=T", ""),
            ("reset#token=T", "reset"), ("/a b/c", "/a b/c"),
            ("0123456789abcdef0123456789abcdef", "-"), ("$direct", "$direct"), ("theatre.fr:443", "theatre.fr:443"),
            ("Voir https://t.fr/?token=T", "-"), ("/reset?a=203.0.113.77", "/reset?a=203.0.0.0"),
        ] {
            #expect(try Self.kept(#""\#(name)":"\#(text)""#) == #""\#(name)":"\#(kept)""#)
        }
    }

    @Test(arguments: [
        #""location":"Salle 2, Lyon""#, #""location":"Paris""#, #""venue_location":"Théâtre de la Ville / Salle #2""#,
        #""link":"Où ? Ici""#, #""path":"C:\\temp""#, #""title":"Qui a peur ? Moi = toi""#, #""a":"12:30""#,
        #""search":"molière""#, #""note":"anne@b.fr""#, #""term":"/a/b""#,
        #""location":["Lyon","Paris: centre ville"]"#,
    ])
    func whatIsNoAddressIsKept(_ members: String) throws {
        #expect(try Self.kept(members) == members)
    }

    @Test(arguments: [
        (#""search":"token=T&x=1""#, #""search":"x=1""#), (#""querystring":"?sid=1""#, #""querystring":"""#),
        (#""page_path":"compte/anne@b.fr?x=1""#, #""page_path":"compte/-""#),
        (
            #""$elements_chain":"a.link:attr__href=\"/reset?token=T\"href=\"https://t.fr/?email=a@b.fr\"nth-child=\"1\"""#,
            #""$elements_chain":"a.link:attr__href=\"/reset\"href=\"https://t.fr/\"nth-child=\"1\"""#
        ),
        (
            #""context":{"campaign":{"source":"anne@b.fr","name":"noel","term":"anne%2540b.fr","content":"50%"}}"#,
            #""context":{"campaign":{"source":null,"name":"noel","term":null,"content":"50%"}}"#
        ),
        (
            #""properties":{"utm_source":"anne@b.fr","$initial_utm_term":"a%40b.fr","utm_id":"é@"}"#,
            #""properties":{"utm_source":null,"$initial_utm_term":null,"utm_id":"é@"}"#
        ),
    ])
    func parametersPathsAndCampaignsAreCleaned(_ members: String, kept: String) throws {
        #expect(try Self.kept(members) == kept)
    }
}
