"""What comes to the door of the events: a faulty one never sinks its neighbours, and is told apart from them."""
import base64
import datetime as dates
import gzip
import json

import pytest

from clients import Ingest
from problems import problem

JSON = {"Content-Type": "application/json"}
BASE = {"type": "track", "event": "Seat Chosen", "userId": "u"}
FAULTY = [
    (7, "not_an_object"), (None, "not_an_object"), ([BASE], "not_an_object"),
    (BASE | {"type": "dance"}, "unknown_type"), ({"event": "e", "userId": "u"}, "unknown_type"),
    ({"type": "track", "event": "e"}, "missing_identity"), (BASE | {"userId": ""}, "missing_identity"),
    ({"type": "group", "userId": "u"}, "missing_identity"), ({"type": "alias", "userId": "u"}, "missing_identity"),
    ({"type": "track", "userId": "u"}, "missing_event_name"), (BASE | {"event": ""}, "missing_event_name"),
    (BASE | {"event": 5}, "invalid_field"), (BASE | {"event": "e" * 201}, "invalid_field"),
    (BASE | {"userId": {"a": 1}}, "invalid_field"), (BASE | {"anonymousId": "a" * 201}, "invalid_field"),
    (BASE | {"messageId": ""}, "invalid_message_id"), (BASE | {"messageId": 5}, "invalid_message_id"),
    (BASE | {"messageId": "m" * 101}, "invalid_message_id"),
    (BASE | {"timestamp": "yesterday"}, "invalid_timestamp"), (BASE | {"timestamp": 1}, "invalid_timestamp"),
    (BASE | {"timestamp": "2026-02-30T00:00:00Z"}, "invalid_timestamp"),
    (BASE | {"sentAt": "2026-11-22"}, "invalid_timestamp"),
    (BASE | {"properties": [["x" * 8_000]] * 5}, "too_large"), (BASE | {"properties": {"x": "x" * 40_000}}, "too_large")]


def stored(database, venue):
    return {row[0] for row in database.execute(f'SELECT message_id FROM "venue_{venue}".events')}


def metric(stack, name):
    lines = Ingest(stack.env["SICSTINE_INGEST_PRIVATE_URL"], None).session.get(
        stack.env["SICSTINE_INGEST_PRIVATE_URL"] + "/metrics", timeout=10).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def test_of_a_mixed_batch_the_good_ones_are_stored_and_the_others_listed(stack, ingest, venue, database):
    good = [BASE | {"messageId": f"good-{number}"} for number in range(len(FAULTY))]
    mixed = [message for pair in zip(good, (faulty for faulty, _ in FAULTY)) for message in pair]
    before = metric(stack, "ingest_events_rejected_total")
    answer = ingest.batch(mixed)
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "errors": [
        {"index": 2 * place + 1, "code": code} for place, (_, code) in enumerate(FAULTY)]}
    assert stored(database, venue) == {message["messageId"] for message in good}
    assert metric(stack, "ingest_events_rejected_total") - before == len(FAULTY)


def test_a_faulty_single_event_is_listed_and_not_stored(ingest, venue, database):
    answer = ingest.track(event="e")
    assert (answer.status_code, answer.json()["errors"]) == (200, [{"index": 0, "code": "missing_identity"}])
    assert stored(database, venue) == set()


def test_a_message_id_given_twice_counts_once(ingest, venue, database):
    message = BASE | {"messageId": "same"}
    first = message | {"properties": {"order": "first"}}
    assert ingest.batch([first, message, BASE | {"messageId": "other"}]).json() == {"success": True}
    assert ingest.track(**message).json() == {"success": True}
    assert stored(database, venue) == {"same", "other"}
    assert database.execute(f"""SELECT payload->'properties'->>'order' FROM "venue_{venue}".events
        WHERE message_id = 'same'""").fetchone() == ("first",)


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"7", b"null", b'{"batch":{}}', b'{"batch":7}', b"{}", b'{"batch":[{]}', b'{"batch":[\xff]}',
    b'{"batch":' + b"[" * 32 + b"]" * 32 + b"}", b'{"batch":["\\ud8"]}', b'{"batch":[{"a":1,"a":2}]}'])
def test_an_envelope_that_is_none_is_refused_whole(ingest, venue, database, body):
    answer = ingest.post("/v1/batch", data=body, headers=JSON)
    assert answer.json()["code"] in ("malformed_json", "invalid_request")
    problem(answer, 400, answer.json()["code"])
    assert stored(database, venue) == set()


def test_half_a_character_or_nul_spoils_no_item(ingest, venue, database):
    item = '{"type":"track","event":"e","userId":"u","messageId":"%s","properties":{"%s":["%s"]}}'
    written = [item % (number, text, text) for number, text in enumerate(["\\ud83d", "a\\udc00", "\\u0000b", "\\ud83c\\udfad", "c"])]
    answer = ingest.post("/v1/batch", data=f'{{"batch":[{",".join(written)},"\\ud83d"]}}', headers=JSON)
    assert answer.json() == {"success": True, "errors": [{"index": 5, "code": "not_an_object"}]}
    kept = database.execute(f"""SELECT (payload::jsonb)->'properties' FROM "venue_{venue}".events ORDER BY message_id""")
    assert [row[0] for row in kept] == [{text: [text]} for text in ("\ufffd", "a\ufffd", "\ufffdb", "\U0001f3ad", "c")]
    assert database.execute(f'SELECT payload FROM "venue_{venue}".refused_items').fetchall() == [("\ufffd",)]


def test_of_refused_items_only_so_many_bytes_are_kept(ingest, venue, database):
    assert ingest.batch([{"type": "dance", "x": "x" * 30_000}] * 60).status_code == 200
    count, kept = database.execute(f"""SELECT count(*), sum(octet_length(payload::text))
        FROM "venue_{venue}".refused_items""").fetchone()
    assert count == 60 and 400_000 < kept < 700_000


def test_the_deepest_nesting_allowed_is_stored_and_one_deeper_is_refused(ingest, venue, database):
    def nested(depth):
        inside = "[" * depth + "]" * depth
        return f'{{"batch":[{{"type":"track","event":"e","userId":"u","messageId":"d","properties":{inside}}}]}}'
    problem(ingest.post("/v1/batch", data=nested(30), headers=JSON), 400, "malformed_json")
    assert stored(database, venue) == set()
    assert ingest.post("/v1/batch", data=nested(29), headers=JSON).json() == {"success": True}
    assert stored(database, venue) == {"d"}


def test_too_many_or_too_much_is_refused(ingest, venue, database):
    problem(ingest.batch([BASE] * 2_501), 413, "payload_too_large")
    problem(ingest.post("/v1/batch", data=b" " * (8 << 20) + b"{}", headers=JSON), 413, "payload_too_large")
    assert stored(database, venue) == set()


def test_a_gzip_bomb_is_refused_before_it_goes_off(stack, ingest, venue, database):
    bomb = gzip.compress(b'{"batch":[' + b" " * (256 << 20) + b"]}", 9)
    assert len(bomb) < 300_000
    zipped = JSON | {"Content-Encoding": "gzip"}
    problem(ingest.post("/v1/batch", data=bomb, headers=zipped), 413, "payload_too_large")
    status = open(f"/proc/{stack.pid('ingest')}/status", encoding="ascii").read()
    peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
    assert peak < 300_000, f"{peak} kB"
    assert stored(database, venue) == set()


def test_what_only_says_to_be_gzip_is_refused(ingest, venue, database):
    good = gzip.compress(json.dumps({"batch": [BASE]}).encode())
    zipped = JSON | {"Content-Encoding": "gzip"}
    for body in (b"", b"{}", good[:-1], good[:20], good[:-8] + b"\0" * 8, good + b"x"):
        problem(ingest.post("/v1/batch", data=body, headers=zipped), 400, "invalid_request")
    assert stored(database, venue) == set()
    assert ingest.post("/v1/batch", data=good, headers=zipped).json() == {"success": True}


@pytest.mark.parametrize("give", [
    lambda key: {"auth": (key, "")},
    lambda key: {"headers": {"Authorization": "Basic " + base64.b64encode(key.encode()).decode()}},
    lambda key: {"headers": {"Authorization": f"bearer {key}"}},
    lambda key: {"headers": {"Authorization": "Bearer an.oauth.token"}, "body": {"writeKey": key}},
    lambda key: {"body": {"writeKey": key}}, lambda key: {"body": {"api_key": key}},
    lambda key: {"params": {"writeKey": key}}],
    ids=["basic", "basic without colon", "bearer", "oauth and body", "body", "body api_key", "query"])
def test_the_write_key_is_taken_from_wherever_a_client_puts_it(stack, venue, write_key, database, give):
    options = give(write_key)
    body = {"batch": [BASE | {"messageId": "m"}]} | options.pop("body", {})
    assert Ingest(stack.env["SICSTINE_INGEST_URL"], None).post("/v1/batch", body, **options).status_code == 200
    assert stored(database, venue) == {"m"}


@pytest.mark.parametrize("original, sent, before_receipt", [
    ("2026-11-22T10:00:00.000Z", "2026-11-22T10:00:05.000Z", 5),
    ("1999-01-01T00:00:00Z", "1999-01-01T01:00:00Z", 3_600),
    ("2040-01-01T12:00:00+01:00", "2040-01-01T11:00:30Z", 30), ("2026-11-22T10:00:05Z", "2026-11-22T10:00:00Z", 0),
    ("2040-01-01T00:00:00Z", None, 0), (None, "2040-01-01T00:00:00Z", 0), (None, None, 0)])
def test_the_senders_clock_is_corrected_and_kept(ingest, venue, database, original, sent, before_receipt):
    assert ingest.post("/v1/track", BASE | {"timestamp": original, "sentAt": sent}).json() == {"success": True}
    occurred, received, kept_sent, kept_original = database.execute(f"""
        SELECT occurred_at, received_at, sent_at, original_timestamp FROM "venue_{venue}".events""").fetchone()
    assert (received - occurred).total_seconds() == before_receipt
    assert abs((dates.datetime.now(dates.UTC) - received).total_seconds()) < 60
    assert [kept_original, kept_sent] == [text and dates.datetime.fromisoformat(text) for text in (original, sent)]


def test_a_true_clock_without_the_time_of_sending_is_believed(ingest, venue, database):
    true = dates.datetime.now(dates.UTC) - dates.timedelta(days=29, microseconds=7)
    assert ingest.post("/v1/track", BASE | {"timestamp": true.isoformat()}).status_code == 200
    assert database.execute(f'SELECT occurred_at FROM "venue_{venue}".events').fetchone() == (true,)


def test_a_clock_that_was_never_set_is_held_within_thirty_days(ingest, venue, database):
    assert ingest.post("/v1/track", BASE | {"timestamp": "2001-01-02T03:04:05.678901Z"}).status_code == 200
    assert database.execute(f"""SELECT received_at - occurred_at, original_timestamp FROM "venue_{venue}".events""").fetchone() == (
        dates.timedelta(days=30), dates.datetime(2001, 1, 2, 3, 4, 5, 678_901, dates.UTC))


def test_another_method_is_refused(ingest):
    for path in ("track", "identify", "page", "screen", "group", "alias", "batch"):
        answer = ingest.session.get(f"{ingest.url}/v1/{path}", timeout=10)
        problem(answer, 405, "method_not_allowed")
        assert answer.headers["Allow"] == "OPTIONS, POST"
    problem(ingest.post("/v1/nothing", {}), 404, "not_found")
