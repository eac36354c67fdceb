"""Requests that are not right: a precise problem, and nothing written."""
import json

import pytest

from problems import faults, problem
from test_isolation import counts

SEASON = {"name": "S", "starts_on": "2026-09-01", "ends_on": "2027-09-01"}
JSON = {"Content-Type": "application/json"}


def nested(depth):
    return b'{"name":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize("body", [
    b"", b" ", b"{", b'{"name"', b'{"name":"x"', b'{"name":"x"}}', b'{"name":"x",}', b"{'name':'x'}", b"name",
    b'{"name":"x"}{}', b'{"name":"x","name":"y"}', b'{"name":"\xff"}', b'\xef\xbb\xbf{"name":"x"}',
    b'{"name":"\\ud800"}',
    b'{"name":"a\x00b"}', b'{"name":"a\\u0000b"}', b'{"name":"a\nb"}', b'{"name":01}', b'{"name":NaN}',
    b'{"name":1e999}', b'{"name":"\\x"}', '{"name":"x"}'.encode("utf-16"), nested(33), nested(100_000),
    b'{"name":"' + b"x" * 20_000 + b'"}', b"[" + b"1," * 30_000 + b"1]"])
def test_what_is_not_strict_json_is_refused(api, body):
    before = len(list(api.pages("/v1/institutions", limit=200)))
    problem(api.request("POST", "/v1/institutions", data=body, headers=JSON), 400, "malformed_json")
    assert len(list(api.pages("/v1/institutions", limit=200))) == before


def test_every_truncation_of_a_request_is_refused(venue_api, venue, database):
    body = json.dumps({"ordered_at": "2026-11-01T00:00:00Z", "buyer_id": "1", "currency": "EUR",
                       "lines": [{"amount": 100, "product": "é🎭"}]}, ensure_ascii=False).encode()
    before = counts(database, venue)
    for length in range(len(body)):
        answer = venue_api.request("POST", f"/v1/venues/{venue}/orders", data=body[:length], headers=JSON)
        problem(answer, 400, "malformed_json")
    assert counts(database, venue) == before


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "chunked"])
def test_an_oversized_body_is_refused(api, chunked):
    body = b'{"name":"' + b"x" * (1 << 20) + b'"}'
    pieces = (body[start:start + 65_536] for start in range(0, len(body), 65_536))
    answer = api.request("POST", "/v1/institutions", data=pieces if chunked else body, headers=JSON)
    problem(answer, 413, "payload_too_large")


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/xml", "json"])
def test_another_content_type_is_refused(api, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = api.request("POST", "/v1/institutions", data=b'{"name":"x"}', headers=headers)
    problem(answer, 415, "unsupported_media_type")


def test_another_content_coding_is_refused(api):
    answer = api.request("POST", "/v1/institutions", data=b"x", headers=JSON | {"Content-Encoding": "br"})
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("path, body, expected", [
    ("seasons", {}, {"#/name": "missing", "#/starts_on": "missing", "#/ends_on": "missing"}),
    ("seasons", [], {"#": "wrong_type"}), ("seasons", None, {"#": "wrong_type"}), ("seasons", "x", {"#": "wrong_type"}),
    ("seasons", SEASON | {"name": 7, "starts_on": True}, {"#/name": "wrong_type", "#/starts_on": "wrong_type"}),
    ("seasons", SEASON | {"starts_on": "2026-02-29"}, {"#/starts_on": "bad_format"}),
    ("seasons", SEASON | {"starts_on": "01/09/2026"}, {"#/starts_on": "bad_format"}),
    ("seasons", SEASON | {"ends_on": "2026-09-01"}, {"#/ends_on": "not_allowed"}),
    ("seasons", SEASON | {"name": ""}, {"#/name": "too_short"}),
    ("seasons", SEASON | {"name": "é" * 101}, {"#/name": "too_long"}),
    ("seasons", SEASON | {"colour": "red", "~/": 1}, {"#/colour": "unknown_field", "#/~0~1": "unknown_field"}),
    ("shows", {"name": "x", "family": "opera"}, {"#/family": "not_allowed"}),
    ("performances", {"show_id": 1, "starts_at": "2026-11-22T20:30:00"},
     {"#/show_id": "wrong_type", "#/starts_at": "bad_format"}),
    ("contacts", {"email": "nobody", "kind": None, "birth_date": "1998-13-01"},
     {"#/email": "bad_format", "#/birth_date": "bad_format"}),
    ("orders", {"ordered_at": "now", "buyer_id": "0", "currency": "USD", "lines": []},
     {"#/ordered_at": "bad_format", "#/buyer_id": "bad_format", "#/currency": "bad_format", "#/lines": "too_short"}),
    ("orders", {"ordered_at": "2026-11-01T00:00:00Z", "buyer_id": "1", "currency": "EUR", "lines": [
        {"amount": 1}, {"amount": 1.5, "quantity": 0}, {"amount": "1", "status": "lost"}, 7,
        {"amount": 10 ** 12, "x": 1}]},
     {"#/lines/1/amount": "wrong_type", "#/lines/1/quantity": "out_of_range", "#/lines/2/amount": "wrong_type",
      "#/lines/2/status": "not_allowed", "#/lines/3": "wrong_type", "#/lines/4/amount": "out_of_range",
      "#/lines/4/x": "unknown_field"}),
])
def test_every_fault_has_its_pointer(venue_api, venue, database, path, body, expected):
    before = counts(database, venue)
    answer = venue_api.request("POST", f"/v1/venues/{venue}/{path}", data=json.dumps(body), headers=JSON)
    assert faults(answer) == expected
    assert counts(database, venue) == before


def test_a_problem_never_repeats_what_was_sent(venue_api, venue):
    secret = "zoe@example.org"
    for body in ({"email": f"{secret} {secret}"}, {"kind": secret}, {"birth_date": secret}):
        assert secret not in venue_api.post(f"/v1/venues/{venue}/contacts", body).text


@pytest.mark.parametrize("path, allowed", [
    ("/v1/institutions", "GET, POST"), ("/v1/venues", "GET, POST"), ("/v1/venues/{}", "GET"),
    ("/v1/venues/{}/contacts", "GET, POST"), ("/v1/venues/{}/contacts/1", "GET, PUT"),
    ("/v1/venues/{}/orders/1/lines/1", "PATCH"), ("/v1/venues/{}/keys/1", "DELETE"),
    ("/v1/venues/{}/indicator-runs", "GET, POST"), ("/v1/venues/{}/imports/1/refused-lines", "GET")])
def test_another_method_is_refused_with_those_allowed(venue_api, venue, path, allowed):
    tried = 0
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        if method not in allowed.split(", "):
            answer = venue_api.request(method, path.format(venue))
            problem(answer, 405, "method_not_allowed")
            assert answer.headers["Allow"] == allowed
            tried += 1
    assert tried >= 5


def test_what_is_taken_is_a_conflict(venue_api, venue, database):
    base = f"/v1/venues/{venue}"
    venue_api.ok(venue_api.post(f"{base}/contacts", {"external_id": "taken"}))
    venue_api.ok(venue_api.post(f"{base}/seasons", SEASON))
    before = counts(database, venue)
    for path, body in [("contacts", {"external_id": "taken"}),
                       ("seasons", {"name": "other", "starts_on": "2027-01-01", "ends_on": "2028-01-01"}),
                       ("seasons", {"name": "gap", "starts_on": "2027-09-02", "ends_on": "2028-09-01"}),
                       ("seasons", SEASON | {"starts_on": "2027-09-01", "ends_on": "2028-09-01"})]:
        problem(venue_api.post(f"{base}/{path}", body), 409, "conflict")
    assert counts(database, venue) == before
