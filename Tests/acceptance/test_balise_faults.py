"""balise.js in a real browser: a collection that is down, a page that is killed, a page that does strange things."""
import json

import pytest
from selenium.common.exceptions import WebDriverException

from browser import (  # noqa: F401 (consented, driver and visit are fixtures)
    BASKET_BUTTON, Visit, chromium, consented, driver, on_every_page, storage, visit)
from stack import until


def retried(visit, name):
    """The message ids under which an event was answered with success."""
    return {item["messageId"] for body in visit.collector.bodies("/v1/batch", answered=200) for item in body["batch"]
            if item.get("event") == name}


@pytest.mark.parametrize("answering", [None, 503, 429, 500], ids=["cut", "503", "429", "500"])
def test_what_a_collection_did_not_confirm_is_kept_and_sent_later(consented, answering):
    consented.collector.answering = answering
    consented.open(consented.site.page("/p", BASKET_BUTTON))
    consented.click("#add")
    [added] = consented.sent("Product Added")
    assert "Product Added" in storage(consented.driver)["sicstine"]
    consented.collector.answering = 200
    consented.open(consented.site.page("/q"))
    until("it is confirmed", lambda: retried(consented, "Product Added") == {added["messageId"]})
    until("nothing is kept", lambda: storage(consented.driver) == {})
    assert consented.faults() == []


@pytest.mark.parametrize("answering", [400, 401, 403])
def test_what_a_collection_refused_for_good_is_not_sent_again(consented, answering):
    consented.collector.answering = answering
    consented.open(consented.site.page("/p"))
    consented.sent("page")
    until("nothing is kept", lambda: storage(consented.driver) == {})
    consented.settled()
    assert len(consented.collector.bodies("/v1/batch")) == 1


def test_a_collection_that_does_not_answer_is_not_pressed(consented):
    consented.collector.answering = 503
    consented.open(consented.site.page("/p", BASKET_BUTTON))
    consented.sent("page")
    for _ in range(5):
        consented.click("#add")
        consented.settled()
    assert len(consented.collector.bodies("/v1/batch")) == 1


def test_a_page_killed_in_the_middle_loses_nothing(visit):
    with chromium() as driver:
        own = Visit(driver, visit.collector, visit.site)
        own.open(own.site.page("/earlier"))
        own.call("consent", True)
        own.sent("page")
        own.settled()
        own.collector.answering = None
        survivor = driver.current_window_handle
        driver.switch_to.new_window("tab")
        own.open(own.site.page("/p", BASKET_BUTTON))
        own.click("#add")
        with pytest.raises(WebDriverException, match="crash"):
            driver.get("chrome://crash")
        driver.switch_to.window(survivor)
        own.collector.answering = 200
        own.open(own.site.page("/q"))
        until("it is confirmed", lambda: len(retried(own, "Product Added")) == 1)
        assert len({item["messageId"] for item in own.collector.events if item.get("event") == "Product Added"}) == 1


def test_the_store_is_bounded_in_number_size_and_age(consented):
    consented.collector.answering = 503
    consented.open(consented.site.page("/p"))
    consented.run("for (let n = 0; n < 150; n++) sicstine('basket_add', {show_id: 'S' + n})")
    kept = json.loads(storage(consented.driver)["sicstine"])
    assert len(kept) <= 100 and kept[-1]["properties"]["show_id"] == "S149"
    consented.run("for (let n = 0; n < 150; n++) sicstine('basket_add', {show_id: 'é'.repeat(1000) + n})")
    consented.call("basket_add", {"show_id": "é" * 40_000})
    assert len(storage(consented.driver)["sicstine"].encode()) < 60_000
    consented.run("""const kept = JSON.parse(localStorage.sicstine)
        kept[0].timestamp = new Date(Date.now() - 8 * 864e5); kept[0].messageId = 'old'
        localStorage.sicstine = JSON.stringify(kept)""")
    consented.collector.answering = 200
    consented.open(consented.site.page("/q"))
    until("nothing is kept", lambda: storage(consented.driver) == {})
    assert "old" not in {item["messageId"] for item in consented.collector.events}
    assert all(len(body) < 60_000 for _, _, _, body, _ in consented.collector.requests)


STRANGE = [
    "sicstine()", "sicstine(null)", "sicstine('consent', true, null)", "sicstine('identify')", "sicstine('state')",
    "sicstine('share', {url: 'no'})", "sicstine('order', (() => { const o = {}; o.o = o; return o })())",
    "sicstine('basket', {products: 7})", "sicstine('view', 7)", "sicstine('toString')", "document.body.click()",
    "dispatchEvent(new Event('pageshow'))", "localStorage.sicstine = '{broken'", "sicstine('basket_add', {})",
    "document.cookie = 'sicstine_choice=%7B'", "sicstine('show')"]
CLOSED_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('closed') }})"


def test_nothing_a_page_does_makes_it_throw(consented):
    consented.open(consented.site.page("/p", '<p id="odd" data-sic-on="basket_add" data-sic-quantity>odd</p>'))
    consented.click("#odd")
    for strange in STRANGE:
        consented.run(strange)
        consented.settled() if "=" in strange else None
    consented.settled()
    assert consented.faults() == []


def test_it_is_silent_where_the_browser_gives_it_nothing(visit):
    # A sandboxed frame has neither cookies nor storage; a page of plain HTTP has no random ids.
    visit.site.page("/inner", "inner")
    visit.open(visit.site.page("/", '<iframe sandbox="allow-scripts" src="/inner"></iframe>'))
    visit.counted(1)
    visit.settled()
    visit.driver.switch_to.frame(0)
    assert visit.faults() == []
    visit.driver.switch_to.default_content()
    with on_every_page(visit.driver, "delete Crypto.prototype.randomUUID"):
        visit.driver.get(visit.site.page("/plain"))
        visit.settled()
        assert visit.faults() == []
    with on_every_page(visit.driver, CLOSED_STORAGE):
        visit.open(visit.site.page("/closed"))
        visit.call("consent", True)
        visit.sent("page")
        assert visit.faults() == []
