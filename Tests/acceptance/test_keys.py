"""A key that is not right opens nothing, and says no more than that."""
import secrets

import pytest

from clients import Api, Ingest
from problems import problem, unnamed
from stack import until

RIGHT_FORM = "sk_0123456789ab_" + "A" * 43


def changed_last(key):
    return key[:-1] + ("A" if key[-1] != "A" else "B")


@pytest.mark.parametrize("header", [
    None, "", "Bearer", "Bearer ", "Bearer x", f"Bearer {RIGHT_FORM}", f"Basic {RIGHT_FORM}", RIGHT_FORM,
    "Bearer sk_", "Bearer sk_0123456789ab", f"Bearer {RIGHT_FORM}A", f"Bearer {RIGHT_FORM[:-1]}é",
    f"Bearer {'x' * 8000}", "Bearer wk_0123456789ab0123456789ab"])
def test_a_missing_malformed_or_unknown_key_is_refused(stack, header):
    api = Api(stack.env["SICSTINE_API_URL"], None)
    headers = {} if header is None else {"Authorization": header.encode()}
    for path in ("/v1/institutions", "/v1/venues", "/v1/venues/0123456789ab/contacts"):
        response = api.get(path, headers=headers)
        problem(response, 401, "unauthorized")
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_right_prefix_with_a_wrong_secret_is_refused_like_an_unknown_key(stack, venue):
    key = stack.cli("key", "create", "--name", "test", "--venue", venue)
    url = stack.env["SICSTINE_API_URL"]
    assert Api(url, key).get(f"/v1/venues/{venue}").status_code == 200
    wrong, unknown = (Api(url, other).get("/v1/venues") for other in (changed_last(key), RIGHT_FORM))
    problem(wrong, 401, "unauthorized")
    assert unnamed(wrong) == unnamed(unknown)


def test_a_key_of_the_other_kind_is_refused(stack, venue, write_key):
    problem(Api(stack.env["SICSTINE_API_URL"], write_key).get("/v1/venues"), 401, "unauthorized")
    secret = stack.cli("key", "create", "--name", "test", "--venue", venue)
    response = Ingest(stack.env["SICSTINE_INGEST_URL"], secret).track(userId="u", event="e")
    problem(response, 401, "unauthorized")


def test_a_revoked_key_is_refused_within_seconds(stack, api, venue):
    base = f"/v1/venues/{venue}/keys"
    made = api.ok(api.post(base, {"name": "short-lived"}))
    own = Api(stack.env["SICSTINE_API_URL"], made["key"])
    assert own.get(base).status_code == 200
    assert api.request("DELETE", f"{base}/{made['id']}").status_code == 204
    until("the key is refused", lambda: own.get(base).status_code == 401, seconds=10)
    problem(own.get(base), 401, "unauthorized")
    assert all("key" not in shown and made["key"] not in str(shown) for shown in api.pages(base))


def test_a_venues_key_does_only_its_own_venue(venue_api, venue):
    problem(venue_api.post("/v1/institutions", {"name": "Mine"}), 403, "forbidden")
    assert [shown["id"] for shown in venue_api.pages("/v1/venues")] == [venue]
    assert list(venue_api.pages("/v1/institutions")) == []


@pytest.mark.parametrize("give", [
    lambda key: {"auth": (key, "")}, lambda key: {"auth": (key, "anything")},
    lambda key: {"headers": {"Authorization": f"Bearer {key}"}}, lambda key: {"params": {"writeKey": key}},
    lambda key: {"json": {"writeKey": key}}, lambda key: {"json": {"api_key": key}}],
    ids=["basic", "basic with password", "bearer", "query", "body writeKey", "body api_key"])
def test_a_wrong_write_key_is_refused_wherever_it_stands(stack, give):
    options = give("wk_" + secrets.token_hex(12))
    body = {"userId": "u", "event": "e"} | options.pop("json", {})
    problem(Ingest(stack.env["SICSTINE_INGEST_URL"], None).post("/v1/track", body, **options), 401, "unauthorized")
