"""The whole of Redis is dropped in the middle of every kind of work: each job is found again in PostgreSQL and done."""
import re
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
import redis

from clients import Api, Ingest
from stack import ROOT, until

KINDS = set(re.findall(r'case \w+ = "([a-z_.]+)"', (ROOT / "Sources/Domain/Work.swift").read_text()))
SCHEDULED = {kind for kind in KINDS if kind.startswith("indicators.run_") or kind == "indicators.change_season"
             or kind.startswith("tenancy.purge_") or kind in ("collection.keep_partitions", "contacts.find_duplicates")}
CSV = "order_id,line_id,ordered_at,contact_id,amount,currency\n"


class EmptyTicketing(BaseHTTPRequestHandler):
    """A pretix that has nothing."""

    def do_GET(self):  # noqa: N802
        self.send_response(200)
        self.send_header("X-Page-Generated", datetime.now(timezone.utc).isoformat())
        self.end_headers()
        self.wfile.write(b'{"count": 0, "next": null, "previous": null, "results": []}')

    def log_message(self, format, *args):  # noqa: A002
        pass


def empty_ticketing():
    """The address of one, for as long as the tests run."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyTicketing)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


class Work:
    """One piece of work of every kind there is, asked for in a venue of its own."""

    def __init__(self, stack):
        self.stack = stack
        self.api = Api(stack.env["SICSTINE_API_URL"], stack.env["SICSTINE_ADMIN_KEY"])
        self.venue = self.api.create_venue()
        self.base = f"/v1/venues/{self.venue}"
        self.owner = psycopg.connect(stack.env["DATABASE_URL"], autocommit=True)

    def ask(self):
        api = self.api
        api.ok(api.post(f"{self.base}/seasons", {"name": "now", "starts_on": "2020-09-01", "ends_on": "2100-09-01"}))
        self.imports = [api.ok(api.request("POST", f"{self.base}/imports", data=CSV + f"o{n},1,2026-01-01,c{n},10.00,EUR\n",
                                           headers={"Content-Type": "text/csv"}))["id"] for n in range(3)]
        contact = api.ok(api.post(f"{self.base}/contacts", {"external_id": "buyer"}))["id"]
        api.ok(api.post(f"{self.base}/orders", {
            "ordered_at": "2026-01-01T10:00:00Z", "buyer_id": contact, "currency": "EUR", "lines": [{"amount": 100}]}))
        self.run = api.ok(api.post(f"{self.base}/indicator-runs"))["id"]
        self.connection = api.ok(api.post(f"{self.base}/connections", {
            "kind": "pretix", "source": "pretix", "address": empty_ticketing(), "organizer": "o", "token": "0123456789"}))["id"]
        assert api.post(f"{self.base}/connections/{self.connection}/reconcile").ok
        key = self.stack.cli("write-key", "create", "--venue", self.venue, "--name", "site")
        assert Ingest(self.stack.env["SICSTINE_INGEST_URL"], key).track(event="Product Added", anonymousId="browser").ok
        self.other = api.ok(api.post("/v1/venues", {
            "institution_id": api.create_institution(), "name": "New", "time_zone": "Europe/Paris", "currency": "EUR"}))["id"]
        self.owner.execute("UPDATE platform.schedules SET next_at = '2026-01-01' WHERE venue_id = %s OR venue_id IS NULL",
                           [self.venue])

    def unfinished(self):
        """What is not yet done, by kind."""
        api, states = self.api, {}
        states["tenancy.provision_venue"] = api.ok(api.get(f"/v1/venues/{self.other}"))["state"] == "active"
        states["ticketing.run_import"] = all(
            api.ok(api.get(f"{self.base}/imports/{one}"))["status"] == "done" for one in self.imports)
        marks = self.owner.execute(f"SELECT count(*) FROM venue_{self.venue}.indicator_marks").fetchone()[0]
        computed = self.owner.execute(f"SELECT count(*) FROM venue_{self.venue}.contact_indicators").fetchone()[0]
        states["indicators.refresh_marked"] = marks == 0 and computed == 4
        states["indicators.run"] = api.ok(api.get(f"{self.base}/indicator-runs/{self.run}"))["status"] == "done"
        marks = self.owner.execute(f"SELECT count(*) FROM venue_{self.venue}.event_marks").fetchone()[0]
        sessions = self.owner.execute(f"SELECT count(*) FROM venue_{self.venue}.sessions").fetchone()[0]
        states["collection.consolidate"] = marks == 0 and sessions == 1
        connection = api.ok(api.get(f"{self.base}/connections/{self.connection}"))
        states["ticketing.pull"] = connection["progress"]["pulled_at"] is not None
        states["ticketing.reconcile"] = connection["reconciliation"] is not None
        runs = self.owner.execute(
            "SELECT task, bool_and(r.state = 'done'), count(*) FROM platform.schedule_runs r WHERE r.venue_id = %s "
            "OR r.venue_id IS NULL GROUP BY task", [self.venue]).fetchall()
        for kind in SCHEDULED:
            states[kind] = any(task == kind and done for task, done, _ in runs)
        assert states.keys() == KINDS, "a new kind of work is to be lost here too"
        return {kind for kind, done in states.items() if not done}


def waiting_kinds(store):
    return {pointer.decode().split(":")[0] for pointer in store.hkeys("sicstine:jobs")}


@pytest.fixture
def store(own_stack):
    own_stack.up()
    return redis.Redis.from_url(own_stack.env["REDIS_URL"])


def test_work_of_every_kind_is_found_again_within_a_minute(own_stack, store):
    work = Work(own_stack)
    assert work.api.request("PUT", "/v1/job-queue", json={"paused": True}).ok
    work.ask()
    until("work of every kind waits", lambda: waiting_kinds(store) == KINDS, seconds=60)
    assert work.unfinished() == KINDS, "nothing is taken during a pause"
    # The pause goes with the rest. From here on the work is under way, and Redis forgets it over and over.
    began = time.monotonic()
    stopping = threading.Event()

    def forget():
        while not stopping.wait(0.05):
            store.flushall()

    store.flushall()
    forgetting = threading.Thread(target=forget)
    forgetting.start()
    try:
        time.sleep(5)
    finally:
        stopping.set()
        forgetting.join()
    until("work of every kind is done", lambda: not work.unfinished(), seconds=60 - (time.monotonic() - began))
    doubled = work.owner.execute(
        "SELECT task, tick, count(*) FROM platform.schedule_runs GROUP BY schedule_id, task, tick HAVING count(*) > 1")
    assert doubled.fetchall() == []
    lines = work.owner.execute(f"SELECT count(*) FROM venue_{work.venue}.order_lines").fetchone()[0]
    assert lines == 4, "three imports of one line, and one order"
