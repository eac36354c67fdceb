"""What pages send: from which origins, by whose choice, with what a browser asks and is told before and after."""
import base64
import hashlib
import json

import pytest
import requests

from clients import Ingest
from problems import problem
from stack import ROOT

ORIGIN = "https://www.theatre.example"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PLAIN = "text/plain;charset=UTF-8"
AGREED = {"consent": {"mode": "consented", "at": "2026-11-27T10:00:00Z", "source": "banner"}}
VIEW = {"messageId": "m", "audienceId": "a", "path": "/saison?utm_source=x", "viewport": "small", "language": "fr"}
POSTS = [*(f"{prefix}/{letter}" for prefix in ("", "/v1") for letter in "tipgasb"), "/batch", "/v1/batch", "/v1/batch/",
         "/beacon/v1/batch", "/v1/import", "/v1/audience", "/i/v1/analytics/events", "/flags/",
         *(f"/v1/{kind}" for kind in ("track", "identify", "page", "screen", "group", "alias"))]


class Page:
    """A page of a website in a browser, on the address of ingestion."""

    def __init__(self, url, key, origin=ORIGIN, agent=BROWSER, **headers):
        self.url, self.key = url, key
        self.headers = {"Origin": origin, "User-Agent": agent, **headers}

    def beacon(self, path, **body):
        """As sendBeacon sends: no preflight, the key in the body."""
        return requests.post(self.url + path, data=json.dumps({"writeKey": self.key, **body}), timeout=10,
                             headers=self.headers | {"Content-Type": PLAIN})

    def page_view(self, context=None, **fields):
        return self.beacon("/v1/batch", batch=[{
            "type": "page", "messageId": "m", "anonymousId": "v", "context": context or {}, **fields}])

    def audience(self, *items):
        return self.beacon("/v1/audience", sentAt="2026-11-27T10:00:00Z", items=list(items))

    def pixel(self, path="/v1/pixel.gif", **query):
        return requests.get(self.url + path, params={"writeKey": self.key} | query, headers=self.headers, timeout=10)


@pytest.fixture
def url(stack):
    return stack.env["SICSTINE_INGEST_URL"]


@pytest.fixture
def application(venue, venue_api):
    """Declares one: its write key."""
    def make(mode, kind="website", **more):
        body = {"name": "Site", "kind": kind, "collection_mode": mode} | more
        if kind in ("website", "event_site"):
            body["allowed_origins"] = [ORIGIN]
        return venue_api.ok(venue_api.post(f"/v1/venues/{venue}/applications", body))["write_key"]
    return make


@pytest.fixture
def counts(venue, database):
    """How much is stored: events and exempt views."""
    return lambda: tuple(database.execute(f'SELECT count(*) FROM "venue_{venue}".{table}').fetchone()[0]
                         for table in ("events", "audience_views"))


@pytest.fixture
def reasons(venue, database):
    """Of what was refused: the reason, and whether anything of the item is kept."""
    return lambda: database.execute(f"""
        SELECT reason, payload IS NOT NULL OR message_id IS NOT NULL FROM "venue_{venue}".refused_items ORDER BY id""").fetchall()


def codes(answer):
    assert answer.status_code == 200, answer.text
    return [error["code"] for error in answer.json().get("errors", [])]


def readable(answer, origin=ORIGIN):
    """A browser lets the page read it, credentials or not."""
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in answer.headers["Vary"]


# Origins.


@pytest.mark.parametrize("path", [*POSTS, "/v1/pixel.gif", "/pixel.gif"])
def test_a_browser_that_asks_first_may_send(url, path):
    answer = requests.options(url + path, timeout=10, headers={
        "Origin": "https://any.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type"})
    assert (answer.status_code, answer.content) == (204, b"")
    readable(answer, "https://any.example")
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == {"POST", "GET", "OPTIONS"}
    assert set(answer.headers["Access-Control-Allow-Headers"].split(", ")) == {
        "authorization", "content-type", "x-retry-count", "anonymousid", "sentat"}
    assert answer.headers["Access-Control-Max-Age"] == "86400"


def test_a_page_may_read_every_answer(url, application):
    page = Page(url, application("consented"))
    answers = [page.page_view(), page.beacon("/v1/batch"), page.beacon("/nowhere"),
               Page(url, "wk_0123456789abcdef01234567").page_view(), Page(url, page.key, "https://b.example").page_view(),
               requests.get(f"{url}/v1/batch", headers=page.headers, timeout=10), page.pixel()]
    assert [answer.status_code for answer in answers] == [200, 400, 404, 401, 403, 405, 200]
    for answer in answers:
        readable(answer, answer.request.headers["Origin"])
    plain = requests.post(f"{url}/v1/batch", timeout=10)
    assert "Access-Control-Allow-Origin" not in plain.headers and plain.headers["Vary"] == "Origin"


@pytest.mark.parametrize("origin", ["https://theatre.example", "http://www.theatre.example", "null", "https://www.theatre.example.evil"])
def test_a_page_elsewhere_may_not_send(url, application, counts, reasons, origin):
    page = Page(url, application("choice"), origin)
    for answer in (page.page_view(AGREED), page.audience(VIEW)):
        problem(answer, 403, "origin_not_allowed")
        readable(answer, origin)
    assert counts() == (0, 0)
    assert reasons() == [("origin_not_allowed", True), ("origin_not_allowed", False)]


# The visitor's choice.


def test_without_a_choice_only_exempt_statistics_are_taken(url, application, counts, reasons):
    page = Page(url, application("choice"))
    assert codes(page.page_view()) == ["missing_consent"]
    assert codes(page.audience(VIEW)) == []
    assert codes(page.page_view(AGREED)) == []
    assert counts() == (1, 1)
    assert reasons() == [("missing_consent", False)]


def test_each_mode_takes_its_own(url, application, counts, reasons):
    assert codes(Page(url, application("exempt")).page_view(AGREED)) == ["mode_is_exempt"]
    assert codes(Page(url, application("consented")).audience(VIEW)) == ["mode_is_consented"]
    assert counts() == (0, 0)
    assert reasons() == [("mode_is_exempt", False), ("mode_is_consented", False)]


def test_who_says_no_is_not_vouched_for(url, application, counts, reasons):
    page = Page(url, application("consented"))
    for consent in ({"mode": "refused"}, {"categoryPreferences": {"Analytics": False}}):
        assert codes(page.page_view({"consent": consent})) == ["missing_consent"]
    assert codes(page.page_view({"consent": {}})) == []
    assert counts() == (1, 0) and reasons() == [("missing_consent", False)] * 2


@pytest.mark.parametrize("header", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_a_browser_that_asks_not_to_be_measured_is_not(url, application, counts, reasons, header):
    page = Page(url, application("choice"), **header)
    assert codes(page.audience(VIEW)) == ["opted_out"]
    assert codes(Page(url, application("consented"), **header).page_view()) == ["opted_out"]
    # Who agreed on this very site did so knowingly.
    assert codes(page.page_view(AGREED)) == []
    assert counts() == (1, 0)
    assert reasons() == [("opted_out", False)] * 2


def test_a_server_is_nobodys_browser(url, application, counts):
    key = application("consented", "server")
    answer = requests.post(f"{url}/v1/track", json={"event": "e", "userId": "u"}, auth=(key, ""), timeout=10,
                           headers={"DNT": "1", "Sec-GPC": "1", "User-Agent": ROBOT})
    assert codes(answer) == [] and counts() == (1, 0)


def test_robots_are_no_visitors(url, application, counts, reasons):
    page = Page(url, application("choice"), agent=ROBOT)
    assert codes(page.audience(VIEW)) == ["robot"]
    assert codes(page.page_view(AGREED)) == ["robot"]
    assert codes(page.page_view(AGREED | {"userAgent": BROWSER})) == []
    assert counts() == (1, 0)
    assert reasons() == [("robot", False), ("robot", True)]


# Exempt statistics.


def test_a_view_is_stored_without_anything_of_a_person(url, application, venue, database):
    page = Page(url, application("exempt"), **{"X-Forwarded-For": "192.0.2.7"})
    assert codes(page.audience(VIEW | {"referrer": "www.google.com"}, VIEW)) == []
    assert codes(page.audience(VIEW)) == []
    assert database.execute(f"""SELECT view_id, audience_id, page_path, from_host, viewport, page_language,
        date_trunc('minute', viewed_at) = viewed_at, now() - viewed_at < interval '2 minutes'
        FROM "venue_{venue}".audience_views""").fetchall() == [("m", "a", "/saison", "google.com", "small", "fr", True, True)]


@pytest.mark.parametrize("more, code", [
    ({"userId": "B"}, "identified_when_exempt"), ({"context": {}}, "identified_when_exempt"),
    ({"referrer": "https://a.example/x"}, "invalid_field"), ({"audienceId": "anne@example.org"}, "invalid_field"),
    ({"path": "saison"}, "invalid_field"), ({"audienceId": None}, "missing_identity")])
def test_what_holds_more_is_refused_and_forgotten(url, application, counts, reasons, more, code):
    answer = Page(url, application("choice")).audience(VIEW | more, VIEW | {"messageId": "n"})
    assert answer.json()["errors"] == [{"index": 0, "code": code}]
    assert counts() == (0, 1) and reasons() == [(code, False)]


# Where no script runs.


@pytest.mark.parametrize("path", ["/v1/pixel.gif", "/pixel.gif"])
def test_an_image_tells_of_a_page(url, application, venue, database, path):
    page = Page(url, application("consented"))
    query = {"type": "page", "anonymousId": "v", "messageId": "m", "name": "Été", "show": "SH-1", "price": "2,5",
             "url": "https://www.theatre.example/saison?utm_source=lettre&token=x", "referrer": "https://www.bing.com/"}
    for _ in range(2):
        answer = page.pixel(path, **query)
        assert answer.status_code == 200 and image(answer)
    row = database.execute(f"""SELECT message_id, kind, name, anonymous_id, path, source, referrer_host, items, payload
        FROM "venue_{venue}".events""").fetchall()
    assert row == [("m", "page", "Été", "v", "/saison", "lettre", "bing.com", [{"show": "SH-1", "quantity": 1}], {
        "type": "page", "messageId": "m", "anonymousId": "v", "name": "Été",
        "context": {"page": {"url": "https://www.theatre.example/saison?utm_source=lettre", "referrer": "https://www.bing.com/"}},
        "properties": {"show": "SH-1", "price": "2,5"}})]


def image(answer):
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.headers["Cache-Control"] == "no-store, private" and "ETag" not in answer.headers
    return answer.content[:6] == b"GIF89a" and answer.content[-1:] == b";" and len(answer.content) == 43


def test_an_image_tells_of_an_action(url, application, venue, database):
    page = Page(url, application("choice"), Referer=f"{ORIGIN}/panier?x=1")
    assert image(page.pixel(event="Product Added", name="Phèdre", quantity="2", price="38", anonymousId="v", consent="consented"))
    assert database.execute(f"""SELECT kind, action, path, items, message_id LIKE 'server-%' FROM "venue_{venue}".events"""
                            ).fetchall() == [("track", "basket_add", "/panier", [
                                {"show": "Phèdre", "quantity": 2, "amount": 7600}], True)]


def test_the_image_is_shown_whatever_becomes_of_it(url, application, counts, reasons):
    page = Page(url, application("choice"))
    statuses = []
    for answer in (page.pixel(anonymousId="v"), page.pixel(type="identify", userId="u", consent="consented"),
                   page.pixel(anonymousId="\0"), Page(url, "wk_0").pixel(anonymousId="v"), Page(url, None).pixel(),
                   Page(url, page.key, "https://b.example").pixel(anonymousId="v", consent="consented")):
        assert image(answer)
        statuses.append(answer.status_code)
    assert statuses == [200, 200, 200, 401, 401, 403]
    assert counts() == (0, 0)
    assert reasons() == [("missing_consent", False), ("unknown_type", True), ("missing_consent", False),
                         ("origin_not_allowed", True)]


@pytest.mark.parametrize("kind", ["website", "event_site", "kiosk", "mobile_app", "server"])
def test_of_an_image_the_page_that_shows_it_must_be_allowed(url, application, counts, kind):
    more = {} if kind == "server" else {"allowed_origins": [ORIGIN]}
    key = application("consented", kind, **more)
    statuses = []
    for headers in ({}, {"Referer": f"{ORIGIN}/panier?x=1"}, {"Referer": "https://b.example/"}, {"Referer": "about:client"}):
        page = Page(url, key, **headers)
        del page.headers["Origin"]
        statuses.append(page.pixel(anonymousId="v").status_code)
    assert statuses == [200, 200, 200 if kind == "server" else 403, 200]
    assert counts() == (4 if kind == "server" else 3, 0)


def test_an_image_asked_for_by_a_robot_tells_nothing(url, application, counts):
    page = Page(url, application("consented"), agent=ROBOT)
    del page.headers["Origin"]
    assert image(page.pixel(anonymousId="v")) and counts() == (0, 0)


# What pages load.


def test_the_script_can_be_kept_and_checked(url):
    told = requests.get(f"{url}/balise.json", params={"writeKey": "wk_0123"}, timeout=10).json()
    script = (ROOT / "Sources/IngestService/Balise/balise.js").read_bytes()
    digest = hashlib.sha384(script)
    assert told["integrity"] == "sha384-" + base64.b64encode(digest.digest()).decode()
    assert told["src"] == f"/balise-{digest.hexdigest()[:16]}.js"
    lasting = requests.get(url + told["src"], headers={"Origin": ORIGIN}, timeout=10)
    short = requests.get(f"{url}/balise.js", timeout=10)
    for answer, lifetime in ((lasting, "public, max-age=31536000, immutable"), (short, "public, max-age=3600")):
        assert (answer.status_code, answer.content) == (200, script)
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["Cache-Control"] == lifetime
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    host = url.removeprefix("http:")
    assert told["snippet"] == (f'<script async src="{host}{told["src"]}" integrity="{told["integrity"]}" '
                               'crossorigin="anonymous" data-key="wk_0123"></script>')


@pytest.mark.parametrize("accepted, coding", [
    ("gzip, br", "gzip"), ("br, GZIP;q=0.5", "gzip"), ("identity", None), ("gzip;q=0", None), ("gzip; q=0.0", None), ("", None)])
def test_the_script_is_compressed_for_whom_takes_it(url, accepted, coding):
    answer = requests.get(f"{url}/balise.js", headers={"Accept-Encoding": accepted}, stream=True, timeout=10)
    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(answer.raw.read(decode_content=False)) <= 3_072 or coding is None


def test_nothing_strange_gets_into_the_snippet(url):
    told = requests.get(f"{url}/balise.json", params={"writeKey": '"><script>'}, headers={"Host": 'x"y'}, timeout=10)
    assert 'data-key="WRITE_KEY"' in told.json()["snippet"] and 'x"y' not in told.json()["snippet"]


def test_the_signal_of_privacy_is_said_to_be_honoured(url):
    answer = requests.get(f"{url}/.well-known/gpc.json", timeout=10)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"gpc": True, "lastUpdate": "2026-11-27"}


def test_what_pages_load_is_not_written_to(url):
    for path in ("/balise.js", "/balise.json", "/v1/pixel.gif"):
        problem(Ingest(url, None).post(path, {}), 405, "method_not_allowed")
