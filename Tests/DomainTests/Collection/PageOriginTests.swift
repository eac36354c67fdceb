import Domain
import Testing

struct PageOriginTests {
    @Test(
        arguments: [
            ("https://www.theatre.example/panier?x=1", "https://www.theatre.example"),
            ("https://www.theatre.example", "https://www.theatre.example"),
            ("HTTPS://WWW.Theatre.example:443/#a", "https://www.theatre.example"),
            ("http://localhost:8000/a", "http://localhost:8000"), ("http://localhost:80/a", "http://localhost"),
            ("https://anne:x@t.example?a", "https://t.example"), ("app://shop/cart", "app://shop"),
            ("about:client", nil), ("/panier", nil), ("", nil), ("://a", nil),
        ] as [(String, String?)])
    func aPageHasTheOriginOfItsAddress(_ address: String, origin: String?) {
        #expect(PageOrigin.ofPage(address) == origin)
    }
}
