"""balise.js in a real browser: what pages declare and call, and the ways they come and go."""
import json
import re

import pytest

from browser import (  # noqa: F401 (consented, driver and visit are fixtures)
    ARRIVAL, BASKET_BUTTON, QUEUE, consented, driver, storage, visit)
from stack import until


@pytest.mark.parametrize("name, event", [
    ("season", "Product List Viewed"), ("show", "Product Viewed"), ("basket", "Cart Viewed"),
    ("checkout", "Checkout Started"), ("payment", "Payment Info Entered"), ("order", "Order Completed")])
def test_each_view_a_page_declares_is_told_as_such(consented, name, event):
    rows = """
        <p data-sic-product data-sic-show="S1" data-sic-performance="P1" data-sic-quantity="2" data-sic-price="19"></p>
        <p data-sic-product data-sic-show="S2" data-sic-performance="P2" data-sic-price-category="Réduit"></p>"""
    values = 'data-sic-season="2026" data-sic-order="C-7" data-sic-revenue="57.00" data-sic-currency="EUR"'
    consented.open(consented.site.page("/p", rows, body=f'data-sic-view="{name}" {values}'))
    told, page = consented.sent(event, "page")
    products = told["properties"].pop("products", None)
    assert told["properties"] == {"season": "2026", "order_id": "C-7", "revenue": 57, "currency": "EUR"}
    assert page["properties"] == {"season": "2026"}
    if name in ("season", "show"):
        assert products is None
    else:
        assert products == [
            {"show_id": "S1", "performance_id": "P1", "quantity": 2, "price": 19},
            {"show_id": "S2", "performance_id": "P2", "price_category": "Réduit"}]


def test_a_page_whose_own_scripts_declare_its_view_is_read_after_them(consented):
    consented.site.pages["/late.js"] = "document.body.dataset.sicShow = 'S7'"
    consented.site.slow = "/late.js"
    module = '<script type="module" src="/late.js"></script>'
    consented.open(consented.site.page("/p", body='data-sic-view="show"', head=module))
    consented.sent("page")
    consented.settled()
    assert [item["properties"] for item in consented.collector.events] == [{"show_id": "S7"}, {"show": "S7"}]


def test_clicks_and_forms_are_told_even_of_parts_added_later(consented):
    form = """<form data-sic-on="basket_add" data-sic-show="S3" data-sic-currency="EUR" onsubmit="return false">
        <select><option data-sic-performance="P1">a<option id="p2" data-sic-performance="P2" selected>b</select>
        <input type="radio" name="r" data-sic-price-category="Plein" data-sic-price="38">
        <input type="radio" name="r" data-sic-price-category="Réduit" data-sic-price="19" checked>
        <input type="number" data-sic-quantity value="3"><button id="go">go</button></form>"""
    consented.open(consented.site.page("/p"))
    button = BASKET_BUTTON.replace(">+<", "><b id='inside'>+</b><")
    consented.run("document.body.innerHTML = arguments[0]", button + form)
    consented.click("#inside")
    assert consented.sent("Product Added")[0]["properties"] == {
        "show_id": "S12", "performance_id": "P1", "price_category": "Plein", "quantity": 2, "price": 38.5,
        "currency": "EUR"}
    consented.click("#go")
    until("the form is told", lambda: consented.collector.names().count("Product Added") == 2)
    assert consented.collector.events[-1]["properties"] == {
        "show_id": "S3", "performance_id": "P2", "price_category": "Réduit", "quantity": 3, "price": 19,
        "currency": "EUR"}


def test_calls_say_the_same_and_more(consented):
    consented.open(consented.site.page("/p"))
    products = [{"show_id": "S1", "quantity": 2, "price": 19}]
    consented.call("basket_add", {"show_id": "S1", "price": 12.5})
    consented.call("basket_remove", {"show_id": "S1"})
    consented.call("basket", {"products": products})
    consented.call("order", {"order_id": "C-9", "revenue": 38, "currency": "EUR", "products": products})
    consented.call("Newsletter Subscribed", {"list": "saison"})
    consented.call("view", {"show": "S9"})
    consented.call("identify", "u-1", {"email": "zoe@example.org"})
    added, removed, basket, order, other, who = consented.sent(
        "Product Added", "Product Removed", "Cart Viewed", "Order Completed", "Newsletter Subscribed", "identify")
    assert added["properties"] == {"show_id": "S1", "price": 12.5} and removed["properties"] == {"show_id": "S1"}
    assert basket["properties"] == {"products": products}
    assert order["properties"] == {"order_id": "C-9", "revenue": 38, "currency": "EUR", "products": products}
    assert other["properties"] == {"list": "saison"}
    assert (who["userId"], who["traits"]) == ("u-1", {"email": "zoe@example.org"})
    assert [item["properties"] for item in consented.collector.events if item["type"] == "page"] == [{}, {"show": "S9"}]


def test_a_shared_device_starts_anew_when_told(consented):
    consented.open(consented.site.page("/p"))
    consented.call("identify", "u-1")
    first = consented.sent("identify")[0]["anonymousId"]
    consented.call("reset")
    consented.call("show", {"show_id": "S1"})
    later = consented.sent("Product Viewed")[0]
    assert later["anonymousId"] != first and "userId" not in later


def test_calls_made_before_the_script_has_loaded_are_kept_in_order(consented):
    early = f"{QUEUE}; sicstine('identify', 'u-2'); sicstine('show', {{show_id: 'S5'}})"
    consented.open(consented.site.page("/p", head=f"<script>{early}</script>"))
    consented.sent("page")
    assert consented.collector.names() == ["identify", "Product Viewed", "page"]
    assert {item["userId"] for item in consented.collector.events} == {"u-2"}


def test_a_shared_link_carries_a_token_of_its_own_and_nothing_of_the_sharer(consented):
    page = consented.site.page("/saison/x")
    consented.open(page + "?id=4&utm_source=lettre&gclid=secret&mc_eid=secret&sic_share=parent")
    link = consented.call("share", {"show_id": "S12", "network": "courriel"})
    shared = consented.sent("Product Shared")[0]["properties"]
    token = shared.pop("share_token")
    assert len(token) >= 16 and re.fullmatch(r"[\w-]+", token)
    assert shared == {"show_id": "S12", "network": "courriel"}
    assert link == f"{consented.site.url}/saison/x?id=4&sic_share={token}"
    consented.call("consent", False)
    assert consented.call("share", {}) == f"{consented.site.url}/saison/x?id=4"


# Single-page sites and the ways of leaving and coming back.


def test_a_single_page_site_counts_a_page_when_its_path_changes(visit):
    visit.open(visit.site.page("/a") + ARRIVAL)
    visit.counted(1)
    visit.run("history.replaceState({}, '', '/a?tab=2'); history.pushState({}, '', '#part')")
    visit.settled()
    visit.run("history.pushState({}, '', '/b?secret=1')")
    visit.counted(2)
    visit.run("history.replaceState({}, '', '/c')")
    visit.counted(3)
    visit.run("history.back()")
    visit.counted(4)
    visit.settled()
    assert [item["path"] for item in visit.collector.audience] == ["/a", "/b", "/c", "/a"]
    assert all("referrer" not in item for item in visit.collector.audience)


def test_a_single_page_site_may_declare_its_view_late_and_is_not_told_an_old_one_again(consented):
    consented.open(consented.site.page("/s/1", body='data-sic-view="show" data-sic-show="S1"') + "?utm_source=lettre")
    consented.sent("Product Viewed")
    consented.run("history.pushState({}, '', '/s/2'); document.title = 'Deux'")
    until("the second page is told", lambda: consented.collector.names().count("page") == 2)
    consented.run("document.body.dataset.sicShow = 'S2'")
    until("the second show is told", lambda: consented.collector.names().count("Product Viewed") == 2)
    consented.settled()
    pages = [item for item in consented.collector.events if item["type"] == "page"]
    shows = [item for item in consented.collector.events if item.get("event") == "Product Viewed"]
    assert [page["context"]["page"]["path"] for page in pages] == ["/s/1", "/s/2"]
    assert [show["properties"]["show_id"] for show in shows] == ["S1", "S2"]
    # The arrival, with its campaign, is not told a second time.
    assert pages[1]["context"]["page"]["referrer"] == consented.site.url + "/s/1"
    assert "utm_source" not in json.dumps(pages[1]) and pages[1]["name"] == "Deux"


def test_a_page_taken_out_of_the_back_forward_cache_counts(visit):
    visit.open(visit.site.page("/a"))
    visit.counted(1)
    visit.run("window.restored = 0; addEventListener('pageshow', event => event.persisted && window.restored++)")
    visit.open(visit.site.page("/b"))
    visit.counted(2)
    visit.driver.back()
    if not visit.run("return window.restored"):
        pytest.skip("this browser did not keep the page")
    assert [item["path"] for item in visit.counted(3)] == ["/a", "/b", "/a"]


def test_what_happens_as_the_page_is_left_is_sent_and_sent_again_under_the_same_id_until_answered(consented):
    consented.site.page("/next")
    link = BASKET_BUTTON.replace("<button", "<a href='/next'").replace("</button>", "</a>")
    consented.open(consented.site.page("/p", link))
    consented.sent("page")
    consented.settled()
    consented.click("#add")
    consented.ready()
    consented.settled()
    sent = [item["messageId"] for body in consented.collector.bodies("/v1/batch") for item in body["batch"]
            if item.get("event") == "Product Added"]
    assert len(set(sent)) == 1 and len(sent) >= 2
    until("nothing is kept", lambda: storage(consented.driver) == {})
