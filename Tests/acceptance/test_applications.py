"""Applications and balises: what a venue says of what sends for it, and which of its actions come."""
import pytest

from problems import faults, problem

SITE = {"name": "Site", "kind": "website", "allowed_origins": ["https://www.example.fr"]}


@pytest.fixture
def applications(venue):
    """The path of the venue's applications."""
    return f"/v1/venues/{venue}/applications"


@pytest.fixture
def site(venue_api, applications):
    """A website: its path and itself."""
    made = venue_api.ok(venue_api.post(applications, SITE))
    return f"{applications}/{made['id']}", made


@pytest.fixture
def balises(venue):
    """The path of the venue's balises."""
    return f"/v1/venues/{venue}/balises"


@pytest.mark.parametrize("body, kind, mode, origins", [
    ({"name": "A"}, "server", "consented", []),
    ({"name": "A", "kind": "kiosk"}, "kiosk", "consented", []),
    ({"name": "A", "kind": "mobile_app", "collection_mode": "exempt"}, "mobile_app", "exempt", []),
    (SITE, "website", "choice", SITE["allowed_origins"]),
    (SITE | {"kind": "event_site", "collection_mode": None}, "event_site", "choice", SITE["allowed_origins"]),
    (SITE | {"collection_mode": "exempt"}, "website", "exempt", SITE["allowed_origins"])])
def test_an_application_is_what_it_is_said_to_be(venue_api, applications, body, kind, mode, origins):
    answer = venue_api.post(applications, body)
    made = venue_api.ok(answer)
    assert (made["kind"], made["collection_mode"], made["allowed_origins"]) == (kind, mode, origins)
    assert made["test_mode"] is False and made["write_key"].startswith("wk_")
    assert answer.headers["Location"] == f"{applications}/{made['id']}"
    assert venue_api.ok(venue_api.get(answer.headers["Location"])) == made
    assert list(venue_api.pages(applications)) == [made]


@pytest.mark.parametrize("body, expected", [
    ({}, {"#/name": "missing"}),
    ({"name": "A", "kind": "site", "collection_mode": "all", "test_mode": 1, "colour": 1},
     {"#/kind": "not_allowed", "#/collection_mode": "not_allowed", "#/test_mode": "wrong_type",
      "#/colour": "unknown_field"}),
    ({"name": "A", "kind": "website"}, {"#/allowed_origins": "missing"}),
    ({"name": "A", "kind": "event_site", "allowed_origins": []}, {"#/allowed_origins": "missing"}),
    ({"name": "A", "allowed_origins": SITE["allowed_origins"]}, {"#/allowed_origins": "not_allowed"}),
    (SITE | {"allowed_origins": "https://www.example.fr"}, {"#/allowed_origins": "wrong_type"}),
    (SITE | {"allowed_origins": ["https://a.fr", 1]}, {"#/allowed_origins/1": "wrong_type"}),
    (SITE | {"allowed_origins": ["https://a.fr", "https://a.fr"]}, {"#/allowed_origins/1": "bad_format"}),
    (SITE | {"allowed_origins": [f"https://h{n}.fr" for n in range(51)]}, {"#/allowed_origins": "too_many_items"})])
def test_an_application_that_is_not_right_is_refused(venue_api, applications, body, expected):
    assert faults(venue_api.post(applications, body)) == expected
    assert list(venue_api.pages(applications)) == []


@pytest.mark.parametrize("origin", [
    "https://www.example.fr", "https://xn--thtre-bsa2c.fr:8443", "http://localhost", "http://localhost:8000",
    "http://127.0.0.1:3000", "https://" + ".".join(["a" * 63] * 3 + ["b" * 61]), "https://a:65535"])
def test_an_origin_as_browsers_write_it_is_taken(venue_api, applications, origin):
    made = venue_api.ok(venue_api.post(applications, SITE | {"allowed_origins": [origin]}))
    assert made["allowed_origins"] == [origin]


@pytest.mark.parametrize("origin", [
    "", "null", "*", "https://*", "www.example.fr", "https://", "https:///", "https://www.example.fr/", "https://a.fr/x",
    "http://www.example.fr", "http://localhost.example.fr", "HTTPS://a.fr", "https://A.fr", "https://théâtre.fr",
    "https://a.fr:443", "http://localhost:80", "https://a.fr:0", "https://a.fr:08443", "https://a.fr:65536",
    "https://a.fr:+1", "https://a.fr:", "https://a..fr", "https://.fr", "https://a.fr.", "https://-a.fr", "https://a-.fr",
    "https://user@a.fr", "https://a.fr?", "https://a.fr#", " https://a.fr", "https://a.fr ", "https://a_b.fr",
    "ftp://a.fr", "file://", "https://" + "a" * 64 + ".fr", "https://" + "a." * 127 + "fr", "https://[::1]"])
def test_what_no_browser_writes_as_an_origin_is_refused(venue_api, applications, origin):
    answer = venue_api.post(applications, SITE | {"allowed_origins": [origin]})
    assert faults(answer) == {"#/allowed_origins/0": "bad_format"}


def test_a_change_changes_what_it_names(venue_api, site):
    path, made = site
    for change in ({"name": "New"}, {"collection_mode": "exempt"}, {"test_mode": True}, {},
                   {"allowed_origins": ["https://a.fr", "https://b.fr"], "kind": "event_site"},
                   {"kind": "server", "allowed_origins": []}):
        made |= change
        assert venue_api.ok(venue_api.request("PATCH", path, json=change)) == made
    assert venue_api.ok(venue_api.get(path)) == made


@pytest.mark.parametrize("change, expected", [
    ({"kind": "server"}, {"#/allowed_origins": "not_allowed"}),
    ({"allowed_origins": []}, {"#/allowed_origins": "missing"}),
    ({"allowed_origins": ["x"]}, {"#/allowed_origins/0": "bad_format"}),
    ({"write_key": "wk_"}, {"#/write_key": "unknown_field"}), ({"name": ""}, {"#/name": "too_short"})])
def test_a_change_that_breaks_a_rule_changes_nothing(venue_api, site, change, expected):
    path, made = site
    assert faults(venue_api.request("PATCH", path, json=change | {"test_mode": True})) == expected
    assert venue_api.ok(venue_api.get(path)) == made


def test_the_command_line_declares_any_kind(stack, venue_api, venue, applications):
    key = stack.cli("write-key", "create", "--venue", venue, "--name", "Site", "--kind", "website", "--origin",
                    "https://a.fr", "--origin", "http://localhost:8000", "--test")
    (made,) = venue_api.pages(applications)
    assert made["write_key"] == key and made["test_mode"] is True
    assert (made["kind"], made["collection_mode"]) == ("website", "choice")
    assert made["allowed_origins"] == ["https://a.fr", "http://localhost:8000"]
    for wrong in (["--kind", "website"], ["--origin", "https://a.fr"], ["--mode", "all"],
                  ["--kind", "kiosk", "--origin", "https://a.fr/"]):
        create = ["cli", "--", "write-key", "create", "--venue", venue, "--name", "x", *wrong]
        assert stack.ops(create[0], *create[1:], check=False).returncode != 0
    assert len(list(venue_api.pages(applications))) == 1


def test_a_balise_is_declared_then_active_then_silent(venue_api, balises, site, database, venue):
    made = venue_api.ok(venue_api.post(balises, {
        "application_id": site[1]["id"], "action": "basket_add", "label": "Into the basket"}))
    path = f"{balises}/{made['id']}"
    assert (made["state"], made["last_event_at"], made["silent_after_seconds"]) == ("declared", None, 86_400)
    for ago, state in [("23 hours", "active"), ("25 hours", "silent")]:
        database.execute(
            f'UPDATE "venue_{venue}".balises SET last_event_at = now() - %s::interval WHERE id = %s', (ago, made["id"]))
        shown = venue_api.ok(venue_api.get(path))
        assert shown["state"] == state and shown["last_event_at"] is not None
    changed = venue_api.ok(venue_api.request("PATCH", path, json={"silent_after_seconds": 172_800, "label": "L"}))
    assert changed == shown | {"silent_after_seconds": 172_800, "label": "L", "state": "active"}
    assert list(venue_api.pages(balises)) == [changed]
    assert venue_api.request("DELETE", path).status_code == 204
    for method in ("GET", "DELETE"):
        problem(venue_api.request(method, path), 404, "not_found")
    problem(venue_api.request("PATCH", path, json={}), 404, "not_found")


def test_an_application_has_one_balise_an_action(venue_api, applications, balises, site):
    other = venue_api.ok(venue_api.post(applications, {"name": "Server"}))
    wanted = [(owner, action) for owner in (site[1]["id"], other["id"]) for action in ("page_view", "share")]
    for owner, action in wanted:
        venue_api.ok(venue_api.post(balises, {"application_id": owner, "action": action, "label": action}))
    again = venue_api.post(balises, {"application_id": other["id"], "action": "share", "label": "again"})
    problem(again, 409, "conflict")
    shown = [(one["application_id"], one["action"]) for one in venue_api.pages(balises, limit=1)]
    assert shown == wanted
    assert [one["action"] for one in venue_api.pages(balises, application=other["id"])] == ["page_view", "share"]
    assert list(venue_api.pages(balises, application="4611686018427387904")) == []
    for query in ("application=x", "application=", "application_id=1", "action=share"):
        problem(venue_api.get(f"{balises}?{query}"), 400, "invalid_request")


@pytest.mark.parametrize("change, expected", [
    ({"application_id": None}, {"#/application_id": "wrong_type"}),
    ({"application_id": "4611686018427387904"}, {"#/application_id": "not_allowed"}),
    ({"action": "Product Added"}, {"#/action": "not_allowed"}), ({"label": ""}, {"#/label": "too_short"}),
    ({"silent_after_seconds": 59}, {"#/silent_after_seconds": "out_of_range"}),
    ({"silent_after_seconds": 31_536_001, "state": "active"},
     {"#/silent_after_seconds": "out_of_range", "#/state": "unknown_field"})])
def test_a_balise_that_is_not_right_is_refused(venue_api, balises, site, change, expected):
    right = {"application_id": site[1]["id"], "action": "share", "label": "L"}
    assert faults(venue_api.post(balises, right | change)) == expected
    assert list(venue_api.pages(balises)) == []


def test_a_balise_cannot_be_of_a_foreign_application(api, venue_api, balises):
    elsewhere = api.create_venue()
    foreign = api.ok(api.post(f"/v1/venues/{elsewhere}/applications", {"name": "Foreign"}))
    answer = venue_api.post(balises, {"application_id": foreign["id"], "action": "share", "label": "L"})
    assert faults(answer) == {"#/application_id": "not_allowed"}


def test_a_balise_is_declared_once_whatever_the_number_of_times_it_is_sent(venue_api, balises, site):
    body = {"application_id": site[1]["id"], "action": "share", "label": "L"}
    answers = [venue_api.post(balises, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code == 201
    assert answers[0].json() == answers[1].json() and len(list(venue_api.pages(balises))) == 1
    problem(venue_api.post(balises, body | {"label": "M"}, headers={"Idempotency-Key": "k"}), 422,
            "idempotency_key_reused")
