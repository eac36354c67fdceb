"""How long after its acceptance an event is in the figures, while 3,000 others a second come in.

freshness.py SCHEMA SECONDS, with the stack's env and `authorization`, the header of a write key."""
import os
import sys
import threading
import time

import psycopg
import requests

RATE, BATCH = 3_000, 100
schema, seconds = sys.argv[1], float(sys.argv[2])
url = os.environ["SICSTINE_INGEST_URL"] + "/v1/batch"
headers = {"Authorization": os.environ["authorization"]}
ended = threading.Event()
sent = 0


def page(visitor, message):
    return {"type": "page", "messageId": message, "anonymousId": visitor,
            "context": {"page": {"url": f"https://theatre.example.org/spectacles/{len(message)}"}}}


def load():
    global sent
    session, begun = requests.Session(), time.monotonic()
    while not ended.is_set():
        items = [page(f"load-{(sent + n) // 8}", f"load-{sent + n}") for n in range(BATCH)]
        session.post(url, json={"batch": items}, headers=headers).raise_for_status()
        sent += BATCH
        time.sleep(max(0, begun + sent / RATE - time.monotonic()))


def delays():
    """Seconds from an answer to a session that anyone can count, one a fifth of a second."""
    session, stop = requests.Session(), time.monotonic() + seconds
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        number = 0
        while time.monotonic() < stop:
            number += 1
            visitor = f"probe-{number}"
            session.post(url, json={"batch": [page(visitor, visitor)]}, headers=headers).raise_for_status()
            accepted = time.monotonic()
            while not database.execute(f"SELECT FROM {schema}.sessions WHERE device = %s", [visitor]).rowcount:
                time.sleep(0.01)
                if time.monotonic() - accepted > 120:
                    sys.exit("an event is in no figure after two minutes")
            yield time.monotonic() - accepted
            time.sleep(0.2)


thread = threading.Thread(target=load)
thread.start()
try:
    measured = sorted(delays())
finally:
    ended.set()
    thread.join()
print(f"{len(measured)} events timed among {sent / seconds:.0f} others a second", file=sys.stderr)
print(f"fresh_p50_s {measured[len(measured) // 2]:.2f} s")
print(f"fresh_p99_s {measured[min(len(measured) - 1, int(len(measured) * 0.99))]:.2f} s")
