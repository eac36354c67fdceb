/// Texts of realistic size.
enum LongSample {
    /// An event as a web page sends it.
    static let event = #"""
        {"anonymousId":"23adfd82-aa0f-45a7-a756-24f2a7a4c895",
        "context":{"library":{"name":"analytics.js","version":"2.11.1"},
        "page":{"path":"/saison/hamlet","search":"?utm_source=lettre","title":"Hamlet — Théâtre \"de la\" \ud83c\udfad",
        "url":"https:\/\/theatre.example.org\/saison\/hamlet"},"locale":"fr","screen":{"width":1440,"density":2.5e0}},
        "event":"Performance Viewed","integrations":{},"messageId":"ajs-f8ca1e4de5024d9430b3928bd8ac6b96",
        "properties":{"price_from":-18.50,"seats_left":212,"tags":["théâtre","classique",null,true,false,[]]},
        "sentAt":"2024-12-12T19:11:01.169Z","type":"track","userId":"AiUGstSDIg"}
        """#
}
