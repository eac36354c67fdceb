"""balise.js in a real browser: what leaves the page and what stays in the browser, whatever the visitor chose."""
import json
import re

import pytest
import yaml
from selenium.webdriver import ActionChains, Keys

from browser import (  # noqa: F401 (driver and visit are fixtures)
    ARRIVAL, BALISE, BASKET_BUTTON, GPC, QUEUE, cookies, driver, gzipped, on_every_page, storage, visit)
from stack import ROOT, until

DNT = "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})"
EXEMPT = {"messageId", "audienceId", "timestamp", "path", "referrer", "viewport", "language"}
MONTH_13, MONTH_6 = 13 * 30.5 * 86400, 6 * 30.5 * 86400


def test_it_is_small_and_leans_on_nothing():
    script = BALISE.read_bytes()
    assert gzipped(script) <= 3072
    assert not re.search(rb"\b(import|require|eval|XMLHttpRequest)\b", script)


def test_the_guide_explains_every_refusal_and_every_attribute():
    guide = (ROOT / "docs/integration.md").read_text(encoding="utf-8")
    with open(ROOT / "openapi.yaml", encoding="utf-8") as description:
        reasons = yaml.safe_load(description)["components"]["schemas"]["RejectReason"]["enum"]
    assert [reason for reason in reasons if f"`{reason}`" not in guide] == []
    script = BALISE.read_text(encoding="utf-8")
    options = set(re.findall(r"\bo\.(\w+)", script)) | set(re.findall(r"'(\w+)' in o\b", script))
    assert options >= {"key", "domain", "banner"}
    assert [option for option in options if f"data-{option}" not in guide] == []


# Before and without consent.


def test_without_a_choice_only_exempt_statistics_leave_the_page(visit):
    visit.open(visit.site.page("/saison/x", BASKET_BUTTON, body='data-sic-view="show" data-sic-show="S12"') + ARRIVAL)
    visit.click("#add")
    visit.call("identify", "u-zoe", {"email": "zoe@example.org"})
    visit.call("order", {"order_id": "C-1", "revenue": 77})
    visit.counted()
    visit.settled()
    [item] = visit.collector.audience
    assert item.keys() <= EXEMPT
    assert (item["path"], item["viewport"], item["language"]) == ("/saison/x", "large", "fr")
    assert "referrer" not in item
    assert visit.collector.events == []
    for secret in ("utm_", "secret", "zoe", "S12", "P1", "C-1"):
        assert secret not in visit.collector.everything(), secret
    assert cookies(visit.driver).keys() == {"sicstine_audience"} and storage(visit.driver) == {}
    assert visit.cookie("audience")["value"] == item["audienceId"]


def test_the_envelope_of_exempt_items_has_no_other_member(visit):
    visit.open(visit.site.page())
    visit.counted()
    [body] = visit.collector.bodies("/v1/audience")
    assert body.keys() == {"writeKey", "sentAt", "items"}
    [(_, _, headers, _, _)] = visit.collector.requests
    assert headers["Content-Type"] == "text/plain;charset=UTF-8" and "Cookie" not in headers


def test_of_an_exempt_referrer_only_the_host_is_told_and_not_ones_own(visit):
    visit.site.page("/next", "second")
    visit.open(visit.site.page("/", '<a id="next" href="/next?secret=1">next</a>'))
    visit.counted(1)
    # Another host for the same pages.
    elsewhere = visit.site.url.replace("127.0.0.1", "www.theatre.localhost")
    visit.driver.execute_script(f"document.body.innerHTML = '<a id=far href=\"{elsewhere}/next\">far</a>'")
    visit.click("#far")
    assert visit.counted(2)[1]["referrer"] == visit.site.url.removeprefix("http://")
    visit.open(visit.site.page("/", '<a id="next" href="/next?secret=1">next</a>'))
    visit.click("#next")
    assert "referrer" not in visit.counted(4)[3]


def test_a_refusal_keeps_to_exempt_statistics_and_is_remembered_for_six_months(visit):
    address = visit.site.page("/", BASKET_BUTTON, snippet="data-banner")
    visit.open(address)
    visit.click("dialog button:last-of-type")
    visit.open(address)
    visit.click("#add")
    visit.counted(2)
    visit.settled()
    assert visit.driver.find_elements("css selector", "dialog[open]") == []
    assert visit.collector.events == []
    choice = visit.cookie("choice")
    assert 0 < choice["expires"] - visit.run("return Date.now() / 1000") <= MONTH_6
    assert cookies(visit.driver).keys() == {"sicstine_audience", "sicstine_choice"}


def test_with_exempt_off_nothing_is_sent_or_stored_before_consent(visit):
    visit.open(visit.site.page("/", BASKET_BUTTON, snippet='data-exempt="off"'))
    visit.click("#add")
    visit.settled()
    assert visit.collector.requests == [] and cookies(visit.driver) == {} and storage(visit.driver) == {}
    visit.call("consent", True)
    visit.sent("Consent Given", "page")
    assert visit.collector.audience == []


# Consent.


def test_consent_switches_at_once_and_brings_the_arrival_with_it(visit):
    shown = 'data-sic-view="show" data-sic-show="S12"'
    visit.open(visit.site.page("/saison/x", body=shown, title="Le spectacle") + ARRIVAL)
    audience = visit.counted()[0]["audienceId"]
    visit.call("consent", True, {"source": "cmp", "text": "v3"})
    given, page, shown = visit.sent("Consent Given", "page", "Product Viewed")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", given["anonymousId"])
    assert given["anonymousId"] != audience
    consent = given["context"]["consent"]
    assert consent.pop("at").endswith("Z") and consent == {"mode": "consented", "source": "cmp", "text": "v3"}
    assert (page["type"], page["name"], page["properties"]) == ("page", "Le spectacle", {"show": "S12"})
    assert page["context"]["page"]["url"] == visit.site.url + "/saison/x" + ARRIVAL.split("#")[0]
    assert (page["context"]["locale"], page["context"]["library"]) == ("fr-FR", {"name": "balise.js", "version": "1"})
    assert (shown["type"], shown["properties"]) == ("track", {"show_id": "S12"})
    assert len({item["anonymousId"] for item in visit.collector.events}) == 1
    visit.open(visit.site.page("/next"))
    until("the next page is told", lambda: visit.collector.names().count("page") == 2)
    assert len(visit.collector.audience) == 1
    # Exempt and consented share no id.
    consented = "".join(body.decode() for _, path, _, body, _ in visit.collector.requests if path == "/v1/batch")
    assert audience not in consented


def test_the_envelope_of_consented_items(visit):
    visit.open(visit.site.page())
    visit.call("consent", True)
    visit.sent("page")
    body = visit.collector.bodies("/v1/batch")[0]
    assert body.keys() == {"writeKey", "sentAt", "batch"}
    headers = [headers for _, path, headers, _, _ in visit.collector.requests if path == "/v1/batch"][0]
    assert headers["Content-Type"] == "text/plain;charset=UTF-8"
    assert [method for method, *_ in visit.collector.requests if method != "POST"] == [], "a preflight was needed"


@pytest.mark.parametrize("lang, yes, no", [
    ("fr", "Oui", "Non"), ("fr-CA", "Oui", "Non"), ("en", "Yes", "No"), ("de", "Yes", "No")])
def test_its_own_banner_speaks_the_language_of_the_page_and_offers_two_equal_buttons(visit, lang, yes, no):
    visit.open(visit.site.page("/", snippet="data-banner", lang=lang))
    box = visit.driver.find_element("css selector", "dialog[open]")
    assert box.aria_role == "dialog" and box.accessible_name
    accept, refuse = box.find_elements("css selector", "button")
    assert (accept.text, refuse.text) == (yes, no)
    assert accept.size == refuse.size and accept.size["height"] >= 44
    style = "return JSON.stringify(getComputedStyle(arguments[0]))"
    assert visit.run(style, accept) == visit.run(style, refuse)


@pytest.mark.parametrize("presses, event", [(1, "Consent Given"), (2, None)], ids=["accept", "refuse"])
def test_the_banner_is_answered_by_keyboard_alone(visit, presses, event):
    visit.open(visit.site.page("/", BASKET_BUTTON, snippet="data-banner"))
    assert visit.driver.switch_to.active_element.tag_name == "body", "the banner takes the focus from the page"
    chain = ActionChains(visit.driver)
    for _ in range(presses):
        chain = chain.send_keys(Keys.TAB)
    chain.send_keys(Keys.ENTER).perform()
    until("the banner is gone", lambda: not visit.driver.find_elements("css selector", "dialog[open]"))
    if event:
        consent = visit.sent(event)[0]["context"]["consent"]
        assert consent["source"] == "banner" and "visites" in consent["text"]
    else:
        visit.settled()
        assert visit.collector.events == []


def test_a_text_of_the_venues_own_may_link_to_its_policy_and_name_its_version(visit):
    question = """data-banner='Pouvons-nous ? <a href="/vie-privee">En savoir plus</a>' data-text=v7"""
    visit.open(visit.site.page("/", snippet=question))
    assert visit.driver.find_element("css selector", "dialog a").get_attribute("href") == visit.site.url + "/vie-privee"
    visit.click("dialog button")
    assert visit.sent("Consent Given")[0]["context"]["consent"]["text"] == "v7"


def test_a_call_closes_the_banner(visit):
    visit.open(visit.site.page("/", snippet="data-banner"))
    visit.call("consent", True)
    assert visit.driver.find_elements("css selector", "dialog[open]") == []


def test_a_consent_manager_may_say_the_same_on_every_page(visit):
    address = visit.site.page("/", head=f"<script>{QUEUE}; sicstine('consent', true, {{source: 'cmp'}})</script>")
    visit.open(address)
    visit.sent("page")
    first = cookies(visit.driver)
    visit.open(address)
    until("the second page is told", lambda: visit.collector.names().count("page") == 2)
    visit.settled()
    assert visit.collector.names() == ["Consent Given", "page", "page"]
    assert visit.collector.audience == []
    assert cookies(visit.driver) == first


# Withdrawal.


def test_withdrawal_tells_it_with_the_old_id_and_forgets_everything_at_once(visit):
    visit.open(visit.site.page("/", BASKET_BUTTON))
    audience = visit.counted()[0]["audienceId"]
    visit.call("consent", True)
    old = visit.sent("page")[0]["anonymousId"]
    visit.run("sicstine('basket_add', {show_id: 'unsent'}); sicstine('consent', false)")
    withdrawn = visit.sent("Consent Withdrawn")[0]
    assert withdrawn["anonymousId"] == old and withdrawn["context"]["consent"]["mode"] == "consented"
    visit.click("#add")
    visit.settled()
    assert not any("unsent" in json.dumps(item) for item in visit.collector.events)
    assert "Product Added" not in visit.collector.names()
    assert storage(visit.driver) == {} and not any(old in cookie["value"] for cookie in cookies(visit.driver).values())
    visit.open(visit.site.page("/after"))
    assert visit.counted(2)[1]["audienceId"] == audience
    visit.call("consent", True)
    until("the later consent is told", lambda: visit.collector.names().count("Consent Given") == 2)
    assert visit.collector.events[-1]["anonymousId"] != old


def test_a_withdrawal_reaches_a_collection_that_was_down_meanwhile(visit):
    visit.open(visit.site.page())
    visit.call("consent", True)
    old = visit.sent("page")[0]["anonymousId"]
    visit.settled()
    visit.collector.answering = None
    visit.call("show", {"show_id": "unsent"})
    visit.call("consent", False)
    # Nothing else is kept meanwhile, not even unsent.
    assert [item["event"] for item in json.loads(storage(visit.driver)["sicstine"])] == ["Consent Withdrawn"]
    visit.settled()
    visit.collector.answering = 200
    visit.open(visit.site.page("/later"))
    until("it is confirmed", lambda: any(
        item["event"] == "Consent Withdrawn" and item["anonymousId"] == old
        for body in visit.collector.bodies("/v1/batch", answered=200) for item in body["batch"] if "event" in item))
    until("nothing is kept", lambda: storage(visit.driver) == {})


def test_what_was_collected_under_an_earlier_consent_is_not_sent_under_a_later_one(visit):
    visit.open(visit.site.page())
    visit.call("consent", True)
    visit.sent("page")
    visit.settled()
    visit.collector.answering = None
    visit.call("show", {"show_id": "unsent"})
    visit.settled()
    # As when six months are over, or the choice was made anew on another host of the domain.
    visit.driver.delete_cookie("sicstine_choice")
    visit.collector.requests.clear()
    visit.collector.answering = 200
    visit.open(visit.site.page("/next", head=f"<script>{QUEUE}; sicstine('consent', true)</script>"))
    visit.sent("Consent Given", "page")
    until("nothing is kept", lambda: storage(visit.driver) == {})
    assert "unsent" not in visit.collector.everything()


def test_a_withdrawal_in_one_tab_silences_the_others(visit):
    visit.open(visit.site.page("/", BASKET_BUTTON))
    visit.call("consent", True)
    visit.sent("page")
    first = visit.driver.current_window_handle
    visit.driver.switch_to.new_window("tab")
    try:
        visit.open(visit.site.page("/second"))
        visit.call("consent", False)
        visit.sent("Consent Withdrawn")
    finally:
        visit.driver.close()
        visit.driver.switch_to.window(first)
    visit.click("#add")
    visit.settled()
    assert "Product Added" not in visit.collector.names()


# Signals of the browser, and opting out.


@pytest.mark.parametrize("signal", [GPC, DNT], ids=["gpc", "dnt"])
def test_a_browser_that_asks_not_to_be_measured_is_not_until_its_visitor_agrees(visit, signal):
    with on_every_page(visit.driver, signal):
        visit.open(visit.site.page("/", BASKET_BUTTON, snippet="data-banner"))
        visit.click("#add")
        visit.call("consent", False)
        visit.settled()
        assert visit.collector.requests == [] and cookies(visit.driver) == {} and storage(visit.driver) == {}
        assert visit.driver.find_elements("css selector", "dialog") == []
        visit.call("consent", True)
        visit.sent("Consent Given", "page")
        visit.call("consent", False)
        visit.sent("Consent Withdrawn")
        visit.open(visit.site.page("/after"))
        visit.settled()
        assert visit.collector.audience == [] and cookies(visit.driver) == {}


def test_after_opting_out_nothing_is_sent_or_kept_but_that_wish(visit):
    address = visit.site.page("/", BASKET_BUTTON, snippet="data-banner")
    visit.open(address)
    visit.counted()
    visit.call("optout")
    before = len(visit.collector.requests)
    visit.open(address)
    visit.click("#add")
    # A consent manager says this on every page; the wish to be left alone stays.
    visit.call("consent", False)
    visit.settled()
    assert len(visit.collector.requests) == before
    assert cookies(visit.driver).keys() == {"sicstine_choice"} and "out" in visit.cookie("choice")["value"]
    assert visit.driver.find_elements("css selector", "dialog[open]") == []
    visit.call("optout", False)
    visit.open(address)
    visit.counted(2)


def test_the_page_can_ask_how_things_stand(visit):
    visit.open(visit.site.page("/"))

    def state():
        return visit.run("let said; sicstine('state', (mode, choice) => said = [mode, choice.mode]); return said")

    assert state() == ["exempt", None]
    visit.call("consent", True)
    assert state() == ["consented", "consented"]
    visit.call("consent", False)
    assert state() == ["exempt", "refused"]
    visit.call("optout")
    assert state() == ["none", "out"]


# Cookies.


def test_no_visit_prolongs_an_id_or_a_choice(visit):
    address = visit.site.page("/")
    visit.open(address)
    visit.counted()
    visit.call("consent", True)
    visit.sent("page")
    first = cookies(visit.driver)
    visit.settled()
    for _ in range(2):
        visit.open(address)
        visit.call("consent", True)
    visit.settled()
    assert cookies(visit.driver) == first
    now = visit.run("return Date.now() / 1000")
    for name, longest in (("audience", MONTH_13), ("id", MONTH_13), ("choice", MONTH_6)):
        cookie = visit.cookie(name)
        assert longest * 0.9 < cookie["expires"] - now <= longest
        assert (cookie["sameSite"], cookie["secure"], cookie["path"]) == ("Lax", True, "/")


def test_an_id_that_has_ended_is_replaced_and_a_choice_that_has_ended_is_asked_again(visit):
    address = visit.site.page("/", snippet="data-banner")
    visit.open(address)
    first = visit.counted()[0]["audienceId"]
    visit.call("consent", True)
    visit.sent("page")
    for name in ("sicstine_audience", "sicstine_choice"):
        visit.driver.delete_cookie(name)
    visit.open(address)
    assert visit.counted(2)[1]["audienceId"] != first
    assert visit.driver.find_elements("css selector", "dialog[open]")
    assert storage(visit.driver) == {}


def test_no_consent_is_left_behind_by_a_domain_that_is_named_later(visit):
    www = visit.site.url.replace("127.0.0.1", "www.theatre.localhost")
    visit.site.page("/")
    visit.site.page("/later", snippet='data-domain="theatre.localhost"')
    visit.open(www)
    visit.call("consent", True)
    visit.sent("page")
    visit.open(www + "/later")
    visit.call("consent", False)
    visit.sent("Consent Withdrawn")
    assert [name for name, cookie in cookies(visit.driver).items() if "consented" in cookie["value"]] == []
    assert "sicstine_id" not in cookies(visit.driver)


def test_sites_of_one_domain_share_the_visitor_when_they_say_so(visit):
    visit.site.page("/", snippet='data-domain="theatre.localhost"')
    www, tickets = (visit.site.url.replace("127.0.0.1", f"{name}.theatre.localhost") for name in ("www", "billets"))
    visit.open(www)
    visit.call("consent", True)
    visit.sent("page")
    visit.open(tickets)
    until("the second site is told", lambda: visit.collector.names().count("page") == 2)
    assert len({item["anonymousId"] for item in visit.collector.events}) == 1
