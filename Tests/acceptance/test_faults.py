"""Nothing acknowledged is lost and nothing counts twice, whatever is killed meanwhile; the books must balance."""
import os
import signal
import time

import pytest
import redis

from accounting import Books
from load import Load
from stack import until


def kill_and_start(process, times):
    """kill -9 under load, again and again; between two kills the load must get on."""
    def fault(stack, load):
        for _ in range(times):
            load.progress(event=15, order=15)
            stack.kill(process)
            stack.start(process)
    return fault


def flush_redis(stack, load):
    load.progress(order=15)
    redis.Redis.from_url(stack.env["REDIS_URL"]).flushall()


def stop_redis(stack, load):
    """Ten seconds without Redis: what is recorded in PostgreSQL goes on."""
    load.progress(order=15)
    stack.kill("redis")
    back = time.monotonic() + 10
    while time.monotonic() < back:
        load.progress(event=5, order=5)
    stack.start("redis")


def restart_postgres_immediately(stack, load):
    """As `pg_ctl restart -m immediate`: no checkpoint, connections cut, recovery from the log."""
    load.progress(event=15, order=15)
    postmaster = stack.pid("postgres")
    os.kill(postmaster, signal.SIGQUIT)
    until("PostgreSQL is down", lambda: "postgres  stopped" in stack.ops("status", check=False).stdout)
    stack.start("postgres")


def suffer(stack, *faults):
    """A load on a stack that suffers the faults one after the other: its books."""
    load = Load(stack)
    load.start()
    try:
        for fault in faults:
            fault(stack, load)
        load.progress(event=15, order=15)
    finally:
        load.finish()
    return Books(stack, load)


@pytest.mark.parametrize("faults", [
    pytest.param([kill_and_start("ingest", 4), kill_and_start("api", 4), kill_and_start("worker", 4)],
                 id="each service is killed"),
    pytest.param([restart_postgres_immediately, kill_and_start("postgres", 1), restart_postgres_immediately],
                 id="postgres is restarted and killed"),
    pytest.param([kill_and_start("redis", 1), kill_and_start("worker", 1), flush_redis, kill_and_start("api", 1),
                  restart_postgres_immediately, kill_and_start("ingest", 1)], id="all of it together"),
])
def test_the_books_balance_when(faults, own_stack):
    own_stack.up()
    books = suffer(own_stack, *faults)
    assert books.violations() == []
    assert books.record.answers.keys() & {"no answer", 503}, "no client felt anything: the faults proved nothing"


def test_the_books_balance_and_no_client_feels_it_when_redis_is_flushed_and_stopped(own_stack):
    own_stack.up()
    books = suffer(own_stack, flush_redis, stop_redis, flush_redis, kill_and_start("worker", 1))
    assert books.violations() == []
    assert books.record.answers.keys() == {200, 201}
