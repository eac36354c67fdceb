"""Schedules: a venue's recurring work as its keys see and change it, and a run from its tick to its outcome."""
import pytest

from problems import faults, problem
from stack import until
from test_isolation import NEVER_AN_ID

TASK = "indicators.run_weekly"
INTERVAL = {"task": TASK, "cadence": "interval", "every_seconds": 60}
FOREIGN = {"at_time": "03:00", "weekday": 1, "every_seconds": 60, "anchor": "2026-01-01T00:00:00Z"}


@pytest.fixture
def schedules(venue):
    """The path of the venue's schedules."""
    return f"/v1/venues/{venue}/schedules"


@pytest.fixture
def daily(venue_api, schedules):
    """One of the schedules every venue begins with: its path and itself."""
    (found,) = [shown for shown in venue_api.pages(schedules) if shown["task"] == "indicators.run_daily"]
    return f"{schedules}/{found['id']}", found


def test_a_venue_begins_with_its_schedules(venue_api, schedules):
    shown = {entry["task"]: (entry["cadence"], entry["at_time"], entry["weekday"], entry["missed"], entry["enabled"])
             for entry in venue_api.pages(schedules)}
    assert shown == {
        "indicators.run_daily": ("daily", "03:00", None, "run_once", True),
        "indicators.run_weekly": ("weekly", "04:00", 1, "run_once", True),
        "indicators.change_season": ("season_change", "00:05", None, "run_once", True),
        "tenancy.purge_idempotency_keys": ("daily", "05:00", None, "run_once", True),
        "collection.keep_partitions": ("daily", "02:00", None, "run_once", True),
        "contacts.find_duplicates": ("daily", "04:30", None, "run_once", True)}


def test_an_interval_runs_and_shows_how_it_went(venue_api, schedules):
    made = venue_api.ok(venue_api.post(schedules, INTERVAL))
    path = f"{schedules}/{made['id']}/runs"

    def ended():
        return [run for run in venue_api.pages(path) if run["state"] not in ("queued", "running")]

    run = until("the first run ended", ended)[-1]
    assert (run["state"], run["tick"], run["missed"], run["attempts"]) == ("done", made["anchor"], 0, 1)
    assert run["duration"] >= 0 and run["reason"] is None
    assert run["queued_at"] <= run["started_at"] <= run["finished_at"]
    assert venue_api.ok(venue_api.get(f"{schedules}/{made['id']}"))["next_at"] > made["next_at"]


def test_a_season_that_is_created_begins(venue_api, venue, schedules):
    (change,) = [entry for entry in venue_api.pages(schedules) if entry["cadence"] == "season_change"]
    venue_api.ok(venue_api.post(
        f"/v1/venues/{venue}/seasons", {"name": "S", "starts_on": "2020-01-01", "ends_on": "2100-01-01"}))
    path = f"{schedules}/{change['id']}/runs"
    until("the season's run is done", lambda: [run["state"] for run in venue_api.pages(path)] == ["done"])
    # Midnight in Paris.
    assert [run["tick"] for run in venue_api.pages(path)] == ["2019-12-31T23:00:00Z"]


def test_the_runs_come_in_pages_the_newest_first(venue_api, venue, schedules, database, daily):
    path, schedule = daily
    database.execute(
        "INSERT INTO platform.schedule_runs (schedule_id, venue_id, task, tick, missed, state, queued_at, finished_at)"
        " SELECT %s, %s, %s, t, 0, 'skipped', t, t FROM generate_series("
        "timestamptz '2026-01-01', '2026-01-07', interval '1 day') t", (schedule["id"], venue, schedule["task"]))
    runs = list(venue_api.pages(f"{path}/runs", limit=3))
    assert [run["tick"][:10] for run in runs] == sorted((run["tick"][:10] for run in runs), reverse=True)
    assert len({run["id"] for run in runs}) == 7
    assert {run["duration"] for run in runs} == {None}


def test_a_change_changes_what_it_names(venue_api, daily):
    path, schedule = daily
    changed = venue_api.ok(venue_api.request("PATCH", path, json={"missed": "skip", "tolerance_seconds": 60}))
    assert changed == schedule | {"missed": "skip", "tolerance_seconds": 60}
    later = venue_api.ok(venue_api.request("PATCH", path, json={"at_time": "23:30"}))
    assert later["at_time"] == "23:30" and later["next_at"] != schedule["next_at"]
    off = venue_api.ok(venue_api.request("PATCH", path, json={"enabled": False}))
    assert off == later | {"enabled": False}
    assert venue_api.ok(venue_api.get(path)) == off


def test_a_schedule_deleted_is_gone(venue_api, daily):
    path, _ = daily
    assert venue_api.request("DELETE", path).status_code == 204
    for method, address in [("DELETE", path), ("GET", path), ("GET", f"{path}/runs")]:
        problem(venue_api.request(method, address), 404, "not_found")
    problem(venue_api.request("PATCH", path, json={}), 404, "not_found")


def test_the_schedule_of_a_seasons_change_is_one_and_stays(venue_api, schedules):
    change = next(one for one in venue_api.pages(schedules) if one["task"] == "indicators.change_season")
    problem(venue_api.request("DELETE", f"{schedules}/{change['id']}"), 409, "conflict")
    for cadence in ("season_change", "daily"):
        again = {"task": "indicators.change_season", "cadence": cadence, "at_time": "01:00"}
        problem(venue_api.post(schedules, again), 409, "conflict")


@pytest.mark.parametrize("body, expected", [
    ({}, {"#/task": "missing", "#/cadence": "missing"}),
    ({"task": "tenancy.purge_platform", "cadence": "hourly"}, {"#/task": "not_allowed", "#/cadence": "not_allowed"}),
    ({"task": TASK, "cadence": "daily"}, {"#/at_time": "missing"}),
    ({"task": TASK, "cadence": "weekly"}, {"#/at_time": "missing", "#/weekday": "missing"}),
    ({"task": TASK, "cadence": "interval"}, {"#/every_seconds": "missing"}),
    ({"task": TASK, "cadence": "daily", "at_time": "24:00"}, {"#/at_time": "bad_format"}),
    ({"task": TASK, "cadence": "daily", "at_time": "3:00"}, {"#/at_time": "bad_format"}),
    ({"task": TASK, "cadence": "weekly", "at_time": "03:00", "weekday": 0}, {"#/weekday": "out_of_range"}),
    (INTERVAL | {"every_seconds": 59}, {"#/every_seconds": "out_of_range"}),
    (INTERVAL | {"anchor": "2026-01-01"}, {"#/anchor": "bad_format"}),
    (INTERVAL | {"tolerance_seconds": -1, "missed": "later", "enabled": 1},
     {"#/tolerance_seconds": "out_of_range", "#/missed": "not_allowed", "#/enabled": "wrong_type"}),
    (INTERVAL | {"at_time": "03:00", "colour": 1}, {"#/at_time": "not_allowed", "#/colour": "unknown_field"}),
    ({"task": TASK, "cadence": "daily"} | FOREIGN,
     {"#/weekday": "not_allowed", "#/every_seconds": "not_allowed", "#/anchor": "not_allowed"}),
])
def test_a_schedule_that_is_not_right_is_refused(venue_api, schedules, body, expected):
    before = list(venue_api.pages(schedules))
    assert faults(venue_api.post(schedules, body)) == expected
    assert list(venue_api.pages(schedules)) == before


@pytest.mark.parametrize("body, expected", [
    ({"weekday": 2}, {"#/weekday": "not_allowed"}), ({"every_seconds": 60}, {"#/every_seconds": "not_allowed"}),
    ({"cadence": "weekly"}, {"#/cadence": "unknown_field"}), ({"task": TASK}, {"#/task": "unknown_field"}),
    ({"at_time": "noon"}, {"#/at_time": "bad_format"}), ({"enabled": "no"}, {"#/enabled": "wrong_type"})])
def test_a_change_that_is_not_right_is_refused(venue_api, daily, body, expected):
    path, schedule = daily
    assert faults(venue_api.request("PATCH", path, json=body)) == expected
    assert venue_api.ok(venue_api.get(path)) == schedule


def test_a_foreign_schedule_is_like_an_unknown_one(api, venue_api, schedules):
    elsewhere = f"/v1/venues/{api.create_venue()}/schedules"
    foreign = next(api.pages(elsewhere))["id"]
    for identifier in (foreign, *(identifier for identifier in NEVER_AN_ID if "%" not in identifier)):
        for method, path, body in [("GET", "", None), ("GET", "/runs", None), ("DELETE", "", None), ("PATCH", "", {})]:
            answer = venue_api.request(method, f"{schedules}/{identifier}{path}", json=body)
            problem(answer, 404, "not_found")
    problem(venue_api.get(elsewhere), 404, "not_found")
    problem(venue_api.post(elsewhere, INTERVAL), 404, "not_found")
    assert api.get(f"{elsewhere}/{foreign}").status_code == 200


def test_a_venue_has_so_many_schedules_at_most(venue_api, schedules):
    idle = INTERVAL | {"enabled": False}
    for _ in range(44):
        venue_api.ok(venue_api.post(schedules, idle))
    problem(venue_api.post(schedules, idle), 409, "conflict")
