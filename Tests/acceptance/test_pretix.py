"""A real pretix is read: first whole, then as it changes, whatever goes wrong between; and nothing of it is kept that opens a door.

SICSTINE_PRETIX_OPERATIONS says how many random operations the proof takes (120)."""
import os
import socket
import time
from datetime import datetime, timedelta, timezone

import psycopg
import pytest
import requests

from clients import Api
from pretix_between import Between, Messenger
from pretix_server import Pretix
from problems import problem
from stack import until

OPERATIONS = int(os.environ.get("SICSTINE_PRETIX_OPERATIONS", "120"))


@pytest.fixture(scope="module")
def between():
    made = Between(free_port())
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def pretix(between):
    """A pretix in which something was sold already."""
    running = Pretix(free_port())
    between.pretix_port = running.port
    try:
        running.do("operate", seed=1, count=60)
        running.do("place", seed=2, count=70)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def connected(stack, platform_api, pretix, between):
    """A venue that reads it, once the first load is done."""
    reader = Reader(stack, platform_api, between, pretix)
    reader.connect()
    reader.until_loaded()
    return reader


@pytest.fixture(autouse=True)
def healthy(between):
    between.healthy()
    yield
    between.healthy()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Reader:
    """A venue with a connection to the pretix of the tests."""

    def __init__(self, stack, platform_api, between, pretix):
        self.stack, self.between, self.pretix = stack, between, pretix
        self.venue = platform_api.create_venue()
        self.api = Api(stack.env["SICSTINE_API_URL"], stack.cli("key", "create", "--name", "t", "--venue", self.venue))
        self.base = f"/v1/venues/{self.venue}/connections"

    def connect(self, **changes):
        self.made = self.api.ok(self.api.post(self.base, {
            "kind": "pretix", "source": "pretix", "address": self.between.url,
            "organizer": self.pretix.facts["organizer"], "token": self.pretix.facts["token"],
            "sales_channels": {"api.ce": "B2B"}, **changes}))
        self.path = f"{self.base}/{self.made['id']}"
        return self.made

    @property
    def webhook(self):
        return self.stack.env["SICSTINE_API_URL"] + self.made["webhook_path"]

    def state(self):
        return self.api.ok(self.api.get(self.path))

    def until_loaded(self, seconds=90):
        until("the first load is done", lambda: self.state()["progress"]["loaded_at"], seconds)

    def until_read(self, since=None, seconds=60):
        """Until a pull that began after `since`, or now, is done."""
        since = since or datetime.now(timezone.utc)

        def read():
            progress = self.state()["progress"]
            horizon = progress["read_until"]
            return horizon and datetime.fromisoformat(horizon) + timedelta(seconds=60) > since and \
                progress["orders_read"] is None

        until("what changed is read", read, seconds)

    def pull(self):
        since = datetime.now(timezone.utc)
        self.api.ok(self.api.post(f"{self.path}/pull"))
        self.until_read(since)

    def reconcile(self):
        before = (self.state()["reconciliation"] or {}).get("finished_at")
        self.api.ok(self.api.post(f"{self.path}/reconcile"))

        def done():
            state = self.state()
            found = state["reconciliation"]
            return found if found and found["finished_at"] != before and not state["reconciling"] else None

        return until("everything is compared", done, seconds=60)

    def rows(self, sql, *parameters):
        with psycopg.connect(self.stack.env["DATABASE_URL"], autocommit=True) as owner:
            owner.execute(f"SET search_path = venue_{self.venue}, sicstine")
            return owner.execute(sql, parameters).fetchall()

    def lines(self):
        """What is known, in the form of pretix's own account of it."""
        orders = {order: {} for order, in self.rows("SELECT external_id FROM orders WHERE source = 'pretix'")}
        for order, line, status, quantity, amount, performance in self.rows(
                "SELECT o.external_id, l.external_id, l.status, l.quantity, l.amount, p.external_id FROM orders o "
                "JOIN order_lines l ON l.order_id = o.id LEFT JOIN performances p ON p.id = l.performance_id "
                "WHERE o.source = 'pretix'"):
            assert quantity == 1
            orders.setdefault(order, {})[line] = [status if status in ("sold", "reserved") else "gone", amount, performance]
        return orders

    def disagreements(self):
        """What pretix and Sicstine say otherwise, order by order and in the whole."""
        truth, known = self.pretix.do("by_order"), self.lines()
        found = [f"{order}: {sorted(truth.get(order, {}).get('positions', {}).items())} is known as {sorted(known.get(order, {}).items())}"
                 for order in sorted(truth.keys() | known.keys())
                 if expected(truth.get(order)) != without_moved(known.get(order), truth.get(order))]
        for kind in ("sold", "reserved"):
            told = [sum(order[kind][place] for order in truth.values()) for place in (0, 1)]
            booked = self.rows(f"SELECT coalesce(sum({kind}_quantity), 0)::bigint, coalesce(sum({kind}_amount), 0)::bigint "
                               "FROM ledger_entries")[0]
            if tuple(told) != booked:
                found.append(f"pretix has {told} {kind}, the ledger {booked}")
        return found


def expected(order):
    return order and order["positions"]


def without_moved(known, truth):
    """A position that pretix moved into another order stays known in the first, as gone."""
    if known is None or truth is None:
        return known
    return {line: said for line, said in known.items() if line in truth["positions"] or said[0] != "gone"}


def statuses(reader, order):
    return [status for status, in reader.rows(
        "SELECT l.status FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.external_id = %s "
        "ORDER BY l.external_id::bigint", order)]


def test_all_there_is_is_read_first(connected, pretix):
    assert connected.disagreements() == []
    state = connected.state()
    assert (state["state"], state["failure"], state["orders"]["refused"]) == ("following", None, 0)
    assert state["orders"]["last_refusal"] is None
    assert dict(connected.rows("SELECT external_id, name FROM shows")) == {"cyrano": "Cyrano de Bergerac", "gala": "Gala"}
    dates = {name: starts.astimezone(timezone.utc) for name, starts in connected.rows(
        "SELECT external_id, starts_at FROM performances WHERE external_id <> 'gala'")}
    assert dates == {name: datetime.fromisoformat(starts) for name, starts in pretix.do("performances").items()}
    assert connected.rows("SELECT count(*), sum(seats)::bigint FROM quotas") == [(5, 25_000)]
    assert dict(connected.rows("SELECT external_id, type FROM sales_channels")) == {"web": "INTERNET", "api.ce": "B2B"}
    assert dict(connected.rows("SELECT name, kind FROM tariffs")) == {
        "Catégorie 1": "full", "Catégorie 1 – Plein": "full", "Catégorie 1 – Réduit": "reduced",
        "Catégorie 1 – Exonéré": "free", "Catégorie 2": "full", "Place de gala": "full", "Gratuit": "free",
        "Bon ou remise": "reduced"}
    assert connected.rows("SELECT name, family FROM products") == [("Programme", "goods")]


def test_people_are_known_by_their_accounts_and_else_by_their_addresses(connected):
    accounts = connected.rows("SELECT first_name, last_name, email, language FROM contacts WHERE external_id = 'CUST3'")
    assert accounts == [("Prénom3", "Nom3", "client3@example.org", "fr")]
    buyers = connected.rows(
        "SELECT c.external_id, c.email FROM orders o JOIN contacts c ON c.id = o.buyer_id WHERE c.external_id NOT LIKE 'CUST%%'")
    assert any(name.startswith("email:") for name, _ in buyers)
    assert all(name == f"email:{email}" for name, email in buyers if name.startswith("email:"))
    holders = connected.rows("SELECT DISTINCT c.external_id, c.last_name, c.email FROM order_lines l JOIN contacts c ON c.id = l.holder_id")
    assert {name.split(":")[0] for name, _, _ in holders} == {"email", "position"}
    assert all(last.startswith("Spectateur") for _, last, _ in holders)


def test_changes_are_read_as_they_are_told(connected, pretix, between):
    messenger = between.messenger = Messenger(connected.webhook)
    pretix.do("set_webhook", url=between.url)
    try:
        since = datetime.now(timezone.utc)
        placed, = pretix.do("place", seed=11, count=1, status="n")
        until("the order is known", lambda: placed in connected.lines(), seconds=20)
        connected.until_read(since)
        assert set(messenger.statuses) == {204}
        assert connected.disagreements() == []
    finally:
        pretix.do("set_webhook", url="")
        messenger.stop()


def test_only_who_knows_the_address_can_have_it_pulled(connected):
    api, path = requests.Session(), connected.webhook
    assert api.post(path, data=b"{}", timeout=30).status_code == 204
    for wrong in (path[:-1], path[:-1] + ("0" if path[-1] != "0" else "1"), path.replace(connected.made["id"], "12345"),
                  path.replace(connected.venue, "0" * 12)):
        problem(api.post(wrong, data=b"{}", timeout=30), 404, "not_found")
    problem(api.post(path, data=b"x" * 70_000, timeout=30), 413, "payload_too_large")


def test_what_is_cancelled_is_told_from_what_is_refunded(connected, pretix):
    first, second, third = pretix.do("place", seed=12, count=3, status="p", positions=3)
    connected.pull()
    pretix.do("to_order", order=first, what="cancel_position")
    for what in ("cancel_position", "refund"):
        pretix.do("to_order", order=second, what=what)
    pretix.do("to_order", order=third, what="split")
    connected.pull()
    assert statuses(connected, first) == ["cancelled", "sold", "sold"]
    assert statuses(connected, second) == ["refunded", "sold", "sold"]
    assert statuses(connected, third) == ["cancelled", "sold", "sold"], "it is in another order now"
    assert connected.disagreements() == []


def test_a_performance_that_is_moved_is_told_with_the_date_it_had(connected, pretix):
    before = dict(connected.rows("SELECT external_id, starts_at FROM performances"))
    moved = pretix.do("move")
    connected.pull()
    starts, state, first = connected.rows("SELECT starts_at, state, moved_from FROM performances WHERE external_id = %s", moved)[0]
    assert state == "moved" and starts > before[moved] >= first


def test_trials_are_not_read(connected, pretix):
    trials = pretix.do("place", seed=13, count=2, testmode=True)
    connected.pull()
    connected.reconcile()
    assert not set(trials) & connected.lines().keys()
    assert not set(pretix.do("secrets")["trials"]) & connected.lines().keys()


def test_a_pause_that_is_asked_for_is_made(connected, pretix, between):
    pretix.do("place", seed=14, count=3)
    asked = len(between.asked)
    between.fault = lambda path: (429, {"Retry-After": "90"})
    connected.api.ok(connected.api.post(f"{connected.path}/pull"))
    failure = until("it is noted", lambda: connected.state()["failure"], seconds=20)
    assert failure["code"] == "busy" and set(failure["text"]) == {"fr", "en"}
    time.sleep(3)
    assert len(between.asked) == asked + 1, "nothing is asked meanwhile"
    between.healthy()
    connected.pull()
    assert connected.state()["failure"] is None
    assert connected.disagreements() == []


def test_a_short_pause_loses_nothing_that_was_read(connected, pretix, between):
    pretix.do("place", seed=16, count=2)
    refused = []

    def fault(path):
        if "/orders/" in path and len(refused) < 2:
            refused.append(path)
            return 429, {"Retry-After": "1"}
        return None

    between.asked.clear()
    between.fault = fault
    connected.pull()
    assert len(refused) == 2 and connected.state()["failure"] is None
    assert sum("/events/?" in path for path in between.asked) == 1, "it went on where it was"
    assert connected.disagreements() == []


@pytest.mark.parametrize("fault", [(503, {}), (500, {}), "torn", "cut"], ids=str)
def test_an_outage_is_survived(connected, pretix, between, fault):
    pretix.do("place", seed=15, count=2)
    between.fault = lambda path: fault if "/orders/" in path else None
    connected.api.ok(connected.api.post(f"{connected.path}/pull"))
    failure = until("it is noted", lambda: connected.state()["failure"], seconds=20)
    assert failure["code"] == "unavailable"
    between.healthy()
    connected.until_read()
    assert connected.state()["failure"] is None
    assert connected.disagreements() == []


def test_a_token_that_is_not_accepted_is_told_and_can_be_replaced(connected, pretix):
    change = connected.api.request("PATCH", connected.path, json={"token": "not-the-token"})
    assert connected.api.ok(change)["id"] == connected.made["id"]
    assert until("it is noted", lambda: connected.state()["failure"], seconds=20)["code"] == "denied"
    assert connected.state()["state"] == "failing"
    connected.api.ok(connected.api.request("PATCH", connected.path, json={"token": pretix.facts["token"]}))
    connected.until_read()
    assert connected.state()["state"] == "following"


def test_a_worker_killed_in_the_middle_of_the_first_load_has_lost_nothing(stack, platform_api, pretix, between):
    reader = Reader(stack, platform_api, between, pretix)
    between.fault = lambda path: time.sleep(1.5) if "/orders/" in path and "page=1" not in path else None
    reader.connect()
    until("a page is read", lambda: reader.state()["progress"]["orders_read"], seconds=40)
    stack.kill("worker")
    between.healthy()
    first = [path for path in between.asked if "/orders/" in path and "&page=1&" in path + "&"]
    stack.start("worker")
    reader.until_loaded()
    again = [path for path in between.asked if "/orders/" in path and "&page=1&" in path + "&"]
    assert len(again) == len(first), "it went on where it was"
    assert reader.disagreements() == []


def test_the_account_complains_of_a_reader_that_leaves_out_what_was_cancelled(stack, platform_api, pretix, between):
    between.rewrite = lambda path: path.replace("include_canceled_positions=true", "include_canceled_positions=false")
    reader = Reader(stack, platform_api, between, pretix)
    reader.connect()
    reader.until_loaded()
    assert any("'gone'" in complaint for complaint in reader.disagreements())


def test_a_reconciliation_finds_what_was_lost_and_mends_it(connected, pretix):
    connected.pull()
    assert differences(connected.reconcile()) == (0, 0, 0)
    line, amount = connected.rows(
        "UPDATE order_lines SET status = 'cancelled' WHERE id = (SELECT min(id) FROM order_lines WHERE status = 'sold' "
        "AND amount > 0) RETURNING id, amount")[0]
    # What changed there within a minute of the last pull may not have been told yet, and is no difference.
    connected.rows("UPDATE ticketing_connections SET read_until = read_until + interval '5 minutes' RETURNING id")
    assert differences(connected.reconcile()) == (1, 1, amount)
    connected.rows("UPDATE ticketing_connections SET read_until = read_until - interval '5 minutes' RETURNING id")
    assert connected.rows("SELECT status FROM order_lines WHERE id = %s", line) == [("sold",)]
    assert differences(connected.reconcile()) == (0, 0, 0)


def differences(found):
    return found["different_orders"], found["different_tickets"], found["different_amount"]


def test_both_agree_after_whatever_happened(connected, pretix, between):
    messenger = between.messenger = Messenger(connected.webhook, lost=0.3, doubled=0.3, shuffled=True)
    pretix.do("set_webhook", url=between.url)
    try:
        done = {}
        for part in range(10):
            for name, count in pretix.do("operate", seed=100 + part, count=OPERATIONS // 10).items():
                done[name] = done.get(name, 0) + count
        print(OPERATIONS, "operations:", done)
    finally:
        pretix.do("set_webhook", url="")
        messenger.stop()
    connected.pull()
    assert connected.disagreements() == []
    assert differences(connected.reconcile()) == (0, 0, 0)
    assert connected.state()["orders"]["refused"] == 0
    assert messenger.taken > OPERATIONS / 4 and set(messenger.statuses) == {204}


def test_what_a_channel_counts_as_can_be_corrected(connected):
    api = connected.api
    for kind in ("OTHERS", "B2B"):
        changed = api.ok(api.request("PATCH", connected.path, json={"sales_channels": {"api.ce": kind}}))
        assert changed["sales_channels"] == {"api.ce": kind}
        until("it counts so", lambda: dict(connected.rows("SELECT external_id, type FROM sales_channels"))["api.ce"] == kind, 40)


def test_a_product_that_was_corrected_stays_so(connected, pretix):
    """Pretix tells of no season; what is said here is newer than what it does not date."""
    api, base = connected.api, f"/v1/venues/{connected.venue}"
    number, name = connected.rows("SELECT external_id, name FROM products")[0]
    api.ok(api.request("PUT", f"{base}/sources/pretix/products/{number}", json={
        "name": name, "family": "membership", "valid_from": "2026-09-01", "valid_to": "2027-08-31"}))
    pretix.do("place", seed=17, count=1)
    connected.pull()
    connected.reconcile()
    assert connected.rows("SELECT family, valid_from::text FROM products") == [("membership", "2026-09-01")]


def test_nothing_that_opens_a_door_is_kept(connected, pretix, stack):
    secrets = pretix.do("secrets")["secrets"]
    assert len(secrets) > 300
    wanted = [*secrets, pretix.facts["token"], connected.made["webhook_path"].rsplit("/", 1)[1]]
    for table, in connected.rows("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                                 "WHERE c.relkind = 'r' AND n.nspname = %s", f"venue_{connected.venue}"):
        text = "\n".join(row for row, in connected.rows(f'SELECT t::text FROM "{table}" t'))
        assert not [secret for secret in wanted if secret in text], table
    for path in (stack.directory / "log").iterdir():
        text = path.read_text(errors="replace")
        assert not [secret for secret in wanted if secret in text], path


def test_a_connection_is_paused_and_ended_without_losing_what_it_told(connected):
    api = connected.api
    assert api.ok(api.request("PATCH", connected.path, json={"paused": True}))["state"] == "paused"
    for asked in ("pull", "reconcile"):
        assert "paused" in problem(api.post(f"{connected.path}/{asked}"), 409, "conflict")["detail"]
    known = len(connected.lines())
    assert api.ok(api.request("PATCH", connected.path, json={"paused": False}))["state"] == "following"
    problem(api.post(connected.base, {
        "kind": "pretix", "source": "pretix", "address": "https://tickets.example.org", "organizer": "other",
        "token": "0123456789"}), 409, "conflict")
    assert api.request("DELETE", connected.path).status_code == 204
    problem(api.get(connected.path), 404, "not_found")
    assert len(connected.lines()) == known
