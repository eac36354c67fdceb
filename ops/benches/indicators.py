"""How long the indicators of a whole venue take, and those of a thousand contacts, beside DuckDB; then the stored ones are
compared with DuckDB's.

indicators.py DIRECTORY VENUE, with the stack's env. DIRECTORY holds the stack and the file `clock`, what its programs add to the
machine's clock when they start; every schedule of the venue is off.

- `full`, `full_again`: a run that is asked for, as the run tells it (else from the request to the answer that it is done). No
  contact has an indicator before the first; nothing has changed before the second.
- `nightly`, `season_change`: the schedule's run as it tells it: the services are restarted with their clock ten seconds before
  the next night's tick, or a minute after the next season's, and the schedule is turned on.
- `touched_1000_ms`: 999 contacts by chance are marked as a writer marks them, and one more is put through the API, which wakes
  the worker. From the sending of that request until no mark is left: the middle one of five times.

Between two of them the stored rows are vacuumed, as happens during a day. DuckDB's time is the better one of two, at the instant
of the full run; it is asked again at the others, for the comparison only."""
import os
import random
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import requests

from indicators_peer import Peer

# The body that asks for a run.
RUN = {"kind": "recompute"}
NOON, NIGHT, SEASON = (datetime(2026, 11, 22, 11, tzinfo=UTC), datetime(2026, 11, 23, 1, 59, 50, tzinfo=UTC),
                       datetime(2027, 8, 31, 22, 6, tzinfo=UTC))
TOUCHED, TIMES = 1_000, 5
directory, venue = Path(sys.argv[1]), sys.argv[2]
base = f"{os.environ['SICSTINE_API_URL']}/v1/venues/{venue}"
database = psycopg.connect(os.environ["BENCH_DATABASE_URL"], autocommit=True,
                           options=f"-c search_path=venue_{venue},sicstine -c timezone=UTC")


def ask(method, path, body=None):
    answer = requests.request(method, base + path, json=body, timeout=60,
                              headers={"Authorization": f"Bearer {os.environ['SICSTINE_ADMIN_KEY']}"})
    answer.raise_for_status()
    return answer.json()


def set_clock(instant):
    """Restarts the services at an instant."""
    ahead = instant - datetime.now(UTC)
    (directory / "clock").write_text(str(round(ahead.total_seconds())))
    stack = Path(__file__).parents[1] / "stack"
    subprocess.run([stack, "restart", "api", "worker", "--dir", directory / "stack"], check=True, stdout=sys.stderr)


def settle():
    """What a day does to the table, and nothing left over for the next measurement to pay."""
    database.execute("VACUUM (ANALYZE) contact_indicators")
    database.execute("CHECKPOINT")


def until(probe, pause):
    """Asks until the probe answers something true, and returns that; nothing here takes longer than a job may."""
    deadline = time.monotonic() + 1_800
    while not (found := probe()):
        if time.monotonic() > deadline:
            sys.exit("what is measured did not end in half an hour; the stack's logs say why")
        time.sleep(pause)
    return found


def full_run():
    """Seconds of a run that is asked for."""
    settle()
    begun = time.monotonic()
    path = f"/indicator-runs/{ask('POST', '/indicator-runs', RUN)['id']}"
    run = until(lambda: (run := ask("GET", path))["status"] not in ("queued", "running") and run, 0.05)
    taken = time.monotonic() - begun
    if run["status"] != "done":
        sys.exit(f"the run did not end well: {run}")
    if run.get("started_at"):
        started, finished = (datetime.fromisoformat(run[member]) for member in ("started_at", "finished_at"))
        return (finished - started).total_seconds()
    return taken


def scheduled_run(task):
    """Seconds of the run of a schedule that is turned on just before it is due."""
    (schedule,) = [one for one in ask("GET", "/schedules?limit=50")["data"] if one["task"] == task]
    path = f"/schedules/{schedule['id']}"
    ask("PATCH", path, {"enabled": True})
    (run,) = until(lambda: (runs := ask("GET", f"{path}/runs")["data"]) and runs[0]["finished_at"] and runs, 0.5)
    ask("PATCH", path, {"enabled": False})
    if run["state"] != "done" or run["attempts"] != 1:
        sys.exit(f"the run of {task} did not end well at once: {run}")
    return run["duration"]


def touch(chance, first, count):
    """Milliseconds until the contacts that were touched have been computed anew."""
    one, *others = (first + number for number in chance.sample(range(count), min(TOUCHED, count)))
    body = database.execute(
        "SELECT jsonb_build_object('external_id', external_id, 'kind', kind, 'first_name', first_name, 'last_name', last_name,"
        " 'birth_date', birth_date) FROM contacts WHERE id = %s", [one]).fetchone()[0]
    database.execute("INSERT INTO indicator_marks (contact_id, marked_at) SELECT unnest(%s::bigint[]), %s", [others, NOON])
    begun = time.monotonic()
    ask("PUT", f"/contacts/{one}", body)
    until(lambda: not database.execute("SELECT EXISTS (SELECT FROM indicator_marks)").fetchone()[0], 0.001)
    return (time.monotonic() - begun) * 1_000


def compare(what, instant):
    """How many contacts' indicators differ from DuckDB's as of an instant."""
    peer.compute(instant)
    differing = peer.differing()
    print(f"{what}: {seconds[what]:.2f} s, {differing} contacts differ", file=sys.stderr)
    return differing


peer = Peer(database, directory)
peer_seconds = min(peer.compute(NOON) for _ in range(2))
print(f"DuckDB: {peer_seconds:.2f} s", file=sys.stderr)
seconds, differing = {}, 0
for what in ("full", "full_again"):
    seconds[what] = full_run()
    differing += compare(what, NOON)
settle()
first, count = database.execute("SELECT min(id), count(*) FROM contacts").fetchone()
touched = statistics.median(touch(random.Random(seed), first, count) for seed in range(TIMES))
for what, task, instant in (("nightly", "indicators.run_daily", NIGHT), ("season_change", "indicators.change_season", SEASON)):
    settle()
    set_clock(instant)
    seconds[what] = scheduled_run(task)
    differing += compare(what, instant + timedelta(minutes=1))
print(f"duckdb_seconds {peer_seconds:.2f} s")
for what, taken in seconds.items():
    print(f"{what}_seconds {taken:.2f} s")
print(f"differing_contacts {differing} contacts")
for what, taken in seconds.items():
    print(f"{what}_ratio_to_duckdb {taken / peer_seconds:.2f} ratio")
print(f"touched_1000_ms {touched:.0f} ms")
sys.exit(differing > 0)
