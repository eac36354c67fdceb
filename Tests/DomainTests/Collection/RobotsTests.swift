import Domain
import Foundation
import Testing

struct RobotsTests {
    @Test(arguments: [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 "
            + "Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Linux; Android 8.0; Pixel 2 Build/OPD3.170816.012; Storebot-Google/1.0) AppleWebKit/537.36",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/137.0.0.0 Safari/537.36",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (compatible; Something/1.0)", "Mozilla/5.0 (Macintosh) reach me at jeanne@exemple.fr", "MyRobot",
        "my-spider/1",
        "Mozilla/5.0", "Mozilla/5.0 (Java) x", "curl/8.7.1", "Wget/1.21.4 (linux-gnu)", "python-requests/2.32.3",
        "okhttp/4.12.0",
        "Python/3.12 aiohttp/3.9.5", "Go-http-client/2.0", "Java/17.0.9", "Apache-HttpClient/5.3 (Java/17.0.9)",
        "axios/1.7.2",
        "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", "GuzzleHttp/7", "Dart/3.3 (dart:io)", "Ruby",
        "Something/1.0",
        "analytics-python/2.4.0", "posthog-python/7.91.1", "Mozilla/5.0 (unknown; CUBOT) bot/1.0", "bot", "BOT",
    ])
    func robotsAndProgramsAreKnown(_ userAgent: String) {
        #expect(Robots.matches(userAgent: userAgent))
    }

    @Test(arguments: [
        "WhatsApp/2.23.20.0", "WhatsApp/2.24.8.85 A", "WhatsApp/2.19.92 i",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebookexternalhit/1.1",
        "Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slack-ImgProxy (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "TelegramBot (like TwitterBot)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "SkypeUriPreview Preview/0.5",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 "
            + "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 "
            + "(Applebot/0.1; +http://www.apple.com/go/applebot)",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; x",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b",
        "Snap URL Preview Service",
        "http.rb/5.1.1 (Mastodon/4.2.8; +https://mastodon.social/)", "Bluesky Cardyb/1.1; +mailto:support@bsky.app",
        "Viber",
        "Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)",
        "Iframely/1.3.1 (+https://iframely.com/docs/about)",
    ])
    func thoseThatShowALinkBeforeItIsFollowedAreKnown(_ userAgent: String) {
        #expect(Robots.matches(userAgent: userAgent))
    }

    @Test func noBrowserIsTakenForARobot() {
        #expect(Set(BrowserUserAgents.all).count >= 150)
        for userAgent in BrowserUserAgents.all {
            #expect(!Robots.matches(userAgent: userAgent), "\(userAgent)")
        }
    }

    @Test(arguments: ["", " ", "\t\n"])
    func nothingSaysNothing(_ userAgent: String) {
        #expect(!Robots.matches(userAgent: userAgent))
    }

    @Test func caseDoesNotCount() {
        for userAgent in BrowserUserAgents.all {
            #expect(!Robots.matches(userAgent: userAgent.uppercased()), "\(userAgent)")
        }
        #expect(Robots.matches(userAgent: "MOZILLA/5.0 (COMPATIBLE; GOOGLEBOT/2.1)"))
    }

    @Test func noBytesAreTooStrange() {
        let seed: UInt64 = 51
        var random = SystemIndependentGenerator(state: seed)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = Robots.matches(userAgent: String(decoding: bytes, as: UTF8.self))
        }
        #expect(Robots.matches(userAgent: String(repeating: "bo", count: 100_000)))
    }
}

/// Collections that others keep, where the environment says they are.
struct CollectedUserAgentsTests {
    private struct Crawler: Decodable {
        let pattern: String
        let instances: [String]?
    }

    private struct Browser: Decodable {
        let useragent: String
    }

    private static func file(_ variable: String) -> String? {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    @Test(.enabled(if: file("CRAWLER_USER_AGENTS") != nil, "CRAWLER_USER_AGENTS names no file"))
    func nearlyAllCrawlersAreKnown() throws {
        let path = try #require(Self.file("CRAWLER_USER_AGENTS"))
        let crawlers = try JSONDecoder().decode([Crawler].self, from: Data(contentsOf: URL(filePath: path)))
        let instances = crawlers.flatMap { $0.instances ?? [] }
        let missed = instances.filter { !Robots.matches(userAgent: $0) }
        #expect(instances.count > 1_000)
        #expect(missed.count * 50 <= instances.count, "\(missed)")
    }

    @Test(.enabled(if: file("BROWSER_USER_AGENTS") != nil, "BROWSER_USER_AGENTS names no file"))
    func noCollectedBrowserIsTakenForARobot() throws {
        let path = try #require(Self.file("BROWSER_USER_AGENTS"))
        let lines = try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n"))
        let browsers = try Set(lines.map { try JSONDecoder().decode(Browser.self, from: $0).useragent })
        #expect(browsers.count > 500)
        #expect(browsers.filter { Robots.matches(userAgent: $0) } == [])
    }
}
