"""The unmodified segment-analytics-python from PyPI, its host set to ours: every event it sends is stored once."""
import json
import threading

import pytest
from segment.analytics.client import Client

from stack import until


class Sender:
    """The SDK on one write key, and what it was given to send, by message id."""

    def __init__(self, ingest_url, write_key, **options):
        self.given, self.errors = {}, []
        self.client = Client(write_key, host=ingest_url, on_error=lambda error, _: self.errors.append(error), **options)

    def send(self, kind, message_id, **message):
        accepted, sent = getattr(self.client, kind)(message_id=message_id, **message)
        if accepted:
            self.given[message_id] = sent
        return accepted

    def finish(self):
        self.client.flush()
        self.client.join()


def stored(database, venue):
    """The events of a venue by message id: (kind, name, anonymous id, user id, payload)."""
    return {row[0]: row[1:] for row in database.execute(
        f'SELECT message_id, kind, name, anonymous_id, user_id, payload FROM "venue_{venue}".events')}


def as_sent(message):
    return json.loads(json.dumps(message, default=lambda moment: moment.isoformat()))


def without_full_address(message):
    if "ip" in message["context"]:
        message["context"]["ip"] = "192.0.0.0"
    return message


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_every_kind_of_call_is_stored_once_as_it_was_sent(gzip, stack, venue, write_key, database):
    sender = Sender(stack.env["SICSTINE_INGEST_URL"], write_key, gzip=gzip)
    for number in range(40):
        who = {"user_id": f"user-{number}", "context": {"ip": "192.0.2.7", "place": f"balcon № {number}"}}
        sender.send("track", f"track-{number}", event="Order Completed", properties={"total": number / 4}, **who)
        sender.send("identify", f"identify-{number}", traits={"name": "Zoë 🎭"}, **who)
        sender.send("page", f"page-{number}", name="Programme", properties={"path": "/été"}, **who)
        sender.send("screen", f"screen-{number}", name="Billets", anonymous_id=f"visitor-{number}")
        sender.send("group", f"group-{number}", group_id=f"school-{number}", **who)
        sender.send("alias", f"alias-{number}", previous_id=f"visitor-{number}", user_id=f"user-{number}")
    sender.finish()
    assert sender.errors == []
    kept = stored(database, venue)
    assert kept.keys() == sender.given.keys() and len(kept) == 240
    for message_id, (kind, name, anonymous_id, user_id, payload) in kept.items():
        sent = as_sent(sender.given[message_id])
        assert payload == without_full_address(sent)
        assert (kind, name) == (sent["type"], sent.get("event") or sent.get("name"))
        assert (anonymous_id, user_id) == (sent.get("previousId") or sent.get("anonymousId"), sent.get("userId"))


def test_message_ids_made_by_the_sdk_are_kept(stack, venue, write_key, database):
    sender = Sender(stack.env["SICSTINE_INGEST_URL"], write_key)
    made = [sender.client.track("someone", "Seat Chosen")[1]["messageId"] for _ in range(150)]
    sender.finish()
    assert sender.errors == []
    assert sorted(stored(database, venue)) == sorted(made)


def test_its_retries_over_crashes_of_ingestion_store_each_event_once(stack, venue, write_key, database):
    sender = Sender(stack.env["SICSTINE_INGEST_URL"], write_key, upload_size=10, upload_interval=0.05, timeout=5)
    enough = threading.Event()

    def produce():
        number = 0
        while not enough.wait(0.002):
            sender.send("track", f"retried-{number}", user_id="someone", event="Seat Chosen", properties={"n": number})
            number += 1

    def count():
        return database.execute(f'SELECT count(*) FROM "venue_{venue}".events').fetchone()[0]

    producer = threading.Thread(target=produce)
    producer.start()
    try:
        for _ in range(4):
            reached = count() + 30
            until("more events are stored", lambda: count() >= reached, 60)
            stack.kill("ingest")
            stack.start("ingest")
    finally:
        enough.set()
        producer.join()
        stack.start("ingest")
    sender.finish()
    assert sender.errors == []
    kept = stored(database, venue)
    assert count() == len(kept)
    assert kept.keys() == sender.given.keys()
    assert all(kept[name][4] == as_sent(message) for name, message in sender.given.items())


def test_a_wrong_write_key_is_told_to_the_caller(stack, venue, database):
    sender = Sender(stack.env["SICSTINE_INGEST_URL"], "wk_0123456789abcdef01234567", max_retries=0)
    sender.send("track", "refused", user_id="someone", event="Seat Chosen")
    sender.finish()
    assert [error.status for error in sender.errors] == [401]
    assert [error.code for error in sender.errors] == ["unauthorized"]
    assert stored(database, venue) == {}
