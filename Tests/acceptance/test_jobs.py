"""What operators see of jobs and do about them, on the command line and over the API."""
import itertools
import subprocess
import time
from urllib.parse import quote

import psycopg
import pytest
import redis

from clients import Api
from problems import problem
from stack import ROOT, until

HEADER = "order_id,line_id,ordered_at,contact_id,amount,currency\n"
UNKNOWN = "acceptance.unheard_of"


FILES = itertools.count()


def file_of(orders):
    """A file like no other: the same content would be the same import."""
    file = next(FILES)
    return (HEADER + "".join(f"I-{n},{file},2026-10-03,B-{n},38.00,EUR\n" for n in range(orders))).encode()


def send(api, venue, orders=3):
    """Posts an import: its address and its job's id."""
    made = api.ok(api.request("POST", f"/v1/venues/{venue}/imports", data=file_of(orders),
                              headers={"Content-Type": "text/csv"}))
    return f"/v1/venues/{venue}/imports/{made['id']}", f"ticketing.run_import:{venue}:{made['id']}"


def at(job, action=""):
    return f"/v1/jobs/{quote(job, safe='')}{action}"


def state(api, job):
    """The job's state; None when it is not in the queue."""
    answer = api.get(at(job))
    if answer.status_code == 404:
        return None
    return api.ok(answer)["state"]


def in_state(api, job, wanted):
    until(f"{job} is {wanted}", lambda: state(api, job) == wanted)


def refused(stack, *arguments):
    """What the command line says when it fails: both streams."""
    done = stack.ops("cli", "--", *arguments, check=False)
    assert done.returncode != 0, done.stdout
    return done.stdout + done.stderr


def stack_cli(stack):
    """The words that begin a command line on this stack."""
    return [ROOT / "ops/stack", "cli", "--dir", stack.directory, "--"]


def rows(listing):
    """The lines of a table below its header."""
    return [line.split() for line in listing.splitlines()[1:]]


def orders_of(database, venue):
    return database.execute(f"SELECT count(*) FROM venue_{venue}.orders").fetchone()[0]


@pytest.fixture
def redis_client(stack):
    return redis.Redis.from_url(stack.env["REDIS_URL"], decode_responses=True)


@pytest.fixture
def paused(stack, api):
    """A queue from which nothing is taken."""
    assert api.ok(api.request("PUT", "/v1/job-queue", json={"paused": True}))["paused"] is True
    yield
    stack.cli("jobs", "resume")


@pytest.fixture
def held_up(stack, venue):
    """The venue's contacts are locked: an import begins and cannot go on."""
    with psycopg.connect(stack.env["DATABASE_URL"]) as holder:
        holder.execute(f"LOCK TABLE venue_{venue}.contacts IN ACCESS EXCLUSIVE MODE")
        yield holder
        holder.rollback()


def put_aside(client, pointer, state, kept_in, detail):
    """A job that was given up or parked, as a worker writes it down."""
    until_then = int(time.time() * 1000) + 3_600_000
    client.sadd("sicstine:kinds", pointer.split(":")[0])
    client.hset(kept_in, pointer, f"{int(time.time() * 1000)}{detail}")
    client.hset("sicstine:jobs", pointer, f"{state} 3 1 {until_then} default:1 -")
    return pointer


def parked(client, subject):
    return put_aside(client, f"{UNKNOWN}::{subject}", "p", "sicstine:parked", "")


def dead(client, subject, kind=UNKNOWN):
    return put_aside(client, f"{kind}::{subject}", "x", f"sicstine:dead:{kind}", " no such file")


def test_what_waits_is_seen_and_cancelled_and_leaves_no_trace(stack, api, venue, database, paused):
    address, job = send(api, venue)
    in_state(api, job, "waiting")
    shown = api.ok(api.get(at(job)))
    assert (shown["id"], shown["kind"], shown["venue_id"], shown["attempts"]) == (job, "ticketing.run_import", venue, 0)
    assert shown["queue"] == "imports" and shown["worker"] is shown["progress"] is shown["reason"] is None
    for query in ({"venue": venue}, {"venue": venue, "kind": "ticketing.run_import", "state": "waiting"}):
        assert job in [found["id"] for found in api.ok(api.get("/v1/jobs", params=query))["data"]]
    assert [row[:2] for row in rows(stack.cli("jobs", "list", "--venue", venue, "--state", "waiting"))] == [
        ["waiting", job]]
    assert "waiting" in stack.cli("jobs", "show", job)
    counts = {kind["kind"]: kind for kind in api.ok(api.get("/v1/job-queue"))["kinds"]}
    assert counts["ticketing.run_import"]["waiting"] >= 1
    assert any(row[0] == "ticketing.run_import" for row in rows(stack.cli("jobs", "queues"))[2:])

    assert api.post(at(job, "/cancel")).status_code == 204
    assert state(api, job) is None
    assert api.ok(api.get(address))["status"] == "cancelled"
    problem(api.post(at(job, "/cancel")), 404, "not_found")
    stack.cli("jobs", "resume")
    # A later import of the same venue is through: the cancelled one had its turn, and did not take it.
    assert api.import_orders(venue, HEADER.encode() + b"L-1,1,2026-10-03,B-1,38.00,EUR\n")["status"] == "done"
    assert orders_of(database, venue) == 1
    assert api.ok(api.get(address))["status"] == "cancelled"


def test_what_runs_is_stopped_and_undone(stack, api, venue, database, held_up):
    address, job = send(api, venue)
    in_state(api, job, "running")
    until("the import holds its row and waits for the contacts",
          lambda: database.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0])
    assert [row[:2] for row in rows(stack.cli("jobs", "list", "--venue", venue, "--state", "running"))] == [
        ["running", job]]
    assert stack.cli("jobs", "cancel", job) in ("gone", "it runs: its worker will stop it")
    until("it is gone", lambda: state(api, job) is None)
    held_up.rollback()
    assert api.ok(api.get(address))["status"] == "cancelled"
    assert orders_of(database, venue) == 0


def test_what_the_record_keeps_is_not_cancelled(stack, api, venue, paused):
    buyer = api.ok(api.post(f"/v1/venues/{venue}/contacts", {"first_name": "Anne"}))["id"]
    api.ok(api.post(f"/v1/venues/{venue}/orders", {
        "ordered_at": "2026-01-03T10:00:00Z", "buyer_id": buyer, "currency": "EUR", "lines": [{"amount": 3800}]}))
    job = f"indicators.refresh_marked:{venue}:"
    in_state(api, job, "waiting")
    assert "sweeper" in problem(api.post(at(job, "/cancel")), 409, "conflict")["detail"]
    assert "sweeper" in refused(stack, "jobs", "cancel", job)
    assert state(api, job) == "waiting"


def test_the_dead_are_seen_tried_again_and_put_away(stack, api, redis_client, paused):
    first, second, third = (dead(redis_client, subject) for subject in ("1", "2", "3"))
    found = api.ok(api.get("/v1/jobs", params={"state": "dead", "kind": UNKNOWN}))["data"]
    assert {(job["id"], job["reason"], job["crashes"]) for job in found} == {
        (job, "no such file", 1) for job in (first, second, third)}
    assert stack.cli("jobs", "dead", "--kind", UNKNOWN).count("no such file") == 3
    shown = api.ok(api.post(at(first, "/retry")))
    assert (shown["state"], shown["attempts"], shown["reason"]) == ("waiting", 0, None)
    assert api.ok(api.post(at(first, "/retry")))["state"] == "waiting"
    assert api.post(at(second, "/cancel")).status_code == 204
    assert stack.cli("jobs", "retry", "--dead", "--kind", UNKNOWN) == "waiting again: 1"
    assert state(api, third) == "waiting" and state(api, second) is None
    assert rows(stack.cli("jobs", "dead", "--kind", UNKNOWN)) == []
    for job in (first, third):
        assert stack.cli("jobs", "cancel", job) == "gone"


def test_a_kind_that_nobody_knows_is_parked_and_can_be_put_away(stack, api, redis_client):
    job = parked(redis_client, "4/a b".replace(" ", "%20"))
    assert api.ok(api.post(at(job, "/retry")))["id"] == job
    in_state(api, job, "parked")
    assert api.ok(api.get("/v1/job-queue"))["parked"] == 1
    assert api.ok(api.get(at(job)))["subject"] == "4/a b"
    assert stack.cli("jobs", "cancel", job) == "gone"
    assert api.ok(api.get("/v1/job-queue"))["parked"] == 0


def test_a_drain_waits_for_what_runs_and_holds_back_the_rest(stack, api, venue, held_up):
    running_import, running = send(api, venue)
    in_state(api, running, "running")
    said = refused(stack, "jobs", "drain", "--timeout", "1")
    assert "still running: 1" in said and running in said
    waiting_import, waiting = send(api, venue)
    in_state(api, waiting, "waiting")
    drain = subprocess.Popen([*stack_cli(stack), "jobs", "drain", "--timeout", "60"], text=True, stdout=subprocess.PIPE)
    held_up.rollback()
    said, _ = drain.communicate(timeout=70)
    assert drain.returncode == 0 and "nothing runs" in said
    assert api.ok(api.get(running_import))["status"] == "done"
    assert api.ok(api.get("/v1/job-queue"))["paused"] is True
    assert state(api, waiting) == "waiting" and api.ok(api.get(waiting_import))["status"] == "queued"
    assert api.ok(api.request("PUT", "/v1/job-queue", json={"paused": False}))["paused"] is False
    until("the other is done", lambda: api.ok(api.get(waiting_import))["status"] == "done")


OPERATIONS = [("GET", "/v1/jobs"), ("GET", "/v1/jobs/a:b:c"), ("POST", "/v1/jobs/a:b:c/retry"),
              ("POST", "/v1/jobs/a:b:c/cancel"), ("GET", "/v1/job-queue"), ("PUT", "/v1/job-queue")]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_only_the_operator_sees_jobs(stack, venue_api, method, path):
    problem(venue_api.request(method, path, json={"paused": True}), 403, "forbidden")
    nobody = Api(stack.env["SICSTINE_API_URL"], None)
    problem(nobody.request(method, path, json={"paused": True}), 401, "unauthorized")


@pytest.mark.parametrize("query", ["state=gone", "state=", "kind=", "kind=A%20b", "venue=1", "limit=0", "limit=201", "state=dead&state=dead",
                                   "cursor=a1", "stat=dead"])
def test_a_wrong_filter_is_refused(api, query):
    problem(api.get(f"/v1/jobs?{query}"), 400, "invalid_request")


@pytest.mark.parametrize("job", ["a", "a:b", "a:b:c:d", "a:b:%2541", "a:b:%zz", "a:b:c%20d", "a:b:c"])
def test_what_is_no_job_is_not_found(api, job):
    problem(api.get(f"/v1/jobs/{job}"), 404, "not_found")
    for action in ("retry", "cancel"):
        problem(api.post(f"/v1/jobs/{job}/{action}"), 404, "not_found")


@pytest.mark.parametrize("body", [{}, {"paused": None}, {"paused": "yes"}, {"paused": True, "drain": True}])
def test_a_wrong_switch_is_refused(api, body):
    problem(api.request("PUT", "/v1/job-queue", json=body), 400, "invalid_request")


@pytest.mark.parametrize("arguments", [
    ["show", "a"], ["show", "a:b:c"], ["cancel", "a:b:c"], ["retry"], ["retry", "a:b:c"], ["retry", "a:b:c", "--dead"],
    ["list", "--state", "gone"], ["list", "--limit", "0"], ["list", "--venue", "x"], ["drain", "--timeout", "-1"]])
def test_the_command_line_refuses_what_is_wrong(stack, arguments):
    assert "Error: " in refused(stack, "jobs", *arguments)


def test_without_redis_it_says_so_and_the_rest_goes_on(own_stack):
    own_stack.up()
    api = Api(own_stack.env["SICSTINE_API_URL"], own_stack.env["SICSTINE_ADMIN_KEY"])
    own_stack.kill("redis")
    for method, path in OPERATIONS:
        answer = api.request(method, path, json={"paused": True})
        assert "Redis" in problem(answer, 503, "unavailable")["detail"]
        assert int(answer.headers["Retry-After"]) >= 1
    assert "Redis" in refused(own_stack, "jobs", "list")
    assert api.get("/v1/venues").status_code == 200
    assert own_stack.cli("venue", "list") == ""
