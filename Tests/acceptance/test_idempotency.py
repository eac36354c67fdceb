"""One Idempotency-Key, one effect, one answer: however often it is sent, and however many at once."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from clients import Api
from problems import problem
from test_isolation import counts

CSV = b"order_id,line_id,ordered_at,contact_id,amount,currency\n1,1,2026-11-01,C,10.00,EUR\n"


@pytest.fixture
def order(venue_api, venue):
    buyer = venue_api.ok(venue_api.post(f"/v1/venues/{venue}/contacts", {"external_id": "buyer"}))["id"]
    return {"ordered_at": "2026-11-01T00:00:00Z", "buyer_id": buyer, "currency": "EUR", "lines": [{"amount": 100}]}


def written(database, venue):
    """The rows of each table, but for those that the worker writes in its own time."""
    return {table: count for table, count in counts(database, venue).items()
            if table not in ("indicator_marks", "contact_indicators")}


def keyed(key):
    return {"headers": {"Idempotency-Key": key}}


def test_the_same_request_again_has_the_same_answer_and_no_effect(venue_api, venue, order, database):
    path = f"/v1/venues/{venue}/orders"
    first = venue_api.post(path, order, **keyed("k-1"))
    assert first.status_code == 201
    before = written(database, venue)
    for key in ("k-1", '"k-1"'):
        again = venue_api.post(path, order, **keyed(key))
        assert (again.status_code, again.content, again.headers["Location"]) == (
            first.status_code, first.content, first.headers["Location"])
    assert written(database, venue) == before


def test_twenty_at_once_are_one_order(stack, venue_api, venue, order, database):
    key = stack.cli("key", "create", "--name", "test", "--venue", venue)
    clients = [Api(stack.env["SICSTINE_API_URL"], key) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda api: api.post(f"/v1/venues/{venue}/orders", order, **keyed("k-2")), clients))
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    after = counts(database, venue)
    assert (after["orders"], after["order_lines"], after["idempotency_keys"]) == (1, 1, 1)


def test_the_same_key_for_something_else_is_refused(venue_api, venue, order, database):
    base = f"/v1/venues/{venue}"
    assert venue_api.post(f"{base}/orders", order, **keyed("k-3")).status_code == 201
    before = written(database, venue)
    for path, body in [("orders", order | {"channel": "B2B"}), ("contacts", {"external_id": "x"}),
                       ("orders", dict(reversed(order.items())))]:
        problem(venue_api.post(f"{base}/{path}", body, **keyed("k-3")), 422, "idempotency_key_reused")
    assert written(database, venue) == before


def test_a_refused_request_leaves_its_key_free(venue_api, venue, order):
    path = f"/v1/venues/{venue}/orders"
    problem(venue_api.post(path, order | {"buyer_id": "1"}, **keyed("k-4")), 400, "invalid_request")
    assert venue_api.post(path, order, **keyed("k-4")).status_code == 201


def test_each_key_holder_has_keys_of_its_own(stack, venue_api, venue, order, database):
    other = Api(stack.env["SICSTINE_API_URL"], stack.cli("key", "create", "--name", "other", "--venue", venue))
    path = f"/v1/venues/{venue}/orders"
    made = {api.ok(api.post(path, order, **keyed("k-5")))["id"] for api in (venue_api, other)}
    assert len(made) == 2 and counts(database, venue)["orders"] == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "é"])
def test_a_key_of_another_form_is_refused(venue_api, venue, order, database, key):
    answer = venue_api.post(f"/v1/venues/{venue}/orders", order, **keyed(key.encode()))
    problem(answer, 400, "invalid_request")
    assert counts(database, venue)["orders"] == 0


def test_an_import_is_received_once(venue_api, venue, database):
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "k-6"}
    path = f"/v1/venues/{venue}/imports"
    first, again = (venue_api.request("POST", path, data=CSV, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (202, 202, first.content)
    assert counts(database, venue)["imports"] == 1
    problem(venue_api.request("POST", path, data=CSV + b"2,1,2026-11-01,C,10.00,EUR\n", headers=headers),
            422, "idempotency_key_reused")
    assert counts(database, venue)["imports"] == 1


def test_a_venue_and_a_run_are_made_once(api):
    body = {"institution_id": api.create_institution(), "name": "V", "time_zone": "Europe/Paris", "currency": "EUR"}
    made = {api.ok(api.post("/v1/venues", body, **keyed(f"venue-{body['institution_id']}")))["id"] for _ in range(3)}
    assert len(made) == 1
    assert len([shown for shown in api.pages("/v1/venues", limit=200)
                if shown["institution_id"] == body["institution_id"]]) == 1
