"""What is shown of what is derived: a contact's history, an order's origin, baskets, and how much is missing."""
from datetime import datetime, timedelta, timezone

import pytest

from problems import problem
from test_collection_api import PAGE, Derived, Site, derived, site, track  # noqa: F401: two are fixtures
from stack import until

NOW = datetime.now(timezone.utc).replace(microsecond=0)


def told(moment):
    """A moment to the second, as answers tell it."""
    return moment.isoformat().replace("+00:00", "Z")


def contact(api, venue, name):
    return api.ok(api.post(f"/v1/venues/{venue}/contacts", {"external_id": name}))["id"]


def order(api, venue, buyer, name, ordered_at="2026-11-10T12:00:00Z", channel="INTERNET"):
    return api.ok(api.post(f"/v1/venues/{venue}/orders", {
        "external_id": name, "ordered_at": ordered_at, "buyer_id": buyer, "currency": "EUR", "channel": channel,
        "lines": [{"amount": 100}]}))["id"]


def history(api, venue, contact, **parameters):
    return list(api.pages(f"/v1/venues/{venue}/contacts/{contact}/web-history", **parameters))


def shown(visits):
    """The day of each, and what was done."""
    return [(visit["started_at"][:10], [action["action"] for action in visit["actions"]]) for visit in visits]


# A contact's history.


def test_a_contacts_history_is_the_sessions_it_is_known_in_and_those_around_them(venue_api, venue, derived, site):
    ana, bob = contact(venue_api, venue, "ana"), contact(venue_api, venue, "bob")
    order(venue_api, venue, ana, "O-1")
    derived.session("browser", "2026-11-01T10:00:00+00:00", "page_view", group="Email")
    derived.session(
        "browser", "2026-11-02T10:00:00+00:00", ("page_view", {"path": "/a", "user_ref": "ana"}),
        ("basket_add", {"show_ref": "S", "performance_ref": "P", "quantity": 2}, {"show_ref": "T"}))
    derived.session("phone", "2026-11-03T10:00:00+00:00", ("order_placed", {"order_ref": "O-1"}))
    # Two people on one device stay two; one session of both is nobody's.
    derived.session("shared", "2026-11-04T10:00:00+00:00", ("page_view", {"user_ref": "ana"}))
    derived.session("shared", "2026-11-05T10:00:00+00:00", ("login", {"user_ref": "bob"}))
    derived.session("shared", "2026-11-06T10:00:00+00:00", "page_view")
    derived.session("both", "2026-11-07T10:00:00+00:00", ("login", {"user_ref": "ana"}), ("login", {"user_ref": "bob"}))
    derived.session("other", "2026-11-08T10:00:00+00:00", "page_view")
    visits = history(venue_api, venue, ana)
    assert shown(visits) == [
        ("2026-11-04", ["page_view"]), ("2026-11-03", ["order_placed"]),
        ("2026-11-02", ["page_view", "basket_add", "basket_add"]), ("2026-11-01", ["page_view"])]
    assert history(venue_api, venue, ana, limit=1) == visits
    assert shown(history(venue_api, venue, bob)) == [("2026-11-05", ["login"])]
    assert visits[3] == visits[3] | {
        "started_at": "2026-11-01T10:00:00Z", "ended_at": "2026-11-01T10:01:00Z", "application_id": site.id,
        "channel_group": "Email", "source": None, "page_views": 1, "has_more_actions": False}
    assert visits[2]["actions"][:2] == [
        {"at": "2026-11-02T10:00:00Z", "action": "page_view", "path": "/a", "show_ref": None, "performance_ref": None,
         "quantity": None, "order_ref": None},
        {"at": "2026-11-02T10:01:00Z", "action": "basket_add", "path": None, "show_ref": "S", "performance_ref": "P",
         "quantity": 2, "order_ref": None}]
    assert history(venue_api, venue, contact(venue_api, venue, "none")) == []


def test_a_long_session_is_shown_in_part(venue_api, venue, derived):
    ana = contact(venue_api, venue, "ana")
    for number, count in enumerate((100, 101)):
        derived.session(
            f"b{number}", f"2026-11-0{number + 1}T10:00:00+00:00",
            *[("page_view", {"path": f"/{step}", "user_ref": "ana"}) for step in range(count)])
    longer, exact = history(venue_api, venue, ana)
    assert [action["path"] for action in longer["actions"]] == [f"/{step}" for step in range(100)]
    assert (longer["has_more_actions"], exact["has_more_actions"]) == (True, False)
    assert len(exact["actions"]) == 100


def test_what_is_sent_is_in_the_history_once_the_contact_is_known(venue_api, venue, site):
    ana = contact(venue_api, venue, "ana")
    site.send(track("Product Viewed", userId="ana"))
    visits = until("it is consolidated", lambda: history(venue_api, venue, ana))
    assert [(action["action"], action["path"]) for action in visits[0]["actions"]] == [("show_view", "/season/phedre")]
    # What nobody agreed to is not there.
    refused = track("Product Added", {"page": {"url": PAGE}}, userId="ana")
    assert "missing_consent" in site.send(refused).text


# The last five are made as ours are: moments before the year 1 and after 9999, and beyond what a timestamp holds.
@pytest.mark.parametrize("cursor", [
    "", "x", "0", "é", "2P2", "1d1d1e1e1k",
    "191i1e1d1f1h1h1l1i1k1c1c1c1c1c1c1c1d0w1dl", "1e1h1f1g1c1e1f1c1c1k1c1c1c1c1c1c1c1c0w1dl",
    "1l1e1e1f1f1j1e1c1f1i1k1h1g1j1j1h1k1c1j0w1d0",
    "191l1e1e1f1f1j1e1c1f1i1k1h1g1j1j1h1k1c1k0w1de",
    "1l1e1e1f1f1j1e1c1f1i1k1h1g1j1j1h1k1c1k0w1de"])
def test_a_cursor_of_times_that_is_not_ours_is_refused(venue_api, venue, cursor):
    ana = contact(venue_api, venue, "ana")
    for path in (f"contacts/{ana}/web-history", "baskets"):
        problem(venue_api.get(f"/v1/venues/{venue}/{path}", params={"cursor": cursor}), 400, "invalid_cursor")


def test_a_cursor_of_names_is_none_of_times(venue_api, venue):
    ana = contact(venue_api, venue, "ana")
    for host in ("a.fr", "b.fr"):
        path = f"/v1/venues/{venue}/referrer-hosts"
        venue_api.ok(venue_api.request("PUT", f"{path}/{host}", json={"source": "x", "kind": "ai"}))
    cursor = venue_api.ok(venue_api.get(f"{path}?limit=1"))["next_cursor"]
    problem(venue_api.get(f"/v1/venues/{venue}/contacts/{ana}/web-history", params={"cursor": cursor}), 400,
            "invalid_cursor")


# Where an order came from.


def touch(derived, device, at, group="Email", **values):
    derived.batch += 1
    derived.insert("touches", batch=10_000 + derived.batch, item=0, device=device, occurred_at=at, channel_group=group,
                   **values)


def origin(api, venue, order):
    return api.ok(api.get(f"/v1/venues/{venue}/orders/{order}/origin"))


UNKNOWN = {"known": False, "application_id": None, "started_at": None, "channel_group": None, "source": None,
           "medium": None, "campaign": None, "touches": []}


def test_an_order_comes_from_the_session_with_pages_that_told_it(venue_api, venue, derived, site):
    ana = contact(venue_api, venue, "ana")
    carried, other, nameless = (order(venue_api, venue, ana, name) for name in ("O-1", "O-2", None))
    placed = ("order_placed", {"order_ref": "O-1"})
    derived.session("server", "2026-11-10T10:00:00+00:00", placed, group="Server")
    derived.session("browser", "2026-10-01T10:00:00+00:00", "page_view", "page_view")
    derived.session("browser", "2026-10-20T10:00:00+00:00", "page_view", "page_view")
    derived.session("browser", "2026-11-10T10:05:00+00:00", "page_view", placed, placed, group="Email")
    derived.session("browser", "2026-11-11T10:05:00+00:00", "page_view", placed, group="Direct")
    touch(derived, "browser", "2026-10-01T10:01:00+00:00", source="too early")
    touch(derived, "browser", "2026-10-20T10:01:00+00:00", source="news", medium="email", campaign="n1",
          referrer_host="a.fr")
    touch(derived, "browser", "2026-11-10T10:05:00+00:00", "Organic Search", source="google")
    touch(derived, "browser", "2026-11-11T10:05:00+00:00", source="too late")
    touch(derived, "server", "2026-11-10T10:00:00+00:00", source="another's")
    found = origin(venue_api, venue, carried)
    assert found == {
        "known": True, "application_id": site.id, "started_at": "2026-11-10T10:05:00Z", "channel_group": "Email",
        "source": None, "medium": None, "campaign": None, "touches": [
            {"at": "2026-11-10T10:05:00Z", "channel_group": "Organic Search", "source": "google", "medium": None,
             "campaign": None, "referrer_host": None},
            {"at": "2026-10-20T10:01:00Z", "channel_group": "Email", "source": "news", "medium": "email",
             "campaign": "n1", "referrer_host": "a.fr"}]}
    assert origin(venue_api, venue, other) == UNKNOWN == origin(venue_api, venue, nameless)


def test_touches_of_a_shared_device_are_those_of_the_purchase(venue_api, venue, derived):
    ana = contact(venue_api, venue, "ana")
    carried = order(venue_api, venue, ana, "O-1")
    derived.session("kiosk", "2026-11-10T10:00:00+00:00", "page_view", "page_view", visitor=1)
    placed = ("order_placed", {"order_ref": "O-1"})
    derived.session("kiosk", "2026-11-10T11:00:00+00:00", "page_view", placed, visitor=2)
    touch(derived, "kiosk", "2026-11-10T10:00:00+00:00", source="of someone else")
    touch(derived, "kiosk", "2026-11-10T11:00:00+00:00", source="own")
    assert [one["source"] for one in origin(venue_api, venue, carried)["touches"]] == ["own"]


# Baskets.


class Baskets:
    def __init__(self, derived):
        self.derived = derived

    def make(self, device, changed, *changes, closed=False, patience="24 hours", additions=1, **values):
        """A basket changed at these moments before the last, a minute apart; each change an action and its details."""
        opened = changed - timedelta(minutes=len(changes) - 1)
        self.derived.session(device, opened.isoformat(), *changes)
        self.derived.insert(
            "baskets", device=device, opened_at=opened, changed_at=changed, patience=patience, additions=additions,
            is_closed=closed, **values)
        schema = self.derived.schema
        made, = self.derived.database.execute(f"SELECT max(id) FROM {schema}.baskets").fetchone()
        # Its group has the number of the moment, as groups have.
        self.derived.database.execute(
            f"UPDATE {schema}.visitor_actions SET basket_id = %s, batch = (%s << 11) + batch WHERE batch = %s",
            (made, int(changed.timestamp() * 1_000_000), self.derived.batch))
        return str(made)


def baskets(api, venue, **parameters):
    return list(api.pages(f"/v1/venues/{venue}/baskets", **parameters))


def test_baskets_are_shown_with_their_state_and_history(venue_api, venue, derived):
    ana = contact(venue_api, venue, "ana")
    make = Baskets(derived).make
    add = ("basket_add", {"show_ref": "S", "performance_ref": "P", "price_category": "A", "quantity": 2, "amount": 4000,
                          "user_ref": "ana"}, {"show_ref": "T"})
    hour, day = timedelta(hours=1), timedelta(days=1)
    left = make("a", NOW - day - hour, add)
    bought = make("b", NOW - hour, ("basket_add", {"show_ref": "T"}), ("basket_remove", {"show_ref": "T"}),
                  ("order_placed", {"order_ref": "O-1"}), closed=True, order_ref="O-1")
    kiosk = make("k", NOW - hour, ("basket_add", {"show_ref": "S"}), patience="30 minutes")
    held = make("c", NOW - day + hour, ("basket_add", {"show_ref": "S"}))
    make("d", NOW - hour, "checkout_start", additions=0)
    found = baskets(venue_api, venue)
    assert [(one["id"], one["state"]) for one in found] == [
        (held, "open"), (kiosk, "abandoned"), (bought, "ordered"), (left, "abandoned")]
    assert baskets(venue_api, venue, limit=1) == found
    for state in ("open", "abandoned", "ordered"):
        assert baskets(venue_api, venue, state=state, limit=1) == [one for one in found if one["state"] == state]
    assert [one["id"] for one in baskets(venue_api, venue, show="T", limit=1)] == [bought, left]
    assert [one["id"] for one in baskets(venue_api, venue, show="S", state="abandoned")] == [kiosk, left]
    assert baskets(venue_api, venue, show="s") == []
    assert found[3] == {
        "id": left, "opened_at": told(NOW - day - hour), "changed_at": told(NOW - day - hour),
        "closes_at": told(NOW - hour), "state": "abandoned", "order_ref": None, "contact_id": ana, "lines": [
            {"at": told(NOW - day - hour), "action": "basket_add", "show_ref": "S", "performance_ref": "P",
             "price_category": "A", "quantity": 2, "amount": 4000},
            {"at": told(NOW - day - hour), "action": "basket_add", "show_ref": "T", "performance_ref": None,
             "price_category": None, "quantity": None, "amount": None}], "has_more_lines": False}
    assert [line["action"] for line in found[2]["lines"]] == ["basket_add", "basket_remove", "order_placed"]
    assert (found[2]["order_ref"], found[2]["closes_at"], found[2]["contact_id"]) == ("O-1", told(NOW - hour), None)


def test_a_basket_is_its_visitors_when_one_person_is_known(venue_api, venue, derived):
    ana, _ = contact(venue_api, venue, "ana"), contact(venue_api, venue, "bob")
    make = Baskets(derived).make
    make("a", NOW, "page_view", ("basket_add", {"show_ref": "S"}))
    derived.session("a", "2026-11-01T10:00:00+00:00", ("identify", {"user_ref": "ana"}))
    assert [one["contact_id"] for one in baskets(venue_api, venue, state="open")] == [ana]
    derived.session("a", "2026-11-02T10:00:00+00:00", ("identify", {"user_ref": "bob"}))
    assert [one["contact_id"] for one in baskets(venue_api, venue, show="S")] == [None]


def test_a_basket_is_nobodys_when_one_of_its_sessions_says_two_people(venue_api, venue, derived):
    ana, _ = contact(venue_api, venue, "ana"), contact(venue_api, venue, "bob")
    made = Baskets(derived).make("a", NOW, ("basket_add", {"show_ref": "S", "user_ref": "ana"}))
    assert [one["contact_id"] for one in baskets(venue_api, venue, show="S")] == [ana]
    derived.session("a", "2026-11-02T10:00:00+00:00", *[
        ("basket_add", {"show_ref": "S", "basket_id": int(made), "user_ref": user}) for user in ("ana", "bob")])
    assert [one["contact_id"] for one in baskets(venue_api, venue, show="S")] == [None]


def test_a_basket_that_is_sent_is_open(venue_api, venue, site):
    site.send(track("Product Added", properties={"show_id": "S", "quantity": 3, "price": 12.5, "currency": "EUR"}))
    (basket,) = until("it is consolidated", lambda: baskets(venue_api, venue, state="open"))
    assert [(line["show_ref"], line["quantity"], line["amount"]) for line in basket["lines"]] == [("S", 3, 3750)]


@pytest.mark.parametrize("query", [
    "state=lost", "state=", "show=", f"show={'x' * 201}", "show=%00", "limit=0", "contact=1"])
def test_baskets_that_are_not_asked_for_rightly_are_refused(venue_api, venue, query):
    problem(venue_api.get(f"/v1/venues/{venue}/baskets?{query}"), 400, "invalid_request")


# How much is missing.


def coverage(api, venue, **parameters):
    period = {"from": "2026-11-09", "to": "2026-11-11"}
    return api.ok(api.get(f"/v1/venues/{venue}/collection-coverage", params=period | parameters))


def row(of_record, seen, share):
    return {"orders_of_record": of_record, "orders_seen": seen, "coverage": share}


def test_thirty_orders_of_a_hundred_that_no_event_told_are_missing(stack, venue_api, venue, derived, site):
    server = Site(stack, venue_api, venue).id
    ana = contact(venue_api, venue, "ana")
    # By the calendar of Paris: 40 on the 10th, the first and the last minute of it among them, and 60 on the 11th.
    moments = ["2026-11-09T23:00:00Z", "2026-11-10T22:59:59Z", *["2026-11-10T12:00:00Z"] * 38,
               *["2026-11-11T12:00:00Z"] * 60]
    made = [(f"O-{number}", at, "INTERNET") for number, at in enumerate(moments, 1)]
    # Sold elsewhere, and on the day after.
    made += [(f"B-{number}", moments[-1], "OTHERS") for number in range(10)]
    made += [(f"L-{number}", "2026-11-11T23:00:00Z", "INTERNET") for number in range(10)]
    for name, at, channel in made:
        derived.insert("orders", external_id=name, ordered_at=at, buyer_id=int(ana), channel=channel)
    for number in range(1, 71):
        # Told on another day than it was made, some twice, and one by the server alone.
        device = f"d{number}"
        placed = ("order_placed", {"order_ref": f"O-{number}"})
        told_by = {"application": server} if number == 70 else {}
        derived.session(device, "2026-11-12T10:00:00+00:00", "page_view", placed, *[placed] * (number % 2), **told_by)
        if number <= 20:
            derived.session(f"s{number}", "2026-11-12T10:00:00+00:00", placed, application=server)
    # Neither is an order that was placed.
    derived.session("x", "2026-11-12T10:00:00+00:00", ("order_cancelled", {"order_ref": "O-99"}),
                    ("order_placed", {"order_ref": "elsewhere"}), ("order_placed", {"order_ref": "B-1"}))
    answer = coverage(venue_api, venue)
    assert answer["total"] == row(100, 70, 0.7)
    assert answer["data"] == [
        {"day": "2026-11-09"} | row(0, 0, None), {"day": "2026-11-10"} | row(40, 40, 1.0),
        {"day": "2026-11-11"} | row(60, 30, 0.5)]
    assert {one["application_id"]: one["orders_seen"] for one in answer["applications"]} == {site.id: 69, server: 21}
    pages = coverage(venue_api, venue, application=site.id)
    assert pages["total"] == row(100, 69, 0.69)
    assert [one["application_id"] for one in pages["applications"]] == [site.id]
    problem(venue_api.get(f"/v1/venues/{venue}/collection-coverage", params={
        "from": "2026-11-09", "to": "2026-11-11", "application": "4611686018427387904"}), 404, "not_found")


def test_of_days_whose_events_are_not_kept_no_coverage_is_told(venue_api, venue, derived, site):
    ana = contact(venue_api, venue, "ana")
    # By the calendar of Paris a day begins before the month does, by which events are kept.
    oldest = NOW.replace(year=NOW.year - 2, day=1)
    days = [(oldest + timedelta(days=day)).date().isoformat() for day in (0, 1)]
    for day in days:
        derived.insert("orders", external_id=day, ordered_at=f"{day}T12:00:00Z", buyer_id=int(ana), channel="INTERNET")
    derived.session("a", "2026-11-12T10:00:00+00:00", ("order_placed", {"order_ref": days[1]}))
    answer = coverage(venue_api, venue, **{"from": days[0], "to": days[1]})
    assert answer["data"] == [{"day": days[0]} | row(1, 0, None), {"day": days[1]} | row(1, 1, 1.0)]
    assert answer["total"] == row(1, 1, 1.0)


def test_coverage_names_the_balises_that_have_gone_silent(stack, venue_api, venue, site, database):
    quiet = Site(stack, venue_api, venue)
    path = f"/v1/venues/{venue}/balises"
    made = {action: venue_api.ok(venue_api.post(path, {
        "application_id": quiet.id, "action": action, "label": action, "silent_after_seconds": 3_600}))
        for action in ("order_placed", "basket_add", "share")}
    heard = NOW - timedelta(minutes=61)
    for action, at in [("order_placed", heard), ("basket_add", heard + timedelta(minutes=30))]:
        database.execute(
            f'UPDATE "venue_{venue}".balises SET last_event_at = %s WHERE id = %s', (at, made[action]["id"]))
    site.send(track("Product Viewed"))
    until("it has arrived", lambda: site.arrivals()["data"])
    told_of = {one["application_id"]: one for one in coverage(venue_api, venue)["applications"]}
    assert told_of[quiet.id] == {
        "application_id": quiet.id, "name": "Site", "orders_seen": 0,
        "last_heard_at": told(heard + timedelta(minutes=30)), "silent_balises": [
            {"id": made["order_placed"]["id"], "action": "order_placed", "label": "order_placed",
             "last_event_at": told(heard)}]}
    assert told_of[site.id]["silent_balises"] == [] and told_of[site.id]["last_heard_at"] >= told(NOW)[:19]
    third = Site(stack, venue_api, venue)
    third.view("/")
    until("it is counted", lambda: third.arrivals()["data"])
    told_of = {one["application_id"]: one for one in coverage(venue_api, venue)["applications"]}
    assert told_of[third.id]["last_heard_at"][16:] == ":00Z"


@pytest.mark.parametrize("query", [
    "", "from=2026-11-01", "from=2026-11-02&to=2026-11-01", "from=2025-01-01&to=2026-02-05",
    "from=2026-11-01&to=2026-11-01&application=x", "from=2026-11-01&to=2026-11-01&group_by=day"])
def test_coverage_that_is_not_asked_for_rightly_is_refused(venue_api, venue, query):
    problem(venue_api.get(f"/v1/venues/{venue}/collection-coverage?{query}"), 400, "invalid_request")
