"""A venue under load: threads that send events and orders, journal each, and repeat until they know the outcome."""
import datetime as dates
import itertools
import random
import threading
import time

import requests

from clients import Api, Ingest
from journal import Journal

CONTACTS, PERFORMANCES = 30, 12
# Each thread rests so long between two requests: the tests are about faults, not about speed.
PAUSE_SECONDS = 0.01
GIVE_UP_SECONDS = 90


class Load:
    """Threads of events and of orders on a venue of their own, from `start` to `finish`."""

    def __init__(self, stack, seed=20261122, event_threads=3, order_threads=3, events_at_once=(1, 1, 5, 20)):
        self.chance = random.Random(seed)
        self.stack = stack
        self.api = Api(stack.env["SICSTINE_API_URL"], stack.env["SICSTINE_ADMIN_KEY"])
        self.venue = self.api.create_venue()
        self.write_key = stack.cli("write-key", "create", "--venue", self.venue, "--name", "load")
        self.base = f"/v1/venues/{self.venue}"
        self._fill()
        self.kinds = {kind for kind, threads in (("event", event_threads), ("order", order_threads)) if threads}
        self.events_at_once = events_at_once
        self.journal = Journal(stack.directory / "journal")
        self._stopping = threading.Event()
        self.acknowledged_events = 0
        self._progress, self._done = threading.Condition(), {"event": 0, "order": 0}
        self._threads = [threading.Thread(target=work, args=(number, random.Random(seed + number)), daemon=True)
                         for number, work in enumerate(
                             [self._send_events] * event_threads + [self._send_orders] * order_threads)]

    def _fill(self):
        today = dates.date.today()
        first = today - dates.timedelta(days=100)
        self._create("seasons", {"name": "now", "starts_on": str(first), "ends_on": str(first.replace(first.year + 1))})
        show = self._create("shows", {"name": "Under load"})
        self.contacts = [self._create("contacts", {"external_id": f"person-{n}"}) for n in range(CONTACTS)]
        now = dates.datetime.now(dates.UTC).replace(microsecond=0)
        self.performances = [
            self._create("performances", {"show_id": show, "starts_at": (now + dates.timedelta(days=day)).isoformat()})
            for day in self.chance.sample(range(-60, 60), PERFORMANCES)]

    def _create(self, kind, fields):
        return self.api.ok(self.api.post(f"{self.base}/{kind}", fields))["id"]

    def start(self):
        for thread in self._threads:
            thread.start()

    def finish(self):
        """No new work; returns once every outcome is known, or was given up."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self.journal.close()

    def progress(self, seconds=60, **more):
        """Waits until so many more requests of each kind are acknowledged: progress(event=30)."""
        with self._progress:
            wanted = {kind: self._done[kind] + count for kind, count in more.items()}
            reached = self._progress.wait_for(
                lambda: all(self._done[kind] >= count for kind, count in wanted.items()), seconds)
        assert reached, f"after {seconds} s not {more} more acknowledged"

    def _send_events(self, thread, chance):
        ingest = Ingest(self.stack.env["SICSTINE_INGEST_URL"], self.write_key)
        for number in itertools.count():
            names = [f"event-{thread}-{number}-{place}" for place in range(chance.choice(self.events_at_once))]
            messages = [{"type": "track", "event": "Ticket Viewed", "messageId": name, "userId": f"u-{number % 50}",
                         "properties": {"cents": chance.randrange(10_000)}} for name in names]
            cents = [message["properties"]["cents"] for message in messages]
            self._resolve("event", names, cents, lambda: ingest.batch(messages))
            if number % 5 == 0:
                # As an SDK does that did not hear the answer.
                self._resolve("event", names, cents, lambda: ingest.batch(messages))
            if self._stopping.wait(PAUSE_SECONDS):
                return

    def _send_orders(self, thread, chance):
        api = Api(self.stack.env["SICSTINE_API_URL"], self.stack.env["SICSTINE_ADMIN_KEY"])
        for number in itertools.count():
            name, cents = f"order-{thread}-{number}", chance.randrange(1, 10_000)
            buyer, holder = chance.sample(self.contacts, 2)
            ordered = dates.datetime.now(dates.UTC) - dates.timedelta(days=chance.randrange(2_000))
            # The name stands in the line, where no constraint keeps it unique: only the key keeps the order single.
            order = {"ordered_at": ordered.isoformat(), "buyer_id": buyer, "currency": "EUR", "lines": [
                {"external_id": name, "amount": cents, "performance_id": chance.choice(self.performances),
                 "holder_id": chance.choice([None, holder])}]}
            made = self._resolve("order", [name], [cents], lambda: api.post(
                f"{self.base}/orders", order, headers={"Idempotency-Key": name}))
            if number % 5 == 0 and made is not None:
                line = f"{self.base}/orders/{made['id']}/lines/{made['lines'][0]['id']}"
                self._resolve("order", [name.replace("order", "cancel")], [cents],
                              lambda: api.request("PATCH", line, json={"status": "cancelled"}))
                self._resolve("order", [name], [cents], lambda: api.post(
                    f"{self.base}/orders", order, headers={"Idempotency-Key": name}))
            if self._stopping.wait(PAUSE_SECONDS):
                return

    def _resolve(self, kind, names, cents, send):
        """Sends until the outcome is known: the JSON of the answer, None when it was refused or given up."""
        self.journal.write(what="sent", ids=names, cents=cents)
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            try:
                response = send()
            except requests.RequestException:
                self.journal.write(what="unknown", ids=names, status="no answer")
            else:
                if response.ok:
                    made = response.json()
                    self.journal.write(what="acknowledged", ids=names, status=response.status_code,
                                       answer=made.get("id"))
                    self._count(kind, len(names))
                    return made
                known = response.status_code < 500
                self.journal.write(what="refused" if known else "unknown", ids=names, status=response.status_code)
                if known:
                    return None
            time.sleep(0.05)
        return None

    def _count(self, kind, names):
        with self._progress:
            self._done[kind] += 1
            self.acknowledged_events += names if kind == "event" else 0
            self._progress.notify_all()
