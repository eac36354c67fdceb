import Domain
import EventReading
import StrictJSON
import Testing

/// What is taken out of an item before anything of it is kept.
struct PayloadCleaningTests {
    private static func kept(_ members: String) throws -> String {
        let event = try Door.server.event(#"{"type":"identify","userId":"B",\#(members)}"#)
        return String(event.text.dropFirst(#"{"type":"identify","userId":"B","#.count).dropLast())
    }

    @Test(arguments: [
        (#""a":"203.0.113.77""#, #""a":"203.0.0.0""#), (#""a":["203.0.113.77:443"]"#, #""a":["203.0.0.0"]"#),
        (#""a":{"b":"2001:db8:1:2:3:4:5:6"}"#, #""a":{"b":"2001:db8:1::"}"#),
        (#""a":"[2001:db8:1:2:3:4:5:6]:443""#, #""a":"[2001:db8:1::]""#),
        (#""a":"::ffff:203.0.113.77""#, #""a":"203.0.0.0""#),
        (#""a":"\u0032\u00303.0.113.77""#, #""a":"203.0.0.0""#), (#""a":"fe80::1%eth0""#, #""a":"fe80::""#),
        (#""a":"203.0.113.77, 198.51.100.9,2001:db8::1""#, #""a":"203.0.0.0, 198.51.0.0,2001:db8::""#),
        (#""x-forwarded-for":"unknown, 203.0.113.77""#, #""x-forwarded-for":"unknown, 203.0.0.0""#),
        (
            #""Forwarded":"for=\"[2001:db8:1:2:3:4:5:6]:80\";by=203.0.113.77""#,
            #""Forwarded":"for=\"[2001:db8:1::]\";by=203.0.0.0""#
        ),
        (#""a":"by client:203.0.113.77. Twice""#, #""a":"by client:203.0.0.0 Twice""#),
        (#""remote_addr":"203.0.113.77""#, #""remote_addr":"203.0.0.0""#),
        (#""ip":3405803853,"b":1"#, #""ip":null,"b":1"#),
        (#""ip_address":["a 203.0.113.77 b","203.0.113.77"]"#, #""ip_address":["a 203.0.0.0 b","203.0.0.0"]"#),
        (#""203.0.113.77":"home","b":1"#, #""203.0.0.0":"home","b":1"#),
        (#""u":"http://203.0.113.77:8080/a?b=203.0.113.77""#, #""u":"http://203.0.0.0/a?b=203.0.0.0""#),
        (#""u":"https://[2001:db8:1:2:3:4:5:6]/a""#, #""u":"https://[2001:db8:1::]/a""#),
        (
            #""u":"https://t.example/?from=2001%3Adb8%3A1%3A2%3A3%3A4%3A5%3A6""#,
            #""u":"https://t.example/?from=2001:db8:1::""#
        ),
        (#""u":"https://t.example/whois/203%2E0.113.77""#, #""u":"https://t.example/whois/203.0.0.0""#),
        (#""u":" https://anne:secret@t.example/?token=abc#there""#, #""u":"https://t.example/""#),
        (#""u":"http://[nonsense""#, #""u":"-""#),
        (
            #""context":{"page":{"url":"/a?email=a%40b.example&x=1","search":"?token=abc&x=1"}}"#,
            #""context":{"page":{"url":"/a?x=1","search":"?x=1"}}"#
        ),
        (#""context":{"page":{"path":"/compte/anne@b.example?x=1"}}"#, #""context":{"page":{"path":"/compte/-"}}"#),
        (
            #""properties":{"$current_url":"/a?sid=abc","$pathname":"/b;jsessionid=7"}"#,
            #""properties":{"$current_url":"/a","$pathname":"/b"}"#
        ),
    ])
    func isTakenOut(_ members: String, kept: String) throws {
        #expect(try Self.kept(members) == kept)
    }

    @Test(arguments: [
        #""ip":null"#, #""ip":"203.0.0.0""#, #""ip":"unknown""#, #""ip":4"#, #""a":"1.2.3""#,
        #""version":"10.0.19045.3803""#,
        #""at":"10:30:00""#, #""at":"2026-11-27T10:10:10.123+00:00""#, #""mac":"00:1b:44:11:3a:b7""#,
        #""a":"1.5, 2.5""#,
        #""u":"https://www.theatre.example/saison?utm_source=lettre&x=203.0.0.0""#, #""u":"httpx://a.b.c.d/""#,
        #""u":"http""#,
        #""search":"molière""#, #""path":"C:\\temp""#,
        #""traits":{"email":"a@b.example"}"#,
        #""url":"""#, #""a":1e300"#, #""a":[[],{},"",true]"#, #""a":"é\n\u0007""#,
    ])
    func isKeptAsItCame(_ members: String) throws {
        #expect(try Self.kept(members) == members)
    }

    @Test func namesThatBecomeOneRefuseTheirItem() throws {
        let refused = try Door.server.refusal(
            of: #"{"type":"identify","userId":"B","203.0.113.77":1,"203.0.113.78":2}"#)
        #expect(refused.reason == .invalidField && refused.payload == nil)
    }

    @Test func whatIsReadOfAnItemIsCleanToo() throws {
        let event = try Door.server.event(
            """
            {"type":"page","userId":"203.0.113.77","anonymousId":"v","name":"203.0.113.77","properties":{"show":"203.0.113.77",\
            "order_id":"203.0.113.77","path":"/203.0.113.77"},"context":{"page":{"referrer":"http://203.0.113.77/",\
            "url":"http://203.0.113.77/?utm_source=203.0.113.77&utm_campaign=2001:db8:1:2:3:4:5:6"}}}
            """)
        #expect(
            event.userID == nil && event.name == "203.0.0.0" && event.path == "/203.0.0.0" && event.order == "203.0.0.0"
        )
        #expect(event.arrival.source == "203.0.0.0" && event.arrival.campaign == "2001:db8:1::")
        #expect(event.arrival.referrerHost == nil)
        #expect(event.itemsText == #"[{"show":"203.0.0.0","quantity":1}]"#)
    }

    @Test func whatIsRefusedIsCleanedBeforeItIsKept() throws {
        let refused = try Door.server.refusal(of: #"{"type":"dance","context":{"ip":"203.0.113.77"}}"#)
        #expect(refused.text == #"{"type":"dance","context":{"ip":"203.0.0.0"}}"#)
        #expect(try Door.server.refusal(of: #""203.0.113.77""#).text == #""203.0.0.0""#)
    }
}
