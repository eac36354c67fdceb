"""ops/stack itself: what the other tests and the benches stand on."""
import os
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
import requests

from conftest import BINARIES
from stack import ROOT, Stack, until

PROCESSES = ["postgres", "redis", "api", "ingest", "worker"]
PROMISED = ["SICSTINE_API_URL", "SICSTINE_INGEST_URL", "SICSTINE_ADMIN_KEY", "DATABASE_URL", "REDIS_URL"]


def states(stack):
    """What `status` says of each process."""
    return {line.split()[0]: line.split()[1] for line in stack.ops("status", check=False).stdout.splitlines()}


def all_running(stack):
    return states(stack) == dict.fromkeys(PROCESSES, "running")


def listening(url):
    with socket.socket() as probe:
        return probe.connect_ex((urlsplit(url).hostname, urlsplit(url).port)) == 0


def gone(pid):
    """Whether the process has ended, waited for by its parent or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_env_holds_what_is_promised_and_only_its_owner_reads_it(stack):
    assert set(PROMISED) <= set(stack.env)
    assert stat.S_IMODE((stack.directory / "env").stat().st_mode) == 0o600


def test_the_stores_answer_at_their_addresses(stack):
    with psycopg.connect(stack.env["DATABASE_URL"]) as owner:
        assert owner.execute("SELECT current_user").fetchone() == ("sicstine_owner",)
        assert owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    policy = redis.Redis.from_url(stack.env["REDIS_URL"]).config_get("maxmemory-policy", "appendonly")
    assert policy == {"maxmemory-policy": "noeviction", "appendonly": "yes"}


def test_the_stores_refuse_whoever_has_no_password(stack):
    address = urlsplit(stack.env["REDIS_URL"])
    try:
        redis.Redis(port=address.port).ping()
        raise AssertionError("Redis answered without a password")
    except redis.AuthenticationError:
        pass
    url = urlsplit(stack.env["DATABASE_URL"])
    try:
        psycopg.connect(host=url.hostname, port=url.port, user=url.username, password="wrong", dbname="sicstine")
        raise AssertionError("PostgreSQL let a wrong password in")
    except psycopg.OperationalError as refusal:
        assert "password authentication failed" in str(refusal)


def test_each_service_is_ready_on_its_private_port(stack):
    for service in ("API", "INGEST", "WORKER"):
        answer = requests.get(stack.env[f"SICSTINE_{service}_PRIVATE_URL"] + "/readyz", timeout=10)
        assert answer.status_code == 200, f"{service}: {answer.text}"


def test_up_when_it_is_up_changes_nothing(stack):
    before = [stack.pid(process) for process in PROCESSES]
    assert "already up" in stack.up().stderr
    assert [stack.pid(process) for process in PROCESSES] == before


def test_two_stacks_run_side_by_side_and_down_leaves_nothing(stack, tmp_path):
    # A directory with a space, an accent, and parents that the database user may not enter.
    second = Stack(tmp_path / "a second stäck", binaries=BINARIES)
    try:
        second.up()
        assert all_running(second) and all_running(stack)
        env, pids = second.env, [second.pid(process) for process in PROCESSES]
        data = Path(next(line.partition("=")[2] for line in (second.directory / "settings").read_text().splitlines()
                         if line.startswith("postgres_data=")).strip("$'").replace("\\", ""))
        urls = [value for name, value in env.items() if name.endswith("_URL")]
        assert all(listening(url) for url in urls)
        assert not {urlsplit(url).port for url in urls} & {
            urlsplit(value).port for name, value in stack.env.items() if name.endswith("_URL")}
        second.down()
    finally:
        second.discard()
    assert not second.directory.exists()
    assert not data.exists()
    assert all(gone(pid) for pid in pids)
    assert not any(listening(url) for url in urls)
    assert all_running(stack)


def test_a_killed_process_is_seen_and_starts_again(own_stack):
    own_stack.up()
    for process in PROCESSES:
        before = own_stack.pid(process)
        own_stack.kill(process)
        assert gone(before)
        assert states(own_stack)[process] == "stopped"
        own_stack.start(process)
        assert own_stack.pid(process) != before
    assert all_running(own_stack)


def test_a_pid_file_that_names_another_process_is_not_believed(own_stack):
    own_stack.up()
    own_stack.kill("worker")
    (own_stack.directory / "worker.pid").write_text(f"{os.getpid()}\n")
    (own_stack.directory / ".worker.started").write_text("1\n")
    assert states(own_stack)["worker"] == "stopped"
    own_stack.up()
    assert own_stack.pid("worker") != os.getpid()
    assert all_running(own_stack)


def test_what_was_kept_is_there_again(own_stack):
    own_stack.up()
    key = own_stack.env["SICSTINE_ADMIN_KEY"]
    with psycopg.connect(own_stack.env["DATABASE_URL"]) as owner:
        owner.execute("CREATE SCHEMA kept")
    own_stack.ops("down", "--keep")
    assert not (own_stack.directory / "env").exists()
    own_stack.up()
    assert own_stack.env["SICSTINE_ADMIN_KEY"] == key
    with psycopg.connect(own_stack.env["DATABASE_URL"]) as owner:
        assert owner.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'kept'").fetchone() == (1,)


def test_a_service_that_dies_at_start_fails_up_and_shows_its_log(own_stack, tmp_path):
    for program in ("sicstine-api", "sicstine-ingest", "sicstine"):
        (tmp_path / program).symlink_to(Path(BINARIES or ROOT / ".build/debug") / program)
    broken = tmp_path / "sicstine-worker"
    broken.write_text("#!/bin/sh\necho no such wind >&2\nexit 3\n")
    broken.chmod(0o755)
    own_stack.binaries = tmp_path
    failed = own_stack.up(check=False)
    assert failed.returncode != 0
    assert "worker died while starting" in failed.stderr and "no such wind" in failed.stderr
    assert states(own_stack) == dict.fromkeys(PROCESSES, "stopped")


def test_a_directory_of_something_else_is_left_alone(own_stack):
    precious = own_stack.directory / "thesis.txt"
    precious.write_text("chapter one")
    assert "something else" in own_stack.up(check=False).stderr
    assert own_stack.ops("down", check=False).returncode != 0
    assert precious.read_text() == "chapter one"


def test_postgres_restarts_under_running_services(own_stack):
    own_stack.up()
    own_stack.restart("postgres")
    ready = own_stack.env["SICSTINE_API_PRIVATE_URL"] + "/readyz"
    until("the API is ready again", lambda: requests.get(ready, timeout=10).status_code == 200)
