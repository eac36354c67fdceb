"""No full client address is kept anywhere: not in a table, a key of Redis, a log, an export.

Events with addresses in every place where senders put them; then everything that is stored is searched for them."""
import gzip
import json

import pytest
import requests

import addresses
from addresses import FULL
from stack import until

HEADERS = {"X-Forwarded-For": "203.0.113.77, 198.51.100.23", "X-Real-IP": "203.0.113.77", "Forwarded": 'for="203.0.113.77"',
           "True-Client-IP": "203.0.113.77", "CF-Connecting-IP": "2001:db8:85a3:8d3:1319:8a2e:370:7348"}


def items():
    """Valid and refused ones alike."""
    for number, address in enumerate(FULL):
        everywhere = {"ip": address, "context": {"ip": address, "device": {"address": address}, "page": {
            "url": f"https://theatre.example/?ip={address}", "referrer": f"http://[{address}]/" if ":" in address
            else f"http://{address}/x", "search": f"?from={address}", "path": f"/{address}"}},
            "properties": {"ip": address, "$ip": address, "x-forwarded-for": f"{address}, 10.1.2.3", "list": [address],
                           "url": f"https://theatre.example/a?client={address}"}}
        yield {"type": "page", "messageId": f"a{number}", "anonymousId": f"v{number}", **everywhere}
        yield {"type": "track", "event": "Product Added", "messageId": f"b{number}", "anonymousId": "v", **everywhere}
        # Refused, and kept for whoever looks into it.
        yield {"type": "wrong", "messageId": f"c{number}", "anonymousId": "v", **everywhere}
        yield {"type": "track", "messageId": f"d{number}", "anonymousId": "v", **everywhere}
        yield {"type": "track", "event": "E", "messageId": f"e{number}", "anonymousId": "v",
               "context": {**everywhere["context"], "userAgent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}}


@pytest.fixture
def collected(stack, venue, write_key, database):
    url = stack.env["SICSTINE_INGEST_URL"]
    key = {"Authorization": requests.auth._basic_auth_str(write_key, "")}
    body = json.dumps({"batch": list(items()), "context": {"ip": FULL[0]}}).encode()
    for content, encoding in ((body, {}), (gzip.compress(body), {"Content-Encoding": "gzip"})):
        answer = requests.post(f"{url}/v1/batch", content, headers={**HEADERS, **key, **encoding}, timeout=10)
        assert answer.status_code == 200, answer.text
    for item in items():
        requests.post(f"{url}/v1/track", json=item, headers={**HEADERS, **key}, timeout=10)
    for address in FULL:
        requests.get(f"{url}/v1/pixel.gif", headers=HEADERS, timeout=10, params={
            "writeKey": write_key, "type": "page", "anonymousId": "v", "url": f"https://theatre.example/{address}?i={address}",
            "ip": address})
        requests.post(f"{url}/v1/audience", json={"writeKey": write_key, "items": [{
            "messageId": f"x{address}", "audienceId": "a", "path": f"/{address}", "referrer": address}]}, headers=HEADERS,
            timeout=10)
        requests.get(f"{url}/nowhere/{address}", headers=HEADERS, timeout=10)
        requests.get(f"{stack.env['SICSTINE_API_URL']}/v1/venues/{address}", headers=HEADERS, timeout=10)
    until("all is consolidated", lambda: not database.execute(
        f'SELECT count(*) FROM "venue_{venue}".event_marks').fetchone()[0])
    assert database.execute(f'SELECT count(*) FROM "venue_{venue}".events').fetchone()[0] > 8
    assert database.execute(f'SELECT count(*) FROM "venue_{venue}".refused_items').fetchone()[0] > 8
    return venue


def test_no_full_address_is_kept(stack, collected, venue_api):
    """The same search is made once more when all tests have run: see the fixture `stack`."""
    assert [*addresses.kept(stack), *in_answers(venue_api, collected)] == []


def in_answers(venue_api, venue):
    """What the API shows of it."""
    base = f"/v1/venues/{venue}"
    application = venue_api.ok(venue_api.get(f"{base}/applications"))["data"][0]["id"]
    for path in ("arrivals", "refused-items"):
        text = venue_api.get(f"{base}/applications/{application}/{path}").text
        for address in FULL:
            if address in text:
                yield f"{address} in {path}"
