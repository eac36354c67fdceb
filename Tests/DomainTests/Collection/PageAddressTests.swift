import Domain
import Testing

struct PageAddressTests {
    private static let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fwpM"
    private static let hexadecimal = "9f86d081884c7d659a2feaa0c55ad015"
    private static let opaque = "dGhpcyBpcyBhIHRva2VuIG9mIDMyIGJ5dGVz"

    @Test(
        arguments: [
            (
                "https://www.theatre.example/saison?x=1#top", "theatre.example", "/saison",
                "https://www.theatre.example/saison?x=1"
            ),
            ("HTTPS://WWW.Theatre.EXAMPLE", "theatre.example", "/", "https://www.theatre.example/"),
            ("https://theatre.example:8443/a", "theatre.example", "/a", "https://theatre.example:8443/a"),
            ("https://theatre.example:/a", "theatre.example", "/a", "https://theatre.example/a"),
            ("https://jeanne:secret@theatre.example/a", "theatre.example", "/a", "https://theatre.example/a"),
            ("https://jeanne@exemple.fr@theatre.example/", "theatre.example", "/", "https://theatre.example/"),
            ("https://théâtre.example/été", "théâtre.example", "/été", "https://théâtre.example/été"),
            ("https://theatre.example?x=1", "theatre.example", "/", "https://theatre.example/?x=1"),
            ("https://theatre.example#x", "theatre.example", "/", "https://theatre.example/"),
            ("https://[2001:db8::1]:80/a", "[2001:db8::1]", "/a", "https://[2001:db8::1]:80/a"),
            ("//theatre.example/a", "theatre.example", "/a", "//theatre.example/a"),
            ("/saison/x?tri=date", nil, "/saison/x", "/saison/x?tri=date"), ("/", nil, "/", "/"),
            (" https://theatre.example/a \n", "theatre.example", "/a", "https://theatre.example/a"),
            ("https://theatre.example/a b\u{0}c", "theatre.example", "/a%20b%00c", "https://theatre.example/a%20b%00c"),
            ("https://theatre.example//a//", "theatre.example", "//a//", "https://theatre.example//a//"),
            ("capacitor://localhost/index.html", "localhost", "/index.html", "capacitor://localhost/index.html"),
            ("https://www./x", "www", "/x", "https://www./x"),
            ("https://theatre.example./x", "theatre.example", "/x", "https://theatre.example./x"),
        ] as [(String, String?, String, String)])
    func anAddressIsReadAndCleaned(url: String, host: String?, path: String, cleaned: String) {
        let address = PageAddress(url)
        #expect(address?.host == host)
        #expect(address?.path == path)
        #expect(address?.cleaned == cleaned)
    }

    @Test(arguments: [
        "", " ", "theatre.example", "saison/x", "?x=1", "#x", "http:/theatre.example", "https://", "https:///a",
        "https://@/a", "https://theatre example/", "https://theatre.example:port/",
        "https://theatre.example:123456/", "https://[::1/", "https://[jeanne]/", "file:///home/jeanne/a.html",
        "mailto:jeanne@exemple.fr", "data:text/html,x", "javascript:alert(1)", "about:blank",
        "1http://theatre.example/", "///a", "http://%6a/",
    ])
    func anythingElseIsNoAddress(_ text: String) {
        #expect(PageAddress(text) == nil)
    }

    @Test(arguments: [
        "token=a", "access_token=a", "id_token=a", "accessToken=a", "csrf-token=a", "code=a", "state=a", "session=a",
        "PHPSESSID=a", "sid=a", "jwt=a", "key=a", "apikey=a", "api_key=a", "password=a", "pwd=a", "secret=a",
        "client_secret=a", "signature=a", "X-Amz-Signature=a", "sig=a", "auth=a", "otp=a", "reset=a", "confirm=a",
        "invite=a", "email=a", "e-mail=a", "E%2DMail=a", "user[email]=a", "user%5Bemail%5D=a", "mail=a", "phone=a",
        "telephone=a", "tel=a", "name=a", "firstname=a", "last_name=a", "nom=a", "prenom=a", "user_id=a", "uid=a",
        "mdp=a", "gclid=a", "GCLID=a", "fbclid=a", "msclkid=a", "li_fat_id=a", "ScCid=a", "_gl=a", "mc_eid=a",
        "sic_share=abcdefghijklmnop", "token", "TOKEN=",
        // By what they hold.
        "x=jeanne@exemple.fr", "x=jeanne%40exemple.fr", "x=jeanne%2540exemple.fr", "x=jeanne%252540exemple.fr",
        "x=jeanne%2525252540exemple.fr", "x=Jeanne+%3Cjeanne%40exemple.fr%3E", "x=jeanne@exemple.fr,paul@exemple.fr",
        "x=@@a@exemple.fr", "jeanne@exemple.fr", "jeanne@exemple.fr=x", "x=élodie@exémple.fr",
        "utm_source=jeanne@exemple.fr", "utm_x=jeanne%40exemple.fr", "x=\(jwt)", "x=\(hexadecimal)",
        "x=\(hexadecimal.uppercased())", "x=\(opaque)", "x=a:\(opaque)", "x=%61\(opaque)",
        "x=550e8400-e29b-41d4-a716-446655440000", "x=12345678901234567890123456789012", "\(hexadecimal)=x",
        "x=https%3A%2F%2Ftheatre.example%2Flogin%3Ftoken%3Dabc", "x=/a?email=jeanne",
    ])
    func parametersThatOpenSomethingOrTellWhoAreLeftOut(_ parameter: String) {
        #expect(PageAddress("https://theatre.example/a?\(parameter)")?.cleaned == "https://theatre.example/a")
        #expect(PageAddress("/a?tri=date&\(parameter)&page=2#\(parameter)")?.cleaned == "/a?tri=date&page=2")
    }

    @Test(arguments: [
        "utm_source=newsletter", "utm_campaign=NewsletterAbonnesSaison2026Relance3AvantNoel",
        "UTM_id=9f86d081884c7d659a2feaa0c55ad015", "q=le+songe+d%27une+nuit", "page=2", "author=Shakespeare",
        "auteur=moliere", "keyword=danse", "mc_cid=1a2b3c4d5e", "x", "x=", "date=2026-11-27",
        "show=le-songe-d-une-nuit-d-ete-mise-en-scene-de-jeanne-dupont", "categorie=plein%20tarif",
        "titre=Le-Songe-d-une-nuit-d-ete-saison-2026-2027-salle-2", "x=@theatre", "x=20@h", "x=a%", "x=%zz", "x=%e9",
        "x=1=2", "x=/saison/2026-2027/le-songe-d-une-nuit-d-ete/dates", "x=SpectacleJeunePublicDanseContemporaine",
        "monkey=1", "codes=1",
    ])
    func ordinaryParametersAreKept(_ parameter: String) {
        #expect(PageAddress("/a?\(parameter)")?.cleaned == "/a?\(parameter)")
    }

    @Test(
        arguments: [
            ("/u/jeanne@exemple.fr/x", "/u/-/x"), ("/u/jeanne%40exemple.fr", "/u/-"),
            ("/u/mailto:jeanne@exemple.fr;x=1", "/u/-"),
            ("/reset/\(jwt)", "/reset/-"), ("/reset/\(hexadecimal)/", "/reset/-/"), ("/reset/\(opaque)", "/reset/-"),
            ("/reset/k:\(hexadecimal)", "/reset/-"), ("/x/token=abc", "/x/-"), ("/x;jsessionid=1A2B/y", "/x/y"),
            ("/saison/le-songe-d-une-nuit-d-ete-mise-en-scene-de-jeanne-dupont", nil), ("/a%20b/%", nil),
            ("/@theatre", nil),
            ("/saison?x=1", "/saison"), ("/saison#x", "/saison"), ("saison/x", "/saison/x"), ("", "/"), ("?x", "/"),
            (" /a ", "/a"),
            ("https://theatre.example/a?b=c", "/a"), ("//jeanne@exemple.fr/x", "//-/x"),
        ] as [(String, String?)])
    func aPathAloneIsCleanedAsThatOfAnAddress(path: String, expected: String?) {
        #expect(PageAddress.cleanedPath(path) == expected ?? path)
    }

    @Test func aParameterIsReadAsABrowserDoes() {
        let address = PageAddress(
            "https://t.example/?a=1&b=x+y%20z%2B&A=2&c&d=&e=%c3%a9%C3&f=%00%0a-&token=t&g=1=2&%68=h#i=1")
        #expect(address?.parameter("a") == "1")
        #expect(address?.parameter("A") == "1")
        #expect(address?.parameter("b") == "x y z+")
        #expect(address?.parameter("c") == "")
        #expect(address?.parameter("d") == "")
        #expect(address?.parameter("e") == "é\u{FFFD}")
        #expect(address?.parameter("f") == "-")
        #expect(address?.parameter("token") == "t")
        #expect(address?.parameter("g") == "1=2")
        #expect(address?.parameter("i") == nil)
        #expect(address?.parameter("") == nil)
    }

    @Test func whatIsTooLongIsCutBetweenPieces() {
        let many = (0..<500).map { "p\($0)=é\($0)" }.joined(separator: "&")
        let cleaned = PageAddress("https://theatre.example/a?" + many)?.cleaned ?? ""
        #expect(cleaned.utf8.count <= 2_000 && cleaned.utf8.count > 1_980)
        #expect(many.hasPrefix(cleaned.dropFirst("https://theatre.example/a?".count)))
        let deep = PageAddress("/" + String(repeating: "é/", count: 2_000) + "?x=1")
        #expect(deep?.cleaned.utf8.count == 1_998)
        #expect(deep?.path == deep?.cleaned)
        #expect(PageAddress("/" + String(repeating: "a b ", count: 600))?.cleaned == "/")
        #expect(PageAddress.cleanedPath(String(repeating: "x/", count: 5_000)).utf8.count <= 2_000)
        #expect(PageAddress("https://" + String(repeating: "x", count: 300) + "/") == nil)
    }
}
