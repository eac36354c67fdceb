"""What a venue sees of what its applications send: the live view, refused items and their replay, hosts, shares, figures."""
import json
import secrets
from datetime import datetime, timedelta, timezone

import pytest

from clients import Ingest
from problems import faults, problem
from stack import until

PAGE = "https://www.example.fr"
AGREED = {"consent": {"mode": "consented"},
          "page": {"url": f"{PAGE}/season/phedre?utm_source=x", "path": "/season/phedre"}}
ROBOT = AGREED | {"userAgent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
COUNTED = {"accepted": 0, "refused": 0, "test": 0, "counted": 0}


class Site:
    """A website of a venue: its path, and ingestion with its write key."""

    def __init__(self, stack, api, venue, **description):
        self.api, self.venue = api, venue
        made = api.ok(api.post(f"/v1/venues/{venue}/applications", {
            "name": "Site", "kind": "website", "allowed_origins": [PAGE]} | description))
        self.id = made["id"]
        self.path = f"/v1/venues/{venue}/applications/{made['id']}"
        self.ingest = Ingest(stack.env["SICSTINE_INGEST_URL"], made["write_key"])
        self.ingest.session.headers["User-Agent"] = BROWSER

    def send(self, *items, origin=PAGE, **batch):
        return self.ingest.post("/v1/batch", {"batch": items} | batch, headers={"Origin": origin})

    def view(self, *paths):
        items = [{"messageId": secrets.token_hex(16), "audienceId": secrets.token_hex(16), "path": path}
                 for path in paths]
        return self.ingest.post("/v1/audience", {"items": items}, headers={"Origin": PAGE})

    def arrivals(self, **parameters):
        return self.api.ok(self.api.get(f"{self.path}/arrivals", params=parameters))

    def refused(self, **parameters):
        return list(self.api.pages(f"{self.path}/refused-items", **parameters))

    def change(self, **description):
        self.api.ok(self.api.request("PATCH", self.path, json=description))

    def replay(self, item, **options):
        return self.api.post(f"/v1/venues/{self.venue}/refused-items/{item['id']}/replay", **options)


@pytest.fixture
def site(stack, venue_api, venue):
    return Site(stack, venue_api, venue)


def track(name, context=AGREED, **members):
    """An event of its own that is in order."""
    return {"type": "track", "event": name, "anonymousId": "visitor", "messageId": secrets.token_hex(16),
            "context": context} | members


def stored(database, venue, columns="message_id"):
    return database.execute(f'SELECT {columns} FROM "venue_{venue}".events ORDER BY received_at, message_id').fetchall()


# The live view.


def test_the_live_view_shows_what_arrives_and_why_some_of_it_is_refused(venue_api, venue, site):
    venue_api.ok(venue_api.post(f"/v1/venues/{venue}/balises", {
        "application_id": site.id, "action": "basket_add", "label": "Basket"}))
    event = track("Product Added")
    site.send(event)
    site.send(track("Petal Pressed", ROBOT), track("Product Viewed", {}), {"type": "page", "context": AGREED}, 7)
    site.view("/season/tartuffe")
    arrivals = until("all has arrived", lambda: len((seen := site.arrivals())["data"]) == 6 and seen)
    shown = {(one["outcome"], one["reason"]): one for one in arrivals["data"]}
    accepted = shown["accepted", None]
    assert accepted == accepted | {
        "kind": "track", "action": "basket_add", "name": "Product Added", "message_id": event["messageId"],
        "path": "/season/phedre", "declared": True, "id": None, "payload": None}
    robot = shown["refused", "robot"]
    assert robot == robot | {"kind": "track", "action": "other", "name": "Petal Pressed", "declared": False}
    assert robot["payload"]["event"] == "Petal Pressed" and robot["id"]
    assert shown["refused", "missing_consent"]["payload"] is None
    assert shown["refused", "missing_identity"]["kind"] == "page"
    assert shown["refused", "not_an_object"]["kind"] is None
    counted = shown["counted", None]
    assert counted == counted | {"kind": None, "action": "page_view", "path": "/season/tartuffe", "message_id": None,
                                 "id": None, "declared": False}
    assert counted["at"][16:] == ":00Z"
    assert arrivals["counts"]["outcomes"] == {"accepted": 1, "refused": 4, "test": 0, "counted": 1}
    assert arrivals["counts"]["reasons"] == {
        "robot": 1, "missing_consent": 1, "missing_identity": 1, "not_an_object": 1}


def test_the_live_view_shows_the_newest_first_and_what_is_asked_for(site):
    for number in range(5):
        site.send(track(f"Step {number}"))
    site.send(track("Step 5", ROBOT))
    arrivals = until("all has arrived", lambda: len((seen := site.arrivals())["data"]) == 6 and seen)["data"]
    assert [one["name"] for one in arrivals] == [f"Step {number}" for number in range(5, -1, -1)]
    latest = site.arrivals(limit=2)
    assert latest["data"] == arrivals[:2]
    assert latest["counts"]["outcomes"] == COUNTED | {"accepted": 5, "refused": 1}
    assert site.arrivals(outcome="accepted", limit=3)["data"] == arrivals[1:4]
    assert site.arrivals(outcome="refused")["data"] == arrivals[:1]
    since = site.arrivals(since=arrivals[2]["at"])
    assert since["data"] == arrivals[:3] and since["counts"]["since"] == arrivals[2]["at"]
    assert since["counts"]["outcomes"] == COUNTED | {"accepted": 2, "refused": 1}
    assert site.arrivals(since="2020-01-01T00:00:00Z")["data"] == arrivals
    assert site.arrivals(since="9999-12-31T23:59:59Z")["data"] == []


def test_the_live_view_shows_one_application_and_fifteen_minutes(stack, site, venue_api, venue, database):
    site.send(track("Here"))
    Site(stack, venue_api, venue).send(track("There"))
    until("it has arrived", lambda: site.arrivals()["data"])
    schema = f'"venue_{venue}"'
    database.execute(
        f"INSERT INTO {schema}.refused_items (application_id, reason, refused_at) VALUES"
        " (%(id)s, 'robot', now() - interval '16 minutes'), (%(id)s, 'robot', now() - interval '14 minutes')",
        {"id": site.id})
    assert [(one["name"], one["reason"]) for one in site.arrivals()["data"]] == [("Here", None), (None, "robot")]


def test_in_test_mode_all_is_shown_and_nothing_counts(site, venue, database):
    site.change(test_mode=True)
    until("test mode is known", lambda: "test_mode" in site.send(track("Product Added")).text, seconds=10)
    site.view("/season/tartuffe")
    tests = site.arrivals(outcome="test")["data"]
    seen = {(one["kind"], one["action"], one["path"], one["reason"]) for one in tests}
    assert seen == {("track", "basket_add", "/season/phedre", None), (None, "page_view", "/season/tartuffe", None)}
    assert site.arrivals()["counts"]["outcomes"]["test"] == len(tests) and site.arrivals()["counts"]["reasons"] == {}
    audience = database.execute(f'SELECT count(*) FROM "venue_{venue}".audience_views').fetchone()[0]
    assert audience == 0 and site.refused(reason="test_mode")
    problem(site.replay(tests[-1]), 409, "conflict")


def test_counts_end_where_they_would_take_long(site, venue, database):
    database.execute(
        f'INSERT INTO "venue_{venue}".refused_items (application_id, reason, refused_at)'
        " SELECT %s, 'robot', now() FROM generate_series(1, %s)", (site.id, 100_000))
    counts = site.arrivals(limit=1)["counts"]
    assert counts["at_least"] is False and counts["reasons"] == {"robot": 100_000}
    database.execute(
        f'INSERT INTO "venue_{venue}".refused_items (application_id, reason, refused_at) VALUES (%s, %s, now())',
        (site.id, "unknown_type"))
    assert site.arrivals(limit=1)["counts"]["at_least"] is True


@pytest.mark.parametrize("query", [
    "limit=0", "limit=201", "outcome=lost", "outcome=", "since=now", "since=2026-11-27", "cursor=x", "from=1"])
def test_a_view_that_is_not_right_is_refused(site, venue_api, query):
    problem(venue_api.get(f"{site.path}/arrivals?{query}"), 400, "invalid_request")


# What was refused, and its second chance.


def test_refused_items_come_in_pages_the_newest_first(site, venue_api, venue, database):
    database.execute(
        f'INSERT INTO "venue_{venue}".refused_items (application_id, reason, message_id, refused_at)'
        " SELECT %s, CASE WHEN n %% 2 = 0 THEN 'robot' ELSE 'unknown_type' END, n, now() - n * interval '1 day'"
        " FROM generate_series(8, 0, -1) n", (site.id,))
    assert [one["message_id"] for one in site.refused(limit=2)] == [str(n) for n in range(7)]
    assert [one["message_id"] for one in site.refused(limit=1, reason="robot")] == ["0", "2", "4", "6"]
    assert {one["replayable"] for one in site.refused()} == {False}
    for query in ("reason=lost", "reason=", "outcome=refused", "limit=0"):
        problem(venue_api.get(f"{site.path}/refused-items?{query}"), 400, "invalid_request")


def test_a_robot_that_was_none_is_let_in_at_the_time_it_happened(site, venue, database):
    happened = datetime.now(timezone.utc) - timedelta(hours=30)
    # The sender's clock is seven minutes slow.
    slow = timedelta(minutes=7)
    event = track("Product Added", ROBOT, timestamp=(happened - slow).isoformat(),
                  sentAt=(datetime.now(timezone.utc) - slow).isoformat())
    site.send(event)
    (item,) = site.refused()
    assert (item["reason"], item["message_id"], item["replayable"]) == ("robot", event["messageId"], True)
    assert site.api.ok(site.replay(item)) == {"replayed": 1, "still_refused": []}
    assert site.refused() == []
    problem(site.replay(item), 404, "not_found")
    ((message, occurred, received),) = stored(database, venue, "message_id, occurred_at, received_at")
    assert message == event["messageId"]
    assert abs(occurred - happened) < timedelta(seconds=5)
    assert datetime.now(timezone.utc) - received < timedelta(minutes=1)


def test_what_came_from_a_page_unknown_then_is_let_in(site, venue, database):
    events = [track(f"Step {number}") for number in range(5)]
    for event in events:
        problem(site.send(event, origin="https://new.example.fr"), 403, "origin_not_allowed")
    path = f"{site.path}/refused-items/replay"
    first = site.api.ok(site.api.post(path, {"reason": "origin_not_allowed", "limit": 2}))
    assert first == {"replayed": 2, "still_refused": []}
    assert site.api.ok(site.api.post(path, {"reason": "origin_not_allowed"}))["replayed"] == 3
    assert site.api.ok(site.api.post(path, {"reason": "origin_not_allowed"}))["replayed"] == 0
    assert {message for message, in stored(database, venue)} == {event["messageId"] for event in events}


def test_what_is_still_wrong_stays_and_says_why(site, venue, database):
    site.send(track("Product Added", ROBOT, timestamp="yesterday"), {"type": "page", "context": AGREED})
    items = {one["reason"]: one for one in site.refused()}
    assert set(items) == {"robot", "missing_identity"}
    for reason, now in [("robot", "invalid_timestamp"), ("missing_identity", "missing_identity")]:
        answer = site.api.ok(site.replay(items[reason]))
        assert answer == {"replayed": 0, "still_refused": [{"id": items[reason]["id"], "reason": now}]}
    kept = {one["id"]: one for one in site.refused()}
    assert kept == {one["id"]: one | {"reason": now} for one, now in [
        (items["robot"], "invalid_timestamp"), (items["missing_identity"], "missing_identity")]}
    assert stored(database, venue) == []


def test_what_may_not_be_kept_any_more_is_forgotten(stack, venue_api, venue, database):
    vouched = Site(stack, venue_api, venue, collection_mode="consented")
    vouched.send(track("Product Added", {"userAgent": ROBOT["userAgent"]}))
    (item,) = vouched.refused()
    vouched.change(collection_mode="exempt")
    problem(vouched.replay(item), 409, "conflict")
    assert vouched.refused() == [item]
    vouched.change(collection_mode="choice")
    assert vouched.api.ok(vouched.replay(item))["still_refused"] == [{"id": item["id"], "reason": "missing_consent"}]
    assert vouched.refused() == [item | {"reason": "missing_consent", "payload": None, "replayable": False}]
    assert stored(database, venue) == []


def test_a_replay_has_no_second_effect(site, venue, database):
    event = track("Product Added", ROBOT)
    site.send(event, event)
    nameless = track("Product Added", ROBOT)
    del nameless["messageId"]
    site.send(nameless)
    items = site.refused()
    assert len(items) == 3
    rows = database.execute(f'SELECT * FROM "venue_{venue}".refused_items').fetchall()
    site.api.ok(site.api.post(f"{site.path}/refused-items/replay", {"reason": "robot"}))
    assert len(stored(database, venue)) == 2
    # As if the answer and the deletion had been lost after the events were stored.
    for row in rows:
        database.execute(
            f'INSERT INTO "venue_{venue}".refused_items OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)',
            (*row[:-1], json.dumps(row[-1])))
    assert site.api.ok(site.replay(items[0], headers={"Idempotency-Key": "k"}))["replayed"] == 1
    assert site.api.ok(site.replay(items[0], headers={"Idempotency-Key": "k"}))["replayed"] == 1
    problem(site.replay(items[1], headers={"Idempotency-Key": "k"}), 422, "idempotency_key_reused")
    site.api.ok(site.api.post(f"{site.path}/refused-items/replay", {"reason": "robot"}))
    assert len(stored(database, venue)) == 2 and site.refused() == []


def test_a_page_let_in_later_came_the_same_way(site, venue, database):
    url = f"{PAGE}/season/phedre?utm_source=x&utm_medium=cpc&gclid=secret&sic_share=0123456789abcdefghij"
    page = {"type": "page", "context": AGREED | {"page": {"url": url, "referrer": "https://www.google.com/"}}}
    site.send(page | {"anonymousId": "first", "messageId": "a"})
    problem(site.send(page | {"anonymousId": "second", "messageId": "b"}, origin="https://b.example"), 403, "origin_not_allowed")
    (item,) = site.refused()
    assert "secret" not in json.dumps(item) and "0123456789abcdefghij" not in json.dumps(item)
    assert site.api.ok(site.replay(item))["replayed"] == 1
    columns = "channel_group, source, medium, campaign, term, content, campaign_id, click_id, referrer_host, share_token"
    touches = until("both are consolidated", lambda: len(found := database.execute(
        f'SELECT {columns} FROM "venue_{venue}".touches').fetchall()) == 2 and found)
    assert touches[0] == touches[1] and touches[0][-3:] == ("gclid", "google.com", "0123456789abcdefghij")


def test_an_event_of_posthogs_is_let_in_once(site, venue, database):
    event = {"event": "Product Added", "distinct_id": "v", "context": ROBOT, "properties": {"$insert_id": "i-1"}}
    site.send(event, event)
    assert [item["message_id"] for item in site.refused()] == ["i-1", "i-1"]
    path = f"{site.path}/refused-items/replay"
    assert site.api.ok(site.api.post(path, {"reason": "robot"}))["replayed"] == 2
    assert stored(database, venue) == [("i-1",)]


@pytest.mark.parametrize("reason", ["missing_consent", "opted_out", "identified_when_exempt", "test_mode"])
def test_what_is_not_kept_cannot_be_replayed(site, reason):
    problem(site.api.post(f"{site.path}/refused-items/replay", {"reason": reason}), 409, "conflict")


def test_a_replay_that_is_not_right_is_refused(site):
    path = f"{site.path}/refused-items/replay"
    assert faults(site.api.post(path, {})) == {"#/reason": "missing"}
    wrong = {"reason": "lost", "limit": 1_001, "all": True}
    assert faults(site.api.post(path, wrong)) == {
        "#/reason": "not_allowed", "#/limit": "out_of_range", "#/all": "unknown_field"}
    site.send(track("Product Added", {}))
    (item,) = site.refused()
    problem(site.replay(item), 409, "conflict")
    problem(site.replay({"id": str(int(item["id"]) + 1)}), 404, "not_found")
    problem(site.replay(item, json={}), 413, "payload_too_large")


# Hosts that send visitors.


def test_a_venue_says_what_a_host_is(venue_api, venue):
    path = f"/v1/venues/{venue}/referrer-hosts"
    hosts = ["a.fr", "blog.example.org", "xn--thtre-bsa2c.fr", "z"]
    for host in reversed(hosts):
        told = {"source": f"Of {host}", "kind": "referral"}
        for _ in range(2):
            assert venue_api.ok(venue_api.request("PUT", f"{path}/{host}", json=told)) == {"host": host} | told
    assert [one["host"] for one in venue_api.pages(path, limit=1)] == hosts
    changed = {"source": "Élan", "kind": "payment"}
    venue_api.ok(venue_api.request("PUT", f"{path}/a.fr", json=changed))
    assert next(venue_api.pages(path)) == {"host": "a.fr"} | changed
    assert venue_api.request("DELETE", f"{path}/a.fr").status_code == 204
    problem(venue_api.request("DELETE", f"{path}/a.fr"), 404, "not_found")
    assert [one["host"] for one in venue_api.pages(path, limit=2)] == hosts[1:]


@pytest.mark.parametrize("host", [
    "A.fr", "www.a.fr", "a..fr", "-a.fr", "a_b.fr", "a.fr.", "a.fr:80", "th%C3%A9%C3%A2tre.fr", "a%00", "a%20",
    "a" * 64, "a." * 127 + "fr"])
def test_what_is_no_host_is_refused(venue_api, venue, host):
    path = f"/v1/venues/{venue}/referrer-hosts"
    told = {"source": "x", "kind": "referral"}
    problem(venue_api.request("PUT", f"{path}/{host}", json=told), 400, "invalid_request")
    problem(venue_api.request("DELETE", f"{path}/{host}"), 404, "not_found")
    assert list(venue_api.pages(path)) == []


def test_a_host_that_is_not_right_is_refused(venue_api, venue):
    path = f"/v1/venues/{venue}/referrer-hosts/a.fr"
    assert faults(venue_api.request("PUT", path, json={})) == {"#/source": "missing", "#/kind": "missing"}
    wrong = {"source": "", "kind": "paid", "host": "b.fr"}
    assert faults(venue_api.request("PUT", path, json=wrong)) == {
        "#/source": "too_short", "#/kind": "not_allowed", "#/host": "unknown_field"}


@pytest.mark.parametrize("cursor", ["", "x", "0", "000", "2p0", "000000", "zzz", "é", "2P2", "20" * 301 + "0", "7g7g7"])
def test_a_cursor_of_names_that_is_not_ours_is_refused(venue_api, venue, cursor):
    for name in ("referrer-hosts", "share-links"):
        problem(venue_api.get(f"/v1/venues/{venue}/{name}", params={"cursor": cursor}), 400, "invalid_cursor")


# Share links and figures, of rows as the worker derives them.


class Derived:
    """Sessions and what was done in them, written straight into a venue's tables."""

    def __init__(self, database, venue, application):
        self.database, self.schema, self.application = database, f'"venue_{venue}"', application
        self.batch = 0

    def insert(self, table, **values):
        marks = ", ".join(["%s"] * len(values))
        self.database.execute(
            f"INSERT INTO {self.schema}.{table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def session(self, device, started, *actions, group="Direct", application=None, visitor=None):
        """A session of a device with its actions, each a name and, if need be, the parts of its event."""
        started = datetime.fromisoformat(started)
        self.batch += 1
        pages = sum(1 for action in actions if action == "page_view" or action[0] == "page_view")
        visitor = visitor or sum(device.encode())
        self.insert(
            "sessions", device=device, visitor_id=visitor, application_id=application or self.application,
            started_at=started, ended_at=started + timedelta(minutes=len(actions)), first_batch=self.batch,
            first_item=0, actions=len(actions), page_views=pages, is_closed=False, channel_group=group)
        session, = self.database.execute(f"SELECT max(id) FROM {self.schema}.sessions").fetchone()
        for item, action in enumerate(actions):
            name, parts = (action, [{}]) if isinstance(action, str) else (action[0], action[1:])
            for part, details in enumerate(parts):
                self.insert(
                    "visitor_actions", batch=self.batch, item=item, part=part, device=device, session_id=session,
                    application_id=application or self.application, action=name,
                    occurred_at=started + timedelta(minutes=item), **details)

    def visit(self, audience, began, views, application=None):
        self.insert(
            "audience_visits", audience_id=audience, visit_began_at=began, visit_ended_at=began, first_view_batch=1,
            first_view_item=1, application_id=application or self.application, views=views, first_page_path="/")


@pytest.fixture
def derived(database, venue, site):
    return Derived(database, venue, site.id)


def test_a_share_link_shows_who_came_by_it(venue_api, venue, derived):
    at = "2026-11-02T10:00:00+00:00"
    for token, show in [("t" * 20, "SH-1"), ("u" * 20, None)]:
        derived.insert("share_links", token=token, batch=1, item=0, device="sharer", shared_at=at, show_ref=show,
                       order_ref="O-1")
    # The sharer's own visit, two of one friend and one of another.
    for number, (device, hour) in enumerate([("sharer", 11), ("friend", 12), ("friend", 14), ("other", 13)]):
        derived.session(device, f"2026-11-02T{hour}:00:00+00:00", "page_view", "page_view")
        for item in (0, 1):
            derived.insert("touches", batch=100 + number, item=item, device=device, channel_group="Share",
                           occurred_at=f"2026-11-02T{hour}:0{item}:00+00:00", share_token="t" * 20)
    shown = list(venue_api.pages(f"/v1/venues/{venue}/share-links", limit=1))
    shared = {"shared_at": "2026-11-02T10:00:00Z", "order_ref": "O-1"}
    assert shown == [shared | {"token": "t" * 20, "show_ref": "SH-1", "visits": 3, "visitors": 2},
                     shared | {"token": "u" * 20, "show_ref": None, "visits": 0, "visitors": 0}]


def figures(visits=0, visitors=0, page_views=0, show_views=0, adds=(0, 0, 0), orders=0):
    return {"visits": visits, "visitors": visitors, "page_views": page_views, "show_views": show_views,
            "basket_adds": dict(zip(("events", "tickets", "visitors"), adds)), "orders": orders}


@pytest.fixture
def month(derived, stack, venue_api, venue):
    """Visits of November in Paris, and the id of a second application; some are of other days by an hour."""
    second = Site(stack, venue_api, venue).id
    phedre, tartuffe = {"show_ref": "Phèdre"}, {"show_ref": "Tartuffe"}
    # The last minute of October and the first of December there.
    derived.session("early", "2026-10-31T22:59:00+00:00", "page_view")
    derived.session("late", "2026-11-30T23:00:00+00:00", "page_view")
    derived.session("a", "2026-10-31T23:00:00+00:00", "page_view", "page_view", ("show_view", phedre), group="Email")
    # One event with two parts of one show and one of another, then an order told twice.
    derived.session(
        "a", "2026-11-01T09:00:00+00:00", ("page_view", phedre), "page_view",
        ("basket_add", phedre | {"quantity": 2}, phedre | {"quantity": 1}, tartuffe | {"quantity": 4}),
        ("order_placed", phedre | {"order_ref": "O-1"}, tartuffe | {"order_ref": "O-1"}),
        ("order_placed", {"order_ref": "O-1"}))
    # Begins on the 30th and goes on after midnight.
    derived.session("b", "2026-11-30T22:59:00+00:00", "page_view", "page_view", ("order_placed", {"order_ref": "O-2"}),
                    application=second, group="Email")
    derived.session("c", "2026-11-30T10:00:00+00:00", "page_view", ("basket_add", {"quantity": None}))
    # A server tells of two orders that sessions with pages carried, and of one that none of them did.
    andromaque = {"show_ref": "Andromaque"}
    derived.session(
        "s", "2026-11-01T08:00:00+00:00", "identify", ("basket_add", andromaque | {"quantity": 9}),
        ("order_placed", phedre | {"order_ref": "O-1"}), ("order_placed", phedre | {"order_ref": "O-2"}),
        ("order_placed", andromaque | {"order_ref": "O-3"}), application=second, group="Server")
    derived.visit("x", "2026-11-01T09:00:00+00:00", 3)
    derived.visit("x", "2026-11-30T09:00:00+00:00", 1, application=second)
    derived.visit("x", "2026-11-30T23:00:00+00:00", 50)
    return second


def ask(api, venue, **parameters):
    period = {"from": "2026-11-01", "to": "2026-11-30"}
    return api.ok(api.get(f"/v1/venues/{venue}/web-figures", params=period | parameters))


TOTALS = {"consented": figures(4, 3, 7, 1, (2, 7, 2), 3), "exempt": {"visits": 2, "page_views": 4}}


def test_figures_by_day_count_a_visit_on_the_venues_day_it_began(venue_api, venue, month):
    answer = ask(venue_api, venue)
    assert (answer["from"], answer["to"], answer["group_by"]) == ("2026-11-01", "2026-11-30", "day")
    assert answer["totals"] == TOTALS
    rows = {row["group"]: row for row in answer["data"]}
    assert list(rows) == [f"2026-11-{day:02}" for day in range(1, 31)]
    assert rows["2026-11-01"]["consented"] == figures(2, 1, 4, 1, (1, 7, 1), 2)
    assert rows["2026-11-01"]["exempt"] == {"visits": 1, "page_views": 3}
    assert rows["2026-11-30"]["consented"] == figures(2, 2, 3, 0, (1, 0, 1), 1)
    assert rows["2026-11-02"] == {
        "group": "2026-11-02", "consented": figures(), "exempt": {"visits": 0, "page_views": 0}}
    assert answer == ask(venue_api, venue, group_by="day")


def test_figures_by_application_channel_group_and_show(venue_api, venue, site, month):
    answer = ask(venue_api, venue, group_by="application")
    assert answer["totals"] == TOTALS and answer["data"] == [
        {"group": site.id, "consented": figures(3, 2, 5, 1, (2, 7, 2), 1), "exempt": {"visits": 1, "page_views": 3}},
        {"group": month, "consented": figures(1, 1, 2, 0, (0, 0, 0), 2), "exempt": {"visits": 1, "page_views": 1}}]
    answer = ask(venue_api, venue, group_by="channel_group")
    assert answer["totals"] == TOTALS and answer["data"] == [
        {"group": "Direct", "consented": figures(2, 2, 3, 0, (2, 7, 2), 1), "exempt": None},
        {"group": "Email", "consented": figures(2, 2, 4, 1, (0, 0, 0), 1), "exempt": None},
        {"group": "Server", "consented": figures(orders=1), "exempt": None}]
    answer = ask(venue_api, venue, group_by="show")
    assert answer["totals"] == TOTALS and answer["data"] == [
        {"group": "Phèdre", "consented": figures(2, 1, 1, 1, (1, 3, 1), 1), "exempt": None},
        {"group": "Tartuffe", "consented": figures(1, 1, 0, 0, (1, 4, 1), 1), "exempt": None},
        {"group": "Andromaque", "consented": figures(orders=1), "exempt": None}]


def test_figures_of_one_application(venue_api, venue, month):
    answer = ask(venue_api, venue, application=month, group_by="channel_group")
    assert answer["totals"] == {
        "consented": figures(1, 1, 2, 0, (0, 0, 0), 2), "exempt": {"visits": 1, "page_views": 1}}
    assert [row["group"] for row in answer["data"]] == ["Email", "Server"]
    assert ask(venue_api, venue, application="4611686018427387904")["totals"] == {
        "consented": figures(), "exempt": {"visits": 0, "page_views": 0}}


@pytest.mark.parametrize("query", [
    "", "from=2026-11-01", "to=2026-11-01", "from=2026-11-02&to=2026-11-01", "from=2026-02-29&to=2026-03-01",
    "from=2025-01-01&to=2026-02-05", "from=x&to=x", "from=2026-11-01&to=2026-11-01&group_by=week",
    "from=2026-11-01&to=2026-11-01&application=x", "from=2026-11-01&to=2026-11-01&limit=5",
    "from=2026-11-01T00:00:00Z&to=2026-11-02"])
def test_figures_that_are_not_asked_for_rightly_are_refused(venue_api, venue, query):
    problem(venue_api.get(f"/v1/venues/{venue}/web-figures?{query}"), 400, "invalid_request")


def test_figures_of_four_hundred_days_are_told(venue_api, venue):
    assert len(ask(venue_api, venue, **{"from": "2025-01-01", "to": "2026-02-04"})["data"]) == 400
