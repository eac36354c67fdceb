"""Orders told to a stack's API as sources tell them, and how soon after its acceptance one is in the indicators of its buyer.

For benches to import, with the stack's env and `venue`."""
import itertools
import os
import random
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import requests

BATCH, STEADY = 100, 500
PEOPLE, PERFORMANCES = 20_000, 200
base = f"{os.environ['SICSTINE_API_URL']}/v1/venues/{os.environ['venue']}"
headers = {"Authorization": f"Bearer {os.environ['SICSTINE_ADMIN_KEY']}"}
now = datetime.now(UTC).replace(microsecond=0)
numbers = itertools.count(1)


def session():
    made = requests.Session()
    made.headers.update(headers)
    return made


def tell(asking, kind, items):
    answer = asking.post(f"{base}/sources/bench/{kind}", json={"data": items})
    answer.raise_for_status()
    results = answer.json()["data"]
    faulty = [result for result in results if result["outcome"] == "refused"]
    if faulty:
        sys.exit(f"refused: {faulty[0]}")
    return results


def order(buyer):
    """A purchase of one to four seats, a third of them held by somebody else."""
    number = next(numbers)
    lines = [{"external_id": f"{place}", "performance_external_id": f"P{random.randrange(PERFORMANCES)}", "amount": 2_500,
              **({"holder_external_id": f"B{random.randrange(PEOPLE)}"} if random.random() < 0.33 else {})}
             for place in range(random.randint(1, 4))]
    return {"external_id": f"O{number}", "ordered_at": now.isoformat(), "source_updated_at": now.isoformat(),
            "currency": "EUR", "buyer_external_id": buyer, "channel": "INTERNET", "lines": lines}


def orders(count):
    return [order(f"B{random.randrange(PEOPLE)}") for _ in range(count)]


def prepare():
    asking = session()
    tomorrow = now + timedelta(days=1)
    year = (now - timedelta(days=200)).date(), (now + timedelta(days=165)).date()
    asking.post(f"{base}/seasons", json={
        "name": "Bench", "starts_on": f"{year[0]}", "ends_on": f"{year[1]}"}).raise_for_status()
    tell(asking, "shows", [{"external_id": "S", "name": "Phèdre"}])
    for place in range(0, PERFORMANCES, 100):
        tell(asking, "performances", [{"external_id": f"P{number}", "show_external_id": "S",
                                       "starts_at": tomorrow.isoformat()} for number in range(place, place + 100)])


def settle():
    """Waits until nothing is left to compute: two probes' indicators come at once then. A full run would cover one."""
    asking, at_once = session(), 0
    while at_once < 2:
        at_once = at_once + 1 if delay(asking, "settle") <= 1 else 0


def delay(asking, buyer):
    """Seconds from the acceptance of an order of a new buyer to its indicators."""
    buyer = f"{buyer}-{next(numbers)}"
    placed = order(buyer)
    placed["lines"] = [{"external_id": "1", "performance_external_id": "P1", "amount": 2_500}]
    (result,) = tell(asking, "orders", [placed])
    accepted = time.monotonic()
    contact = asking.get(f"{base}/orders/{result['id']}").json()["buyer_id"]
    while True:
        told = asking.get(f"{base}/contacts/{contact}/indicators").json()["data"]
        values = {indicator["key"]: indicator["value"] for indicator in told}
        if values["assiduity"] == 1 and values["recency"] and values["seniority"]:
            return time.monotonic() - accepted
        if time.monotonic() - accepted > 120:
            sys.exit("an order is in no indicator after two minutes")
        time.sleep(0.005)


def under_load(seconds, pause):
    """Delays, sorted, one after another with a pause between them, and the orders a second among which they were taken."""
    ended, sent = threading.Event(), 0

    def load():
        nonlocal sent
        asking, begun = session(), time.monotonic()
        while not ended.is_set():
            tell(asking, "orders", orders(BATCH))
            sent += BATCH
            time.sleep(max(0, begun + sent / STEADY - time.monotonic()))

    thread = threading.Thread(target=load)
    asking, begun, delays = session(), time.monotonic(), []
    thread.start()
    try:
        while time.monotonic() - begun < seconds:
            delays.append(delay(asking, "probe"))
            time.sleep(pause)
    finally:
        ended.set()
        thread.join()
    return sorted(delays), sent / (time.monotonic() - begun)


def print_delays(delays):
    print(f"order_to_indicator_p50_ms {delays[len(delays) // 2] * 1_000:.0f} ms")
    print(f"order_to_indicator_p99_ms {delays[min(len(delays) - 1, int(len(delays) * 0.99))] * 1_000:.0f} ms")
