/// What robots and visitors write in their user agents, in the notation of ``RobotSign``.
///
/// Lists with a comma between phrases; ASCII case does not count.
enum RobotSigns {
    static let all: [RobotSign] = [
        (trades, .robotUnlessModel), (hosts, .robotUnlessModel), (addresses, .robot), (libraries, .robot),
        (previews, .robot), (instruments, .robot), (scanners, .robot), (services, .robot), ("@", .mail),
        (devices, .visitor), (makers, .visitor), (engines, .visitor), (absent, .visitor),
        ("compatible;", .compatible), (veterans, .veteran), ("; android", .model), (innocents, .innocent),
    ].flatMap { phrases, meaning in
        phrases.split { $0 == "," || $0 == "\n" }.map { RobotSign($0.trimmingPrefix(" "), meaning) }
    }

    /// What robots say they do.
    private static let trades = """
        bot|, robot|, robots|, spider, crawl, slurp, scrape, scraping, fetch, monitor, checker, linkcheck, validat,
        verification, verifier, verify, archiver, indexer, scanner, scan/, scan), preview/, -preview, linkpreview,
        web preview, headless, parser/, |rss, unfurl, metadata, favicon, sitemap, screenshot, thumbnail, webshot,
        harvest, aggregat, sniffer, watchdog, watcher, uptime, synthetic, web survey, research/, inspector, -agent|,
        httpagent, agent), optimizer, copier, sucker, grabber, downloader, transcoder
        """

    /// Where the master of a robot is found.
    private static let addresses = """
        http://, https://, +www., (www., [at], (at)
        """

    private static let hosts = """
        ; +, .com/, .com), .com;, .io/, .io), .ai/, .org/
        """

    /// Programs and libraries that ask for pages without showing them.
    private static let libraries = """
        ^curl, pycurl, wget, python, ^java/, ^ruby, ^perl, ^php, go-http, |node-, |axios, okhttp, httpclient,
        http client, http-client, http_client, httpunit, libwww-perl, |lwp, aiohttp, |httpx, guzzle, jakarta,
        ^apache-, ^jersey, |dart/, |deno/, |bun/, |undici, superagent, httpie, winhttp, powershell, postman, insomnia,
        rest-client, restsharp, |wordpress, drupal, typo3, joomla
        """

    /// Those that show a page shared in a conversation, or bring the images of a mail.
    private static let previews = """
        ^whatsapp, facebookexternal, facebookcatalog, facebot, meta-external, slack-, slackbot, twitterbot,
        discordbot, telegrambot, linkedinbot, skypeuri, embedly, iframely, vkshare, cardyb, imageproxy, image proxy,
        mail proxy, mailproxy, imgproxy, snap url, redditbot, applebot, mastodon, microsoft office existence
        """

    /// Browsers driven by programs, and what measures pages with them.
    private static let instruments = """
        phantomjs, slimerjs, puppeteer, playwright, selenium, webdriver, |cypress, jsdom, htmlunit, splash version,
        lighthouse, pagespeed, page speed, |ptst/, speedcurve, gtmetrix, pingdom, appinsights, datadog, newrelic,
        thousandeyes, site24x7, catchpoint, dareboost, statuscake, rigor), ylt chrome, testlocally, criticalcss,
        collapsify
        """

    /// Those that look for holes.
    private static let scanners = """
        nikto, openvas, acunetix, sqlmap, |nmap, masscan, zgrab, nessus, qualys, netsparker, wpscan, hardenize,
        securityheaders, watchtowr, foregenix, detectify, censys, shodan, netcraft, |burp, nuclei, xmco.fr, evasions:
        """

    /// Services whose visits say nothing of what they are but their name.
    private static let services = """
        google-, -google, googleother, search console, bingpreview, daumoa, nutch, cloudflare, siteimprove, silktide,
        linktiger, marketgoo, printfriendly, newsnow, sindup, outbrain, datanyze, brandwatch, turingos, manus-user,
        newsai, scope3, hotjar, feeder.co
        """

    /// What visitors hold or sit before.
    private static let devices = """
        windows, |win1, |win7, |win9, |winnt, macintosh, mac os, mac_powerpc, macos, |osx, iphone, ipad, ipod, |ios,
        appletv, tvos, watchos, watch os, darwin, android, |adr |, linux, |x11, |cros, ubuntu, bsd, sunos, beos,
        haiku, amiga, |os/2, warp, openvms, palm, symbian, series60, series40, blackberry, |bb10, |midp, |cldc,
        cellphone, j2me, |brew, |wap, docomo, kddi, softbank, vodafone, tizen, bada, webos, web0s, kaios, kindle,
        playstation, nintendo, xbox, hbbtv, |tv|, smarttv, smart-tv, ce-html, viera, crkey, hybridcast, brightsign,
        meego, maemo, hp-tablet, risc os, fuchsia, harmony
        """

    private static let makers = """
        nokia, samsung, sonyericsson, ^sony, ^lg, ^mot-, motorola, ^htc, huawei, alcatel, ^sie-, siemens, ^asus,
        lenovo, ^zte, sagem, philips, panasonic, sharp, ^bird, ^amoi, vizio, roku, sonos, sky_, freebox
        """

    /// What shows pages to visitors.
    private static let engines = """
        gecko, webkit, khtml, |msie, internet explorer, trident, presto, |opera, |opr/, omniweb, midori, netscape,
        mosaic, netfront, obigo, teleca, openwave, up.browser, |up/, ucweb, ucbrowser, browser, chromium, chrome/,
        firefox, safari, lynx, links (, |links/, elinks, w3m, dillo, |fban, |fbav, cfnetwork
        """

    /// What stands where a user agent is not known: it says nothing, as an empty one.
    private static let absent = """
        unknown, undefined, ^null|, (null), ^-, ^none|
        """

    /// The browsers that called themselves compatible.
    private static let veterans = """
        |msie, mspie, konqueror, teleca, iemobile, icab, ibrowse, omniweb, netpositive, webpositive, offbyone,
        abrowse, netfront, kindle, polaris, origyn, infinet, antgalio, linux mips, linux 2, voyager, netscape,
        avantgo, ncbrowser, |kun/, risc os, galeon, dalvik
        """

    /// What would be taken for something else.
    private static let innocents = """
        |cubot, from: http://, bsalsa.com/, technology%20preview/, translate.google.com), fr_fr@, de_de@
        """
}
