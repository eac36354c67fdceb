"""A real browser walks the demonstration's theatre, its visitor refusing, agreeing and changing their mind, and the
whole database is searched for what should not be there."""
import re
import secrets
import subprocess
from collections import Counter

import pytest
from psycopg import sql

from browser import (  # noqa: F401 (driver and visit are fixtures)
    GPC, WRITE_KEY, TheatreVisit, chromium, demo_site, driver, on_every_page, visit)
from stack import ROOT, until

# Where the browser and all the rest of the stack are; the site goes by another name.
HERE = "127.0.0.1"
AUDIENCE = {"audience_views", "audience_visits", "audience_keys"}


class Canaries:
    """What a visitor brings along that can be searched for, no two visitors the same."""

    def __init__(self):
        mark = secrets.token_hex(6)
        self.email = f"zoe.{mark}@example.org"
        self.campaign, self.click, self.token, self.mail = (
            f"{name}{mark}" for name in ("campagne", "clic", "jeton", "arrivee"))
        self.arrival = (f"?utm_source=lettre&utm_medium=email&utm_campaign={self.campaign}&gclid={self.click}"
                        f"&token={self.token}&mail={self.mail}%40example.org")

    def __iter__(self):
        return iter((self.email, self.campaign, self.click, self.token, self.mail))


@pytest.fixture
def canaries():
    return Canaries()


@pytest.fixture
def theatre(driver, stack, venue, venue_api):
    """A visitor new to everything, on the theatre's site, which sends to the venue's own application."""
    port = subprocess.run([ROOT / "ops/free-ports", "1"], capture_output=True, text=True, check=True).stdout.strip()
    origin = f"http://localhost:{port}"
    made = venue_api.ok(venue_api.post(f"/v1/venues/{venue}/applications", {
        "name": "Site", "kind": "website", "allowed_origins": [origin]}))
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    with demo_site(stack.env["SICSTINE_INGEST_URL"], made["write_key"], "--port", port):
        yield TheatreVisit(driver, None, origin)
    driver.get("about:blank")


@pytest.fixture
def actions(database, venue):
    """How often each action was stored, once the worker has read them all."""
    def count():
        until("no group of events waits", lambda: not rows(database, venue, "event_marks"), 60)
        return Counter(action for action, in database.execute(f'SELECT action FROM "venue_{venue}".events'))
    return count


@pytest.fixture
def where(database, stack, venue):
    """In which tables a text stands, in any column of any schema, and in which of the services' logs; or only in which
    of the venue's own tables, for a text that others may have too."""
    tables = database.execute("""
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        ORDER BY 1, 2""").fetchall()
    assert len(tables) > 40

    def search(text, of_venue=False):
        found = set()
        for schema, table in tables:
            if of_venue and schema != f"venue_{venue}":
                continue
            query = sql.SQL("SELECT EXISTS (SELECT FROM {} AS t WHERE position(lower(%s) IN lower(t::text)) > 0)")
            if database.execute(query.format(sql.Identifier(schema, table)), [text]).fetchone()[0]:
                # Of a month's partition, the table.
                found.add(re.sub(r"_(\d{4}_\d\d|default)$", "", table))
        logs = [] if of_venue else (stack.directory / "log").glob("*")
        return found | {log.name for log in logs if text in log.read_text(errors="replace")}

    return search


def rows(database, venue, table):
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(f"venue_{venue}", table))
    return database.execute(query).fetchone()[0]


def ids(theatre, name):
    cookie = theatre.cookie(name)
    return cookie["value"] if cookie else None


def counted(database, venue, views):
    until(f"{views} exempt views are stored", lambda: rows(database, venue, "audience_views") >= views, 30)
    assert rows(database, venue, "audience_views") == views


def walk(theatre, email):
    """Everything there is to do, from the season to a shared link: the order's number and the link."""
    theatre.put_into_basket()
    number = theatre.buy(email)
    return number, theatre.share()


def test_of_a_visitor_who_refuses_only_anonymous_page_views_are_known(
        theatre, canaries, database, venue, actions, where):
    theatre.arrive(query=canaries.arrival)
    theatre.answer(accept=False)
    number, link = walk(theatre, canaries.email)
    counted(database, venue, 6)
    theatre.settled()
    assert actions() == {} and rows(database, venue, "refused_items") == 0
    assert "sic_share" not in link and ids(theatre, "id") is None
    for text in (*canaries, number):
        assert where(text) == set(), text
    for text in (HERE, "Zoé", "client-", "utm_", "lettre", "S02-"):
        assert where(text, of_venue=True) == set(), text
    assert where(ids(theatre, "audience")) <= AUDIENCE
    stored = database.execute(f'SELECT DISTINCT page_path FROM "venue_{venue}".audience_views').fetchall()
    assert {path for path, in stored} == {
        "/", "/spectacles/monsieur-personne", "/spectacles/atlas-des-tempetes", "/panier", "/commande", "/merci"}


def test_of_a_visitor_who_agrees_everything_is_known_and_no_anonymous_view_leads_to_them(
        theatre, canaries, database, venue, actions, where):
    theatre.arrive(query=canaries.arrival)
    counted(database, venue, 1)
    theatre.answer(accept=True)
    number, link = walk(theatre, canaries.email)
    until("the shared link is known", lambda: actions()["share"] == 1, 60)
    assert actions() == {
        "consent_given": 1, "page_view": 6, "season_view": 1, "show_view": 2, "basket_add": 1, "basket_view": 1,
        "checkout_start": 1, "identify": 1, "payment_info": 1, "order_placed": 1, "share": 1}
    audience, visitor = ids(theatre, "audience"), ids(theatre, "id")
    assert where(audience) <= AUDIENCE
    assert {"events", "sessions", "visitor_actions"} <= where(visitor) and not where(visitor) & AUDIENCE
    counted(database, venue, 1)
    # What stood in the address: the campaign is told, what could lead to somebody is not.
    assert {"events", "sessions"} <= where(canaries.campaign) and not where(canaries.campaign) & AUDIENCE
    for text in (canaries.click, canaries.token, canaries.mail):
        assert where(text) == set(), text
    assert where(HERE, of_venue=True) == set()
    assert where(canaries.email) <= {"events"} and not where(number) & AUDIENCE
    [(channel, campaign)] = database.execute(f'SELECT channel_group, campaign FROM "venue_{venue}".sessions').fetchall()
    assert campaign == canaries.campaign and channel
    [(ref,)] = database.execute(f'SELECT order_ref FROM "venue_{venue}".baskets').fetchall()
    assert ref == number
    assert where(link.split("sic_share=")[1]) >= {"events", "share_links"}


def test_after_a_withdrawal_nothing_more_is_known_of_the_visitor(theatre, canaries, database, venue, actions, where):
    theatre.arrive(query=canaries.arrival)
    theatre.answer(accept=True)
    theatre.settled()
    old = ids(theatre, "id")
    theatre.press("refuse")
    until("the withdrawal is stored", lambda: actions()["consent_withdrawn"] == 1, 30)
    known = actions()
    assert ids(theatre, "id") is None
    theatre.arrive()
    number, _ = walk(theatre, canaries.email)
    theatre.settled()
    assert actions() == known
    assert where(number) == set() and where(canaries.email) == set()
    people, views = database.execute(
        f'SELECT count(DISTINCT audience_id), count(*) FROM "venue_{venue}".audience_views').fetchone()
    assert people == 1 and views >= 6
    assert where(ids(theatre, "audience")) <= AUDIENCE and not where(old) & AUDIENCE
    # A later consent begins with another id.
    theatre.press("accept")
    until("the later consent is stored", lambda: actions()["consent_given"] == 2, 30)
    assert ids(theatre, "id") != old
    visitors = database.execute(f'SELECT count(DISTINCT anonymous_id) FROM "venue_{venue}".events').fetchone()
    assert visitors == (2,)


def test_of_a_visitor_whose_browser_asks_for_it_nothing_is_known(theatre, canaries, database, venue, actions, where):
    with on_every_page(theatre.driver, GPC):
        theatre.arrive(query=canaries.arrival)
        number, _ = walk(theatre, canaries.email)
        theatre.settled()
    assert actions() == {}
    assert [rows(database, venue, table) for table in ("audience_views", "refused_items")] == [0, 0]
    for text in (*canaries, number):
        assert where(text) == set(), text
    assert where(HERE, of_venue=True) == set()


def test_of_a_visitor_who_opts_out_nothing_more_is_counted(theatre, canaries, database, venue, actions):
    theatre.arrive()
    counted(database, venue, 1)
    theatre.press("leave")
    theatre.settled()
    before = rows(database, venue, "audience_views")
    theatre.arrive()
    walk(theatre, canaries.email)
    theatre.settled()
    assert rows(database, venue, "audience_views") == before and actions() == {}


def test_a_friend_who_follows_a_shared_link_is_seen_to_come_by_it(theatre, canaries, database, venue, actions):
    theatre.arrive()
    theatre.answer(accept=True)
    _, link = walk(theatre, canaries.email)
    until("the shared link is known", lambda: actions()["share"] == 1, 60)
    with chromium() as driver:
        friend = TheatreVisit(driver, None, theatre.address)
        friend.open(link)
        friend.answer(accept=True)
        friend.settled()
    token = link.split("sic_share=")[1]
    until("the friend's arrival is known", lambda: database.execute(
        f'SELECT count(*) FROM "venue_{venue}".touches WHERE share_token = %s', [token]).fetchone()[0] == 1, 60)


# The site itself, before a collection that writes down what it gets.


def test_the_demonstration_tells_of_everything(visit):
    with demo_site(visit.collector.url, WRITE_KEY) as address:
        theatre = TheatreVisit(visit.driver, visit.collector, address)
        theatre.arrive(query="?utm_source=lettre")
        theatre.answer(accept=True)
        theatre.put_into_basket()
        number = theatre.buy("zoe@example.org")
        link = theatre.share()
        theatre.press("refuse")
        order, shared = theatre.sent("Order Completed", "Product Shared")
        assert order["properties"]["order_id"] == number and len(order["properties"]["products"]) == 1
        assert link == f"{address}/spectacles/atlas-des-tempetes?sic_share={shared['properties']['share_token']}"
        names = theatre.collector.names()
        assert [name for name in names if name != "page"] == [
            "Consent Given", "Product List Viewed", "Product Viewed", "Product Viewed", "Product Added", "Cart Viewed",
            "Checkout Started", "identify", "Payment Info Entered", "Order Completed", "Product Shared",
            "Consent Withdrawn"]
        assert names.count("page") == 7
        # Its policy lets the script do all it has to.
        assert visit.driver.get_log("browser") == []


@pytest.mark.parametrize("path", ["/", "/spectacles/petite-chouette", "/panier", "/merci", "/confidentialite"])
def test_the_demonstration_fits_a_narrow_screen_and_names_its_controls(visit, path):
    with demo_site(visit.collector.url, WRITE_KEY) as address:
        visit.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True})
        try:
            visit.open(address + path)
            assert visit.run("return document.documentElement.scrollWidth <= innerWidth")
        finally:
            visit.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        controls = visit.driver.find_elements("css selector", "a, button, input, select, dialog")
        assert [control.get_attribute("outerHTML") for control in controls
                if control.is_displayed() and not control.accessible_name] == []


def test_the_demonstration_says_what_is_wrong_instead_of_serving_a_site_that_sends_nothing():
    tried = subprocess.run([ROOT / "ops/demo-site/serve", "--collect", "http://127.0.0.1:9", "--key", WRITE_KEY],
                           capture_output=True, text=True, timeout=20)
    assert tried.returncode == 1 and "balise.json cannot be read" in tried.stderr and tried.stdout == ""
