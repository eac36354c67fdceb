"""Runs of the indicators as a venue asks for them: what they say differed, what is to come, what was."""
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import psycopg
import pytest

from problems import faults, problem
from stack import until

TODAY = date.today()
BEGUN, ENDS = TODAY - timedelta(days=100), TODAY + timedelta(days=30)
SEASONS = [("Past", BEGUN - timedelta(days=365), BEGUN), ("Present", BEGUN, ENDS),
           ("Next", ENDS, ENDS + timedelta(days=365))]


class House:
    """A venue between two seasons, and one contact who came once in this one."""

    def __init__(self, api, venue):
        self.api, self.base = api, f"/v1/venues/{venue}"
        for name, starts, ends in SEASONS:
            self.make("seasons", name=name, starts_on=str(starts), ends_on=str(ends))
        self.contact = self.make("contacts", last_name="Once")["id"]
        show = self.make("shows", name="Phèdre")["id"]
        self.performance = self.make(
            "performances", show_id=show, starts_at=f"{TODAY - timedelta(days=10)}T19:00:00Z")["id"]
        self.order = self.make(
            "orders", ordered_at=f"{TODAY - timedelta(days=20)}T10:00:00Z", buyer_id=self.contact, currency="EUR",
            lines=[{"amount": 3000, "performance_id": self.performance}])
        self.settle("assiduity", 1)

    def make(self, kind, **members):
        return self.api.ok(self.api.post(f"{self.base}/{kind}", members))

    def get(self, path, **parameters):
        return self.api.ok(self.api.get(f"{self.base}/{path}", params=parameters))

    def settle(self, key, level):
        until(f"{key} is {level}", lambda: self.level(key) == level)

    def level(self, key):
        (found,) = [i for i in self.get(f"contacts/{self.contact}/indicators")["data"] if i["key"] == key]
        return found["level"]

    def run(self, **asked):
        path = self.api.ok(self.api.post(f"{self.base}/indicator-runs", asked or None))["id"]
        run = until("the run is done", lambda: (
            run := self.get(f"indicator-runs/{path}")) and run["status"] == "done" and run)
        moves = {(m["key"], m["from_level"], m["to_level"]): m["contacts"]
                 for m in self.get(f"indicator-runs/{path}/moves")["data"]}
        return run, moves


@pytest.fixture
def house(venue_api, venue):
    return House(venue_api, venue)


def test_a_recomputation_says_what_differed_and_a_second_one_nothing(house):
    house.run()
    (line,) = house.order["lines"]
    house.api.ok(house.api.request(
        "PATCH", f"{house.base}/orders/{house.order['id']}/lines/{line['id']}", json={"status": "refunded"}))
    house.settle("assiduity", 0)
    # The tier of this season waits for its run.
    assert house.level("spend_tier_current") == 2
    run, moves = house.run(kind="recompute")
    assert moves == {("spend_tier_current", 2, None): 1} and run["differences"] == 1
    assert house.level("spend_tier_current") is None
    run, moves = house.run(kind="recompute")
    assert moves == {} and run["differences"] == 0
    # Without a body, whatever type it is said to have.
    for headers in ({}, {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}):
        empty = house.api.request("POST", f"{house.base}/indicator-runs", headers=headers)
        assert empty.status_code == 202 and empty.json()["kind"] == "recompute"
    chunked = house.api.request("POST", f"{house.base}/indicator-runs", data=iter([b"{}"]), headers={
        "Content-Type": "application/json"})
    assert "#/kind" in faults(chunked)

    changes = list(house.api.pages(f"{house.base}/contacts/{house.contact}/level-changes"))
    assert [(c["key"], c["from_level"], c["to_level"], c["reason"]) for c in changes if c["key"] in (
        "assiduity", "spend_tier_current")] == [
        ("spend_tier_current", 2, None, "recompute"), ("assiduity", 1, 0, "order")]
    assert all(c["computed_for"] for c in changes)
    only = house.get(f"contacts/{house.contact}/level-changes", key="assiduity", limit=1)
    assert [c["from_name"] for c in only["data"]] == [{"fr": "Occasionnel", "en": "Occasional"}]


def test_a_preview_says_what_the_next_season_changes_and_stores_nothing(house):
    house.run()
    before = house.get(f"contacts/{house.contact}/indicators")["data"]
    run, moves = house.run(kind="season_change_preview")
    assert run["computed_for"].startswith(str(ENDS - timedelta(days=1))) or run["computed_for"].startswith(str(ENDS))
    assert moves[("assiduity", 1, 0)] == 1
    assert moves[("spend_tier_previous", None, 2)] == 1 and moves[("spend_tier_current", 2, None)] == 1
    assert house.get(f"contacts/{house.contact}/indicators")["data"] == before
    problem(house.api.get(f"{house.base}/indicator-runs/{run['id']}/contacts"), 404, "not_found")


def test_a_run_for_a_past_instant_lists_what_should_have_been_known_then(house):
    as_of = f"{TODAY - timedelta(days=30)}T10:00:00Z"
    run, moves = house.run(kind="as_of", as_of=as_of)
    assert (run["kind"], run["computed_for"]) == ("as_of", as_of)
    assert moves[("assiduity", 1, 0)] == 1
    (contact,) = house.api.pages(f"{house.base}/indicator-runs/{run['id']}/contacts")
    assert contact["contact_id"] == house.contact
    levels = {i["key"]: i["level"] for i in contact["indicators"]}
    assert len(levels) == 14 and levels["assiduity"] == 0 and levels["recency"] == 0
    assert house.level("assiduity") == 1


def test_levels_are_counted_over_time(house):
    told = house.get("indicators/assiduity/levels", **{"from": str(TODAY - timedelta(days=1)), "to": str(TODAY), "every": "day"})
    assert [day["day"] for day in told["data"]] == [str(TODAY - timedelta(days=1)), str(TODAY)]
    assert told["data"][0]["levels"] == []
    assert [(level["level"], level["contacts"]) for level in told["data"][1]["levels"]] == [(1, 1)]
    # Nobody knows what will be: of the days to come there is none, of a month only the one under way.
    later = {"from": str(TODAY - timedelta(days=1)), "to": str(TODAY + timedelta(days=100))}
    assert house.get("indicators/assiduity/levels", **later, every="day") == told
    months = [month["day"] for month in house.get("indicators/assiduity/levels", **later)["data"]]
    this_month = f"{TODAY:%Y-%m}"
    assert months[-1][:7] == this_month and len(months) == 1 + (TODAY.day == 1)
    coming = {"from": str(TODAY + timedelta(days=2)), "to": later["to"]}
    assert house.get("indicators/assiduity/levels", **coming)["data"] == []
    for query in ("", "?from=2026-01-01", "?from=2026-01-01&to=2026-02-01&to=2026-02-01", "?from=2026-02-01&to=2026-01-01", "?from=2026-01-01&to=2026-13-01",
                  "?from=2000-01-01&to=2026-01-01&every=day", "?from=2026-01-01&to=2026-02-01&every=year",
                  "?from=2026-01-01&to=2026-02-01&key=x"):
        problem(house.api.get(f"{house.base}/indicators/assiduity/levels{query}"), 400, "invalid_request")
    problem(house.api.get(f"{house.base}/indicators/charm/levels?from=2026-01-01&to=2026-02-01"), 404, "not_found")


def test_runs_that_cannot_be_are_refused(house, platform_api):
    path = f"{house.base}/indicator-runs"
    for body, pointer, code in (
            ({"kind": "daily"}, "#/kind", "bad_format"), ({"kind": "as_of"}, "#/as_of", "missing"), ({}, "#/kind", "missing"),
            ({"kind": "daily", "as_of": "2026-01-01T00:00:00Z"}, "#/kind", "bad_format"),
            ({"kind": "as_of", "as_of": f"{TODAY + timedelta(days=2)}T00:00:00Z"}, "#/as_of", "bad_format"),
            ({"kind": "as_of", "as_of": "1899-12-31T23:59:59Z"}, "#/as_of", "bad_format"),
            ({"kind": "as_of", "as_of": 5}, "#/as_of", "wrong_type"),
            ({"kind": "recompute", "as_of": "2026-01-01T00:00:00Z"}, "#/as_of", "not_allowed"),
            ({"kind": "recompute", "as_of": "x"}, "#/as_of", "not_allowed"),
            ({"kind": "recompute", "contacts": 1}, "#/contacts", "unknown_field")):
        answer = house.api.post(path, body)
        assert faults(answer) == {pointer: code} and len(answer.json()["errors"]) == 1, body
    bare = f"/v1/venues/{platform_api.create_venue()}/indicator-runs"
    refused = problem(platform_api.post(bare, {"kind": "season_change_preview"}), 409, "conflict")
    assert refused["title"] == "What is there does not allow it" and "season" in refused["detail"]
    assert list(platform_api.pages(bare)) == []


def test_so_many_runs_may_wait(house, venue, stack):
    path = f"{house.base}/indicator-runs"
    asked = [{"kind": "season_change_preview"}, {"kind": "as_of", "as_of": "1900-01-01T00:00:00Z"}, None]
    with psycopg.connect(stack.env["DATABASE_URL"]) as owner, ThreadPoolExecutor(15) as clients:
        # The venue's turn: whatever works waits for it.
        owner.execute(f'SELECT id FROM "venue_{venue}".indicator_turns FOR UPDATE')
        answers = list(clients.map(lambda number: house.api.post(path, asked[number % 3]), range(15)))
        assert sorted(answer.status_code for answer in answers) == [202] * 10 + [409] * 5
        assert "withdraw" in problem(house.api.post(path), 409, "conflict")["detail"]
        # What was answered is answered again.
        key = {"Idempotency-Key": "eleventh"}
        problem(house.api.post(path, headers=key), 409, "conflict")
        owner.rollback()
    until("none waits", lambda: {run["status"] for run in house.api.pages(path)} == {"done"})
    assert house.api.post(path, headers=key).status_code == 202


def test_what_was_computed_for_past_instants_goes_after_seven_days_without_a_nightly_run(house, venue, stack):
    def ran(days):
        run, _ = house.run(kind="as_of", as_of=f"{TODAY - timedelta(days=1)}T10:00:00Z")
        with psycopg.connect(stack.env["DATABASE_URL"]) as owner:
            owner.execute(f'UPDATE "venue_{venue}".indicator_runs SET finished_at = finished_at - interval \'{days} days\''
                          " WHERE id = %s", [run["id"]])
        return f"{house.base}/indicator-runs/{run['id']}/contacts"

    young, old = ran(6), ran(8)
    assert [len(list(house.api.pages(contacts))) for contacts in (young, old)] == [1, 1]
    house.make("schedules", task="tenancy.purge_idempotency_keys", cadence="interval", every_seconds=3600)
    until("the older one is dropped", lambda: not list(house.api.pages(old)))
    assert len(list(house.api.pages(young))) == 1


def test_what_was_computed_for_past_instants_is_kept_for_the_ten_latest_runs(house):
    def listed(run):
        return list(house.api.pages(f"{house.base}/indicator-runs/{run['id']}/contacts"))

    runs = [house.run(kind="as_of", as_of=f"{TODAY - timedelta(days=day)}T10:00:00Z")[0] for day in range(1, 12)]
    until("the first is dropped", lambda: not listed(runs[0]))
    assert all(len(listed(run)) == 1 for run in runs[1:])
    assert house.get(f"indicator-runs/{runs[0]['id']}")["status"] == "done"


def test_runs_are_listed_by_kind(house):
    run, _ = house.run()
    assert [r["id"] for r in house.api.pages(f"{house.base}/indicator-runs", kind="recompute")] == [run["id"]]
    # The season began when it was created.
    until("the season's run is listed", lambda: [
        r["kind"] for r in house.api.pages(f"{house.base}/indicator-runs", kind="season_change")] == ["season_change"])
    problem(house.api.get(f"{house.base}/indicator-runs?kind=weekl"), 400, "invalid_request")
