"""What the unmodified SDKs of others send is stored once and understood, whatever happens on the way."""
import json
import os
import re
import subprocess
import time
from collections import Counter

import psycopg
import pytest
import requests

from clients import Ingest
from problems import problem
from sdks import ITEMS, SDKS, Road
from stack import ROOT, until


@pytest.fixture
def url(stack):
    return stack.env["SICSTINE_INGEST_URL"]


@pytest.fixture
def road(url):
    """Makes a road to ingestion with obstacles on it."""
    made = []

    def make(*obstacles):
        made.append(Road(url, obstacles))
        return made[-1]

    yield make
    for each in made:
        each.close()


def stored(database, venue):
    """How often each (kind, action, anonymous id, user id) is stored; ids that an SDK makes up are all alike."""
    rows = database.execute(f'SELECT kind, action, anonymous_id, user_id FROM "venue_{venue}".events').fetchall()
    return Counter((kind, action, re.sub("^[0-9a-f-]{36}$", "made up", anonymous) if anonymous else None, user)
                   for kind, action, anonymous, user in rows)


@pytest.mark.parametrize("sdk", SDKS)
def test_everything_an_sdk_sends_is_an_action_once(sdk, url, venue, write_key, database):
    client = SDKS[sdk](url, write_key)
    expected = client.send()
    client.finish()
    assert client.errors == []
    assert stored(database, venue) == Counter(expected)
    order, items, currency = database.execute(f"""
        SELECT order_ref, items, currency FROM "venue_{venue}".events WHERE order_ref = 'O-1'""").fetchone()
    assert (order, items, currency) == ("O-1", ITEMS, "EUR")
    path, source, medium, host, payload = database.execute(f"""
        SELECT path, source, medium, referrer_host, payload::text FROM "venue_{venue}".events WHERE kind = 'page'""").fetchone()
    assert (path, source, medium, host) == ("/saison/phedre", "lettre", "email", "google.com")
    assert "utm_source=lettre" in payload and "secret" not in payload
    traits = database.execute(f"""SELECT payload->'traits'->>'email' FROM "venue_{venue}".events
        WHERE kind = 'identify' AND payload->'traits'->>'email' IS NOT NULL""").fetchall()
    assert traits == [("anne@example.org",)]


@pytest.mark.parametrize("sdk", SDKS)
def test_it_sends_again_what_was_not_taken_and_nothing_counts_twice(sdk, road, venue, write_key, database):
    way = road(429, 503, "lost", 503)
    client = SDKS[sdk](way.url, write_key)
    expected = client.send()
    client.finish()
    assert client.errors == []
    assert next(way.met, None) is None and set(way.statuses) == {200}
    assert stored(database, venue) == Counter(expected)


def test_they_outlast_a_database_that_is_away(stack, url, api):
    senders = {}
    for sdk in ("segment", "rudderstack", "posthog"):
        venue = api.create_venue()
        key = stack.cli("write-key", "create", "--venue", venue, "--name", sdk)
        # The key is looked up while there is a database.
        Ingest(url, key).track()
        senders[venue] = SDKS[sdk](url, key)
    stack.kill("postgres")
    try:
        expected = {venue: client.send() for venue, client in senders.items()}
        time.sleep(2)
    finally:
        stack.start("postgres")
    for client in senders.values():
        client.finish()
        assert client.errors == []
    with psycopg.connect(stack.env["DATABASE_URL"], autocommit=True) as database:
        for venue, sent in expected.items():
            assert stored(database, venue) == Counter(sent)


def test_a_whole_delivery_again_changes_nothing(road, url, venue, write_key, database):
    way = road("lost", "lost", "lost")
    client = SDKS["segment"](way.url, write_key)
    expected = client.send()
    client.finish()
    before = database.execute(f'SELECT * FROM "venue_{venue}".events ORDER BY message_id').fetchall()
    assert stored(database, venue) == Counter(expected)
    assert Ingest(url, write_key).batch([json.loads(row) for row, in database.execute(
        f'SELECT payload::text FROM "venue_{venue}".events').fetchall()]).json() == {"success": True}
    assert database.execute(f'SELECT * FROM "venue_{venue}".events ORDER BY message_id').fetchall() == before


# Too much at once.


@pytest.fixture
def slow_url(stack):
    """Another process of ingestion, which takes two requests a second of an application."""
    pid = stack.pid("ingest")
    environment = dict(entry.decode().split("=", 1) for entry in open(f"/proc/{pid}/environ", "rb").read().split(b"\0")
                       if entry.startswith(b"SICSTINE_"))
    ports = subprocess.run([ROOT / "ops/free-ports", "2"], capture_output=True, text=True, check=True).stdout.split()
    addresses = [f"127.0.0.1:{port}" for port in ports]
    environment |= {"SICSTINE_LISTEN": addresses[0], "SICSTINE_PRIVATE_LISTEN": addresses[1],
                    "SICSTINE_REQUESTS_PER_SECOND": "2"}
    with open(stack.directory / "slow-ingest.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen([os.readlink(f"/proc/{pid}/exe")], env=environment, stdout=log, stderr=log)
        try:
            until("it is ready", lambda: ready(f"http://{addresses[1]}"))
            yield f"http://{addresses[0]}"
        finally:
            process.terminate()
            process.wait(30)


def ready(url):
    try:
        return requests.get(f"{url}/readyz", timeout=5).ok
    except requests.ConnectionError:
        return False


def test_who_asks_too_much_is_told_when_to_come_back(slow_url, write_key, venue, database):
    slow = Ingest(slow_url, write_key)
    answers = [slow.track(event="e", userId="u", messageId=f"m{number}") for number in range(8)]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert len(refused) >= 3
    for answer in refused:
        problem(answer, 429, "too_many_requests")
        assert answer.headers["Retry-After"] == "1"
    assert database.execute(f'SELECT count(*) FROM "venue_{venue}".events').fetchone()[0] == 8 - len(refused)
    # Before the body is looked at, where the key allows it.
    while (answer := slow.post("/v1/batch", data=b"{")).status_code == 400:
        pass
    problem(answer, 429, "too_many_requests")
    assert Ingest(slow_url, None).track(writeKey=write_key).status_code == 429


@pytest.mark.parametrize("sdk", ["segment", "rudderstack", "posthog"])
def test_an_sdk_that_asks_too_much_gets_through_later(sdk, slow_url, write_key, venue, database):
    slow = Ingest(slow_url, write_key)
    while slow.track().status_code == 200:
        pass
    client = SDKS[sdk](slow_url, write_key)
    expected = client.send()
    client.finish()
    assert client.errors == []
    assert stored(database, venue) == Counter(expected)


# What else they ask, and where.


@pytest.mark.parametrize("path", ["/flags", "/flags/", "/flags/?v=4"])
def test_no_flag_is_set(url, path):
    answer = requests.post(url + path, json={"api_key": "wk_x", "distinct_id": "B-1"}, timeout=10)
    assert (answer.status_code, answer.json()) == (200, {"flags": {}})


@pytest.mark.parametrize("path, kind", [
    *((f"{prefix}/{letter}", kind) for prefix in ("", "/v1") for letter, kind in zip("tipgas", (
        "track", "identify", "page", "group", "alias", "screen"))), ("/v1/track/", "track")])
def test_the_addresses_of_analytics_js_are_known(url, venue, write_key, database, path, kind):
    message = {"writeKey": write_key, "userId": "u", "messageId": "m", "event": "e", "groupId": "g", "previousId": "v",
               "_metadata": {"bundled": [], "unbundled": [], "bundledIds": []}, "sentAt": "2026-11-22T10:00:00.000Z"}
    answer = requests.post(url + path, data=json.dumps(message), headers={"Content-Type": "text/plain"}, timeout=10)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert database.execute(f'SELECT message_id, kind FROM "venue_{venue}".events').fetchall() == [("m", kind)]


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/batch/", "/batch", "/batch/", "/v1/b", "/b", "/v1/import",
                                  "/beacon/v1/batch"])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain;charset=UTF-8", None])
def test_batches_come_by_many_addresses(url, write_key, path, content_type):
    body = {"batch": [{"type": "track", "event": "e", "userId": "u"}], "sentAt": "2026-11-22T10:00:00.000Z"}
    answer = requests.post(f"{url}{path}?writeKey={write_key}", data=json.dumps(body).encode(), timeout=10,
                           headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()) == (200, {"success": True})


def test_a_batch_as_large_as_an_sdk_makes_them_is_taken(url, venue, write_key, database):
    batch = [{"type": "track", "event": "e", "userId": "u", "messageId": f"m{number}", "properties": {"x": "x" * 30_000}}
             for number in range(170)]
    assert Ingest(url, write_key).batch(batch).json() == {"success": True}
    assert database.execute(f'SELECT count(*) FROM "venue_{venue}".events').fetchone()[0] == 170


def test_numbers_that_are_none_are_refused_as_json(url, write_key):
    body = b'{"batch":[{"type":"track","event":"e","userId":"u","properties":{"price":NaN}}]}'
    problem(Ingest(url, write_key).post("/v1/batch", data=body), 400, "malformed_json")


def test_the_second_version_of_posthog_hears_of_each_event(url, write_key):
    events = [{"event": "seen", "uuid": "u-1", "distinct_id": "B-1", "properties": {}}, {"event": "seen", "uuid": "u-2"}, 7]
    answer = requests.post(f"{url}/i/v1/analytics/events", json={"batch": events}, timeout=10,
                           headers={"Authorization": f"Bearer {write_key}"})
    assert answer.json() == {"results": {"u-1": {"result": "ok"}, "u-2": {"result": "drop", "details": "unknown_type"}}}


# What is refused.


def refused(database, venue):
    return database.execute(f"""SELECT reason, kind, message_id, payload FROM "venue_{venue}".refused_items
        ORDER BY id""").fetchall()


def test_what_is_refused_is_kept_cleaned(url, venue, write_key, database):
    ingest = Ingest(url, write_key)
    bad = {"type": "dance", "messageId": "m", "context": {"ip": "192.0.2.7"}}
    assert ingest.batch([bad, 7]).json()["errors"] == [{"index": 0, "code": "unknown_type"},
                                                      {"index": 1, "code": "not_an_object"}]
    ingest.track(messageId="n", event="e")
    assert refused(database, venue) == [
        ("unknown_type", None, "m", bad | {"context": {"ip": "192.0.0.0"}}), ("not_an_object", None, None, 7),
        ("missing_identity", "track", "n", {"messageId": "n", "event": "e"})]


def test_what_is_refused_without_measure_is_not_all_kept(url, venue, write_key, database):
    answer = Ingest(url, write_key).batch([{"type": "dance"}] * 1_000)
    assert len(answer.json()["errors"]) == 1_000
    assert 100 <= len(refused(database, venue)) < 400


def test_what_cannot_be_kept_is_not_acknowledged(url, venue, write_key, database):
    good = {"type": "track", "event": "e", "userId": "u", "messageId": "good"}
    ingest = Ingest(url, write_key)
    database.execute(f'ALTER TABLE "venue_{venue}".refused_items RENAME TO away')
    answer = ingest.batch([good, {"type": "dance"}])
    problem(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    database.execute(f'ALTER TABLE "venue_{venue}".away RENAME TO refused_items')
    assert ingest.batch([good, {"type": "dance"}]).status_code == 200
    assert database.execute(f'SELECT message_id FROM "venue_{venue}".events').fetchall() == [("good",)]
    assert [row[0] for row in refused(database, venue)] == ["unknown_type"]


def test_a_trial_is_shown_and_counts_nowhere(stack, url, venue, venue_api, database):
    made = venue_api.ok(venue_api.post(f"/v1/venues/{venue}/applications", {"name": "Trial", "test_mode": True}))
    answer = Ingest(url, made["write_key"]).batch([{"type": "track", "event": "e", "userId": "u", "messageId": "m"}, 7])
    assert [error["code"] for error in answer.json()["errors"]] == ["test_mode", "not_an_object"]
    assert database.execute(f'SELECT count(*) FROM "venue_{venue}".events').fetchone() == (0,)
    assert refused(database, venue)[0][2:] == ("m", {"type": "track", "event": "e", "userId": "u", "messageId": "m"})
