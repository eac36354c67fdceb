/// User agents of browsers that people use, put together as their makers document them.
enum BrowserUserAgents {
    static let all = desktop + mobile + applications + screens + veterans

    /// Chromium and what is made of it.
    static func chromium(_ system: String, _ version: String = "137.0.0.0", then rest: String = "") -> String {
        "Mozilla/5.0 (\(system)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/\(version)"
            + (system.contains("Android") && !system.contains("Tablet") ? " Mobile" : "") + " Safari/537.36\(rest)"
    }

    static func webView(_ model: String, then rest: String) -> String {
        "Mozilla/5.0 (Linux; \(model); wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/136.0.7103.60 "
            + "Mobile Safari/537.36\(rest)"
    }

    static func gecko(_ system: String, _ version: String, then rest: String = "") -> String {
        "Mozilla/5.0 (\(system); rv:\(version)) Gecko/\(system.contains("Android") ? version : "20100101") Firefox/\(version)\(rest)"
    }

    static func safari(_ system: String, _ version: String, mobile: Bool = false, then rest: String = "") -> String {
        "Mozilla/5.0 (\(system)) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/\(version)"
            + (mobile ? " Mobile/15E148" : "") + " Safari/\(mobile ? "604.1" : "605.1.15")\(rest)"
    }

    /// A page shown inside an application of iOS.
    static func inside(_ system: String = iPhone, then rest: String) -> String {
        "Mozilla/5.0 (\(system)) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148\(rest)"
    }

    static let windows = "Windows NT 10.0; Win64; x64"
    static let mac = "Macintosh; Intel Mac OS X 10_15_7"
    static let linux = "X11; Linux x86_64"
    static let iPhone = "iPhone; CPU iPhone OS 18_4 like Mac OS X"
    static let iPad = "iPad; CPU OS 17_6_1 like Mac OS X"
    static let android = "Linux; Android 10; K"

    private static let desktop: [String] =
        [
            windows, "Windows NT 6.1; Win64; x64", "Windows NT 10.0; WOW64", "Windows NT 10.0", mac, linux,
            "X11; Linux aarch64",
            "X11; CrOS x86_64 14541.0.0", "X11; FreeBSD amd64", "X11; Ubuntu; Linux x86_64",
        ].map { chromium($0) }
        + [
            " Edg/137.0.0.0", " OPR/121.0.0.0", " Vivaldi/7.4.3684.38", " YaBrowser/25.4.0.0", " Avast/137.0.0.0",
            " Whale/4.31.304.16",
            " Iron Safari/537.36", " CCleaner/137.0.0.0", " AtContent/94.5.4.1", " DuckDuckGo/7 Ddg/17.6", " Brave/137",
            " Ecosia",
        ].flatMap { [chromium(windows, then: $0), chromium(mac, then: $0)] }
        + [
            chromium("Windows NT 6.3; Win64; x64", "41.0.2272.118"), chromium("Windows NT 5.1", "49.0.2623.112"),
            chromium(mac, "120.0.6099.291", then: " Slack_SSB/4.36.140"),
            chromium(windows, then: " Teams/25094.310.3616.953"),
            "Mozilla/5.0 (\(linux)) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/6.5.2 Chrome/108.0.5359.220 Safari/537.36",
            "Mozilla/5.0 (\(windows)) AppleWebKit/537.36 (KHTML, like Gecko) Kiosk/2.1.0 Chrome/128.0.6613.186 Electron/32.2.7 "
                + "Safari/537.36",
            "Mozilla/5.0 (\(windows)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763",
        ]
        + [
            windows, "Windows NT 6.1; WOW64", "Macintosh; Intel Mac OS X 10.15", "X11; Linux x86_64",
            "X11; Ubuntu; Linux x86_64",
            "X11; Fedora; Linux x86_64", "X11; OpenBSD amd64", "X11; Linux armv7l",
        ].map { gecko($0, "139.0") }
        + [
            gecko("X11; Linux i686", "52.0"), gecko(linux, "128.0", then: " Waterfox/6.5.0"),
            gecko(windows, "68.0", then: " PaleMoon/33.7"),
            gecko(linux, "115.0", then: " LibreWolf/115.0-1"),
        ]
        + ["18.4", "17.6", "16.6.1", "14.1.2"].map { safari(mac, $0) }
        + [
            "Mozilla/5.0 (\(linux)) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15 Epiphany/605.1.15",
            "Mozilla/5.0 (X11; U; Linux x86_64; fr) AppleWebKit/537.21 (KHTML, like Gecko) konqueror/4.14 Safari/537.21",
            "Mozilla/5.0 (compatible; Konqueror/4.5; Linux) KHTML/4.5.4 (like Gecko)",
        ]

    private static let mobile: [String] =
        [
            "K", "Pixel 8", "SM-S928B", "SM-A546B", "CUBOT NOTE 20", "CUBOT_X18_Plus", "CUBOT KINGKONG MINI 3",
            "XBot_Senior Build/O11019",
            "M bot 54", "POWER BOT", "Spider 8", "moto g(60)", "Redmi Note 12", "2201117TY", "CPH2449", "Robot 1",
            "Fairphone FP5",
            "VOG-L29", "RMX3363", "Nokia G42 5G", "Crawler X", "TC26 Scanner", "PDA Monitor", "Wiko U316AT",
            "Crosscall CORE-Z5",
        ].map { chromium("Linux; Android 13; \($0)") }
        + [
            " EdgA/136.0.0.0", " OPR/89.0.0.0", " YaBrowser/25.4.1.100.00", " DuckDuckGo/5", " Ecosia/10.0", " OPT/5.4",
            " (Ecosia android@62.0.3202.101)", " Quark/6.9", " Kiwi/124", " Brave/1.78",
        ].map { chromium(android, then: $0) }
        + [
            chromium("Linux; Android 9; Tablet SM-T510"),
            chromium("Linux; Android 11; KFTRWI Tablet", "120.0.6099.230", then: " Silk/120.4.1"),
            "Mozilla/5.0 (\(android)) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; U; Android 12; fr-fr; M2101K6G Build/SKQ1.210908.001) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.4.0-g",
            "Mozilla/5.0 (Linux; Android 10; HarmonyOS; ELS-N39; HMSCore 6.15.0.302) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/114.0.5735.196 HuaweiBrowser/16.0.5.303 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; U; Android 4.0.3; fr-fr; GT-P5100 Build/IML74K) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 "
                + "Safari/534.30",
            "Mozilla/5.0 (Linux; Android 4.0.3; ARCHOS 101G9 Build/ICS@ROM_04.06.2012) AppleWebKit/535.19 (KHTML, like Gecko) "
                + "Chrome/18.0.1025.166 Safari/535.19",
            "Mozilla/5.0 (Mobile; Nokia_8000_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2",
            "Mozilla/5.0 (Linux; U; Android 9; en-US; CUBOT P30) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0.2987.108 "
                + "UCBrowser/12.14.0.1221 Mobile Safari/537.36",
        ]
        + ["Android 14; Mobile", "Android 11; Tablet", "Android 8.0.0; Mobile"].map { gecko($0, "138.0") }
        + [
            safari(iPhone, "18.4", mobile: true), safari(iPad, "17.6", mobile: true),
            safari("iPod touch; CPU iPhone OS 12_5_7 like Mac OS X", "12.1.2", mobile: true),
            inside(then: " CriOS/137.0.7151.51 Safari/604.1"), inside(then: " FxiOS/139.0 Safari/605.1.15"),
            inside(iPad, then: " CriOS/136.0.7103.91 Safari/604.1"), inside(then: " EdgiOS/136.0.3240.91 Safari/604.1"),
            inside(then: " OPiOS/16.0.15.124050 Safari/9537.53"), inside(then: " DuckDuckGo/7 Safari/605.1.15"),
            inside(then: " (Ecosia ios@10.3.0.1)"), inside(then: " Focus/138.0 Safari/605.1.15"),
            inside(then: " OPT/5.3.1 Safari/604.1"),
        ]

    /// Applications that show pages inside themselves.
    private static let applications: [String] =
        [
            " [FBAN/FBIOS;FBAV/511.0.0.35.78;FBBV/731300303;FBDV/iPhone16,1;FBMD/iPhone;FBSN/iOS;FBSV/18.4;FBSS/3;FBCR/;FBID/phone;FBLC/fr_FR]",
            " Instagram 381.1.2.26.83 (iPhone16,1; iOS 18_4; fr_FR; fr; scale=3.00; 1179x2556; 737297623; IABMV/1)",
            " GSA/371.0.763036085 Safari/604.1", " Snapchat/13.40.0.41 (like Safari/8620.1.16.10.11, panda)",
            " [LinkedInApp]/9.31.1114",
            " [Pinterest/iOS]",
            " musical_ly_39.6.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/fr Region/FR BytedanceWebview/d8a21c6",
            " MicroMessenger/8.0.59(0x18003b2a) NetType/WIFI Language/fr", " Line/15.7.0", " Twitter for iPhone/11.2",
            " Teams/7.8.1",
            " Outlook-iOS/2.0", " GmailForIOS", " Telegram/11.9", " Barcelona 381.0.0.26.83", " Ddg/18.4", "",
        ].map { inside(then: $0) }
        + [
            " [FB_IAB/FB4A;FBAV/512.0.0.50.109;IABMV/1;]",
            " [FBAN/EMA;FBLC/fr_FR;FBAV/468.0.0.10.106;FBCX/modulariab;]",
            " Instagram 382.0.0.49.84 Android (34/14; 450dpi; 1080x2115; samsung; SM-S911B; dm1q; qcom; fr_FR; 739066341; IABMV/1)",
            " Snapchat/13.41.0.0", " Pinterest/0.2", " musical_ly_2023906030 trill_390603 BytedanceWebview/d8a21c6",
            " LinkedInApp/4.1.1067",
            " Telegram-Android/11.9.2 (Samsung SM-S911B; Android 14; SDK 34; HIGH)", " GSA/16.20.61.ve.arm64",
            " Viber/25.4.0",
            " MicroMessenger/8.0.58.2840 WeChat/arm64", " KAKAOTALK/25.4.2", " MetaIAB Facebook", " TheatreApp/3.2", "",
        ].map { webView("Android 14; SM-S911B Build/UP1A.231005.007", then: $0) }
        + [
            "Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230805.001)",
            "Theatre/3.1 CFNetwork/1568.300.101 Darwin/24.2.0",
            "Theatre/3.1 (iPhone; iOS 17.5; Scale/3.00)", "Theatre/3.1 (Android 14; SM-S911B)",
            "FBAN/FBIOS;FBAV/182.0.0.42.80;FBBV/118457561;FBDV/iPhone10,3;FBMD/iPhone;FBSN/iOS;FBSV/11.4.1", "unknown",
            "-", "(null)",
        ]

    /// Televisions, consoles, cars and readers.
    private static let screens = [
        chromium("Web0S; Linux/SmartTV", "94.0.4606.128", then: " WebAppManager"),
        "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.88 Safari/537.36 HbbTV/1.6.1 "
            + "(+DRM; LGE; 55UP75006LF; WEBOS6.0 03.40.10; W60_LM21A; DTV_W21P;)",
        "Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36",
        "Mozilla/5.0 (Linux; Android 12; AFTKA Build/PS7242) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.4.1 like Chrome/120.0 Safari/537.36",
        chromium("Linux; Android 12; BRAVIA 4K VH2 Build/STT2.221215.001", "120.0.0.0"),
        chromium("Linux; Android 12; Chromecast HD", "90.0.4430.225", then: " CrKey/1.56"),
        "HbbTV/1.4.1 (+DRM;Panasonic;SmartTV2018mid;3.061;6301-0003 0008-0000;SmartTV2018;)",
        "Roku/DVP-12.0 (12.0.0.4182-88)",
        "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
        "Mozilla/5.0 (PlayStation 4 11.00) AppleWebKit/605.1.15 (KHTML, like Gecko)",
        "Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474",
        chromium("\(windows); Xbox; Xbox Series X", "130.0.0.0", then: " Edg/130.0.0.0"),
        "Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/601.1 (KHTML, like Gecko) Tesla/2024.44.25 Chromium/109.0.5414.119 Chrome/109.0.5414.119 Safari/537.36",
        chromium("X11; Linux x86_64; Quest 3", "132.0.6834.83", then: " OculusBrowser/37.1.0 VR"),
        "Mozilla/5.0 (X11; U; Linux armv7l like Android; en-us) AppleWebKit/531.2+ (KHTML, like Gecko) Version/5.0 Safari/533.2+ Kindle/3.0+",
        "Mozilla/4.0 (compatible; Linux 2.6.22) NetFront/3.4 Kindle/2.5 (screen 824x1200; rotate)",
        "Mozilla/5.0 (Linux; U; Android 2.0; en-us;) AppleWebKit/538.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/538.1 (Kobo Touch 0377/4.38.21908)",
        "BrightSign/XT1144 8.5.47 Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/5.12.3 Chrome/69.0.3497.128 Safari/537.36",
    ]

    private static let veterans =
        [
            "9.0; Windows NT 6.1; Trident/5.0", "10.0; Windows NT 6.2; Trident/6.0",
            "9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0; NOKIA; Lumia 710",
        ].map { "Mozilla/5.0 (compatible; MSIE \($0))" }
        + [
            "6.0; Windows NT 5.1; SV1",
            "7.0; Windows NT 5.1; Embedded Web Browser from: http://bsalsa.com/; .NET CLR 2.0.50727",
            "8.0; Windows NT 6.1; Trident/4.0",
        ].map { "Mozilla/4.0 (compatible; MSIE \($0))" }
        + [
            "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
            "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 "
                + "Mobile Safari/537.36 Edge/15.15254",
            "Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18",
            "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; fr) Presto/2.12.423 Version/12.16",
            "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; fr) Presto/2.8.119 Version/11.10",
            "Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.3.3.3216 Mobile Safari/537.10+",
            "BlackBerry9700/5.0.0.862 Profile/MIDP-2.1 Configuration/CLDC-1.1 VendorID/331",
            "Nokia6300/2.0 (07.21) Profile/MIDP-2.0 Configuration/CLDC-1.1",
            "SonyEricssonK750i/R1CA Browser/SEMC-Browser/4.2 Profile/MIDP-2.0 Configuration/CLDC-1.1",
            "SAMSUNG-SGH-E250/1.0 UP.Browser/6.2.3.3 (GUI) MMP/2.0",
            "Mozilla/5.0 (SymbianOS/9.4; Series60/5.0 NokiaN97-1/20.0.019) AppleWebKit/525 (KHTML, like Gecko) BrowserNG/7.1.18124",
            "UCWEB/2.0 (MIDP-2.0; U; Adr 9; fr; CUBOT_P20) U2/1.0.0 UCBrowser/12.12.9.1226 U2/1.0.0 Mobile",
            "Lynx/2.9.0 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.0.2",
            "Links (2.29; Linux 6.1.0 x86_64; GNU C 12.2; text)", "w3m/0.5.3+git20230121", "Dillo/3.2.0",
            "Mozilla/5.0 (compatible; U; Webpositive/533.4; Haiku) AppleWebkit/533.4 (KHTML, like gecko) Chrome/5.0.375.55 Safari/533.4",
            "Mozilla/5.0 (hp-tablet; Linux; hpwOS/3.0.5; U; fr-FR) AppleWebKit/534.6 (KHTML, like Gecko) wOSBrowser/234.83 Safari/534.6 TouchPad/1.0",
            "Mozilla/5.0 (X11; U; SunOS sun4u; en-US; rv:1.4) Gecko/20030624 Netscape/7.1",
        ]
}
