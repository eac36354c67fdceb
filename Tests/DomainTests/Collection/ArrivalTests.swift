import Domain
import Testing

struct ArrivalTests {
    private static func arrival(
        _ query: String, referrer: String? = nil, campaign: [String: String] = [:]
    ) -> Arrival {
        Arrival(page: PageAddress("https://www.theatre.example/a?" + query), referrer: referrer, campaign: campaign)
    }

    @Test func everyParameterOfACampaignIsRead() {
        let arrival = Self.arrival(
            "utm_source=News%20Letter&utm_medium=E-Mail&utm_campaign=Saison+26&utm_term=Danse&utm_content=Haut&utm_id=C1"
        )
        #expect(arrival.source == "news letter")
        #expect(arrival.medium == "e-mail")
        #expect(arrival.campaign == "Saison 26")
        #expect(arrival.term == "Danse")
        #expect(arrival.content == "Haut")
        #expect(arrival.campaignID == "C1")
        #expect(!arrival.isEmpty)
    }

    @Test func whatTheSenderReadItselfComesFirstFieldByField() {
        let arrival = Self.arrival(
            "utm_source=a&utm_medium=b&utm_campaign=c&utm_term=d",
            campaign: [
                "source": "X", "name": "Y", "medium": " ", "term": "jeanne@exemple.fr", "content": "Z", "id": "1",
            ])
        #expect(arrival.source == "x")
        #expect(arrival.campaign == "Y")
        #expect(arrival.medium == "b")
        #expect(arrival.term == "d")
        #expect(arrival.content == "Z")
        #expect(arrival.campaignID == "1")
        #expect(Arrival(page: nil, referrer: nil, campaign: ["source": "X"]).source == "x")
    }

    @Test(
        arguments: [
            ("utm_source=a&source=b&ref=c", "a"), ("ref=c&source=b", "b"), ("ref=c", "c"),
            ("utm_source=&source=b", "b"),
            ("utm_source=%20&ref=c", "c"), ("utm_source=jeanne%40exemple.fr&ref=c", "c"), ("UTM_SOURCE=a", "a"),
            ("utm_source", nil),
            ("utm_source=a&utm_source=b", "a"), ("x=1", nil), ("", nil), ("utm_source=%00%0Aa%0D", "a"),
        ] as [(String, String?)])
    func theSourceIsTheFirstOfThreeNames(query: String, source: String?) {
        #expect(Self.arrival(query).source == source)
    }

    @Test(
        arguments: [
            ("gclid=Cj0KCQ", "gclid"), ("fbclid=x&gclid=y", "gclid"), ("SCCID=x", "ScCid"),
            ("li_fat_id=x", "li_fat_id"),
            ("mc_eid=x&mc_cid=y", "mc_cid"), ("gclid=&fbclid=x", "fbclid"), ("gclid", nil), ("xgclid=1", nil),
            ("gclidx=1", nil),
        ] as [(String, String?)])
    func ofAClickOnlyTheNameIsKept(query: String, name: String?) {
        let arrival = Self.arrival(query)
        #expect(arrival.clickID == name)
        #expect(arrival.isEmpty == (name == nil))
    }

    @Test(
        arguments: [
            ("https://www.Google.com/search?q=x", "google.com"),
            ("android-app://com.google.android.gm/", "com.google.android.gm"),
            ("google.com", "google.com"), ("//m.facebook.com/x", "m.facebook.com"),
            ("https://billetterie.theatre.example/", "billetterie.theatre.example"),
            ("https://theatre.example/", nil), ("https://www.theatre.example/b", nil), ("WWW.THEATRE.EXAMPLE", nil),
            ("", nil),
            ("http://localhost:3000/", nil), ("http://app.localhost/", nil), ("localhost", nil),
            ("http://192.168.1.4/", nil),
            ("http://[2001:db8::1]/", nil), ("192.168.1.4:80", nil), ("/b", nil), ("about:blank", nil),
            ("no host", nil),
            ("https://9f86d081884c7d659a2feaa0c55ad015.example/", nil),
            ("https://jeanne:x@autre.example/", "autre.example"),
        ] as [(String, String?)])
    func theReferrerIsTheHostOfAnotherSite(referrer: String, host: String?) {
        #expect(Self.arrival("", referrer: referrer).referrerHost == host)
    }

    @Test(
        arguments: [
            ("abcdefghijklmnop", true), ("AZaz09-_AZaz09-_", true), (String(repeating: "x", count: 64), true),
            ("", false),
            ("abcdefghijklmno", false), (String(repeating: "x", count: 65), false), ("abcdefghijklmno.", false),
            ("abcdefghijklmno%20", false), ("abcdefghijklmno%C3%A9", false),
        ])
    func aShareTokenHasTheFormThatABrowserGivesIt(token: String, isOne: Bool) {
        #expect(Self.arrival("sic_share=" + token).shareToken == (isOne ? token : nil))
    }

    @Test func valuesAreTrimmedAndCutBetweenCharacters() {
        #expect(Self.arrival("utm_campaign=++x++").campaign == "x")
        #expect(Self.arrival("utm_campaign=" + String(repeating: "a", count: 300)).campaign?.utf8.count == 200)
        #expect(Self.arrival("utm_campaign=a" + String(repeating: "é", count: 150)).campaign?.utf8.count == 199)
        #expect(Self.arrival("utm_campaign=" + String(repeating: "a", count: 199) + "+b").campaign?.utf8.count == 199)
        let masks = String(repeating: "\u{1F3AD}", count: 60)
        #expect(Self.arrival("", campaign: ["name": masks]).campaign == String(repeating: "\u{1F3AD}", count: 50))
    }

    @Test(arguments: ["jeanne@exemple.fr", "jeanne%2540exemple.fr", "pour+jeanne%40exemple.fr", "<jeanne@exemple.fr>"])
    func noValueIsSomeonesAddress(_ value: String) {
        let query =
            "utm_source=\(value)&utm_medium=\(value)&utm_campaign=\(value)&utm_term=\(value)&utm_content=\(value)&utm_id=\(value)"
        #expect(Self.arrival(query).isEmpty)
    }

    @Test func aVisitWithoutAnySignIsEmpty() {
        #expect(Arrival(page: nil, referrer: nil, campaign: [:]).isEmpty)
        #expect(Self.arrival("page=2", referrer: "https://theatre.example/").isEmpty)
        #expect(!Self.arrival("", referrer: "https://autre.example/").isEmpty)
    }
}
