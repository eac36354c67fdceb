"""The job queue on trial: private stores, worker processes to kill and freeze, and the accounts at the end.

The jobs are those of `sicstine-queue-bench`: their record and their effects are in PostgreSQL (schema `queue_trial`),
so whatever was done twice, or not at all, shows there."""
import contextlib
import os
import re
import signal
import statistics
import subprocess
import time
from pathlib import Path

import psycopg
import redis

from redis.backoff import ConstantBackoff
from redis.retry import Retry

from stack import ROOT, Stack, until

PREFIX = "queue-bench"
KIND = "trial.effect"
# The policy of the trial's jobs.
MAX_ATTEMPTS, PER_SCOPE = 4, 8
LEASE = 1.5
# Nobody sweeps while a trial runs, but for the sweep at the start of each worker.
NEVER = 3600
# A job that was given up because its workers died, not because it failed: it waits for an operator.
DIED_WITH_WORKERS = "its runs ended with their workers"


class Worker:
    """One `work` process; ready once made."""

    def __init__(self, command, log):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout.readline() == "ready\n", f"the worker did not start: see {log.name}"

    @property
    def pid(self):
        return self.process.pid

    @property
    def lives(self):
        return self.process.poll() is None

    def kill(self):
        """SIGKILL; returns once it is gone."""
        self.process.kill()
        return self.process.wait()

    def freeze(self):
        """Returns once every thread stands still."""
        self.process.send_signal(signal.SIGSTOP)
        stat = Path(f"/proc/{self.pid}/stat")
        until("the worker stands still", lambda: stat.read_text().rsplit(")", 1)[1].split()[0] == "T")

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self, seconds=20):
        """SIGTERM: its exit status, within that time."""
        self.process.terminate()
        return self.process.wait(seconds)


class Trial:
    """An empty record and an empty Redis on stores that may have served other trials; `close` ends its processes."""

    def __init__(self, stores, binaries=None):
        found = binaries or os.environ.get("SICSTINE_TEST_BINARIES") or ROOT / ".build/debug"
        self.program = Path(found) / "sicstine-queue-bench"
        assert self.program.exists(), f"no {self.program}: run ops/build debug"
        self.stores, self.env = stores, stores.env
        self.workers, self.feeders = [], []
        self.accepted, self.last_id, self.revived = 0, 0, 0
        self._command("prepare", redis=False)
        self.database = psycopg.connect(self.env["DATABASE_URL"], autocommit=True)
        # When the record took a job: Feed hints at it right after.
        self.database.execute(
            "ALTER TABLE queue_trial.jobs ADD accepted_at timestamptz NOT NULL DEFAULT clock_timestamp()")
        self.redis = redis.Redis.from_url(
            self.env["REDIS_URL"], decode_responses=True, retry=Retry(ConstantBackoff(0.1), 50),
            retry_on_error=[redis.ConnectionError])
        self.redis.config_set("maxmemory", 0)
        self.redis.flushall()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for process in [*(worker.process for worker in self.workers), *(process for _, process in self.feeders)]:
            process.kill()
            process.wait()
        self.database.close()
        self.redis.close()

    # What runs.

    def _arguments(self, name, *options, redis=True):
        place = ["--redis", self.env["REDIS_URL"]] if redis else []
        return [self.program, name, *place, "--database", self.env["DATABASE_URL"], *map(str, options)]

    def _command(self, name, *options, redis=True):
        done = subprocess.run(self._arguments(name, *options, redis=redis), capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, f"{name} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def work(self, count=1, sweep_seconds=2, lease=LEASE, concurrency=16):
        """Starts worker processes: these."""
        command = self._arguments("work", "--lease-ms", int(lease * 1000), "--concurrency", concurrency,
                                  "--sweep-seconds", sweep_seconds)
        with open(self.stores.directory / "workers.log", "a", encoding="utf-8") as log:
            started = [Worker(command, log) for _ in range(count)]
        self.workers += started
        return started

    def tend(self, **settings):
        """Starts as many workers as have died: how many."""
        dead = [worker for worker in self.workers if not worker.lives]
        self.workers = [worker for worker in self.workers if worker.lives]
        self.work(len(dead), **settings)
        return len(dead)

    def start_feed(self, count, mix="plain=1", **options):
        """Begins to feed; `finish_feeds` waits for the end."""
        first, self.last_id = self.last_id + 1, self.last_id + count
        named = [text for name, value in options.items() for text in (f"--{name.replace('_', '-')}", value)]
        command = self._arguments("feed", "--count", count, "--first", first, "--mix", mix, "--seed", first, *named)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.feeders.append((count, process))

    def finish_feeds(self):
        while self.feeders:
            count, process = self.feeders[0]
            output, errors = process.communicate(timeout=180)
            assert output == f"accepted {count}\n", f"feed failed:\n{output}{errors[-2000:]}"
            self.accepted += count
            self.feeders.pop(0)

    def feed(self, count, mix="plain=1", **options):
        """Adds jobs, and returns once the record has them all: their ids."""
        self.start_feed(count, mix, **options)
        self.finish_feeds()
        return range(self.last_id - count + 1, self.last_id + 1)

    def cancel(self, job):
        """What `cancel` says: whether it was withdrawn from the record, and what the queue made of it."""
        return dict(line.split() for line in self._command("cancel", "--id", job).splitlines())

    def kill_redis(self):
        """kill -9 and a start on the same append-only file."""
        self.stores.kill("redis")
        self.stores.start("redis")

    def pause(self):
        """No worker takes anything until `resume`."""
        self.redis.set(f"{PREFIX}:paused", 1)

    def resume(self):
        self.redis.delete(f"{PREFIX}:paused")

    def fill_redis(self):
        """From now on Redis is over its limit, and refuses whatever may need memory."""
        self.redis.config_set("maxmemory", 1)
        with contextlib.suppress(redis.ResponseError):
            self.redis.set(f"{PREFIX}:probe", 1)
            raise AssertionError("Redis is not full")

    def empty_redis(self):
        self.redis.config_set("maxmemory", 0)

    # What is so.

    def rows(self, query, *values):
        return self.database.execute(query, values or None).fetchall()

    def one(self, query, *values):
        return self.rows(query, *values)[0][0]

    def count(self, state):
        return self.one("SELECT count(*) FROM queue_trial.jobs WHERE state = %s", state)

    def ended(self):
        return self.one("SELECT count(*) FROM queue_trial.jobs WHERE state <> 'pending'")

    def progress(self, count, seconds=30, tended=None):
        """Waits until that many more jobs have ended; with `tended`, workers that died are started again with that."""
        goal = self.ended() + count

        def arrived():
            if tended is not None:
                self.tend(**tended)
            return self.ended() >= goal
        until(f"{count} more jobs have ended", arrived, seconds)

    def key(self, name):
        return f"{PREFIX}:{name}"

    def queued(self):
        """The queue's records: state, attempts, crashes, token, ring and worker of each pointer."""
        return {pointer: text.split() for pointer, text in self.redis.hgetall(self.key("jobs")).items()}

    def dead(self):
        """Why each dead job was given up, by id."""
        reasons = self.redis.hgetall(self.key(f"dead:{KIND}")).items()
        return {int(pointer.split(":")[2]): reason.split(" ", 1)[1] for pointer, reason in reasons}

    def left(self):
        """What of the queue is in Redis beyond the dead and what is about no job, in words."""
        found = [f"{pointer} as {' '.join(text)}" for pointer, text in self.queued().items() if text[0] != "x"]
        allowed = re.compile(rf"{PREFIX}:(jobs|kinds|generation|dead:.*|bell:.*)")
        return found + [key for key in self.redis.scan_iter(f"{PREFIX}:*", count=1000) if not allowed.fullmatch(key)]

    def revive(self):
        """As an operator who sees jobs that died with their workers, one time too often: the sweeper has them again."""
        died = [job for job, reason in self.dead().items() if reason == DIED_WITH_WORKERS]
        pending = self.rows("SELECT id, scope FROM queue_trial.jobs WHERE state = 'pending' AND id = ANY(%s)", died)
        for job, scope in pending:
            pointer = f"{KIND}:{scope}:{job}"
            self.redis.hdel(self.key(f"dead:{KIND}"), pointer)
            self.redis.hdel(self.key("jobs"), pointer)
        self.revived += len(pending)

    # The accounts.

    def settle(self, seconds=30, tended=None, revive=False):
        """Waits for the end of all work: what is not as promised then, in words."""
        self.finish_feeds()

        def quiet():
            if tended is not None:
                self.tend(**tended)
            if revive:
                self.revive()
            return self.count("pending") == 0 and not self.left()
        with contextlib.suppress(AssertionError):
            until("all work has ended", quiet, seconds)
        return self.violations()

    def violations(self):
        """Everything that is not as promised once all work has ended; nothing when all is well."""
        return [*self._ends(), *self._effects(), *self._attempts(), *self._queue()]

    def _ends(self):
        states = dict(self.rows("SELECT state, count(*) FROM queue_trial.jobs GROUP BY state"))
        if sum(states.values()) != self.accepted:
            yield f"{self.accepted} jobs were accepted, {sum(states.values())} are in the record"
        if not self.accepted:
            yield "not one job was accepted: nothing was tried"
        if "pending" in states:
            some = self.rows("SELECT id, behaviour, attempts FROM queue_trial.jobs WHERE state = 'pending' LIMIT 3")
            yield f"{states['pending']} jobs never ended, such as {some}"
        wrong = self.rows("""
            SELECT id, behaviour, state FROM queue_trial.jobs
            WHERE state = 'done' AND behaviour IN ('poison', 'discard')
               OR state = 'dead' AND behaviour NOT IN ('poison', 'discard')""")
        if wrong:
            yield f"{len(wrong)} jobs ended otherwise than they behave, such as {wrong[:3]}"

    def _effects(self):
        effects = """
            SELECT id, behaviour, state, attempts, count(job_id) AS times, max(attempt) AS by
            FROM queue_trial.jobs LEFT JOIN queue_trial.effects ON job_id = id GROUP BY id"""
        for complaint, condition in [
                ("jobs are done without an effect", "state = 'done' AND times = 0"),
                ("jobs took effect more than once", "times > 1"),
                ("jobs took effect that are not done", "state <> 'done' AND times > 0"),
                ("jobs took effect by a run that was not the last", "state = 'done' AND by <> attempts")]:
            found = self.rows(f"SELECT id, behaviour, attempts, by FROM ({effects}) AS told WHERE {condition}")
            if found:
                yield f"{len(found)} {complaint}, such as {found[:3]}"

    def _attempts(self):
        """At least as many as the behaviour asks for; `attempts_beyond` says where there were more."""
        few = self.rows("""
            SELECT id, behaviour, attempts FROM queue_trial.jobs
            WHERE state = 'done' AND attempts < CASE
                WHEN behaviour = 'crash' THEN 2
                WHEN behaviour ~ '^(fails|snooze):' THEN split_part(behaviour, ':', 2)::bigint + 1
                ELSE 1 END""")
        if few:
            yield f"{len(few)} jobs ended after too few attempts, such as {few[:3]}"

    def attempts_beyond(self):
        """Jobs with more attempts than they asked for, and not withdrawn: id, behaviour, attempts."""
        return self.rows(f"""
            SELECT id, behaviour, attempts FROM queue_trial.jobs
            WHERE state <> 'cancelled' AND attempts > CASE
                WHEN behaviour = 'crash' THEN 2
                WHEN behaviour = 'poison' THEN {MAX_ATTEMPTS}
                WHEN behaviour ~ '^(fails|snooze):' THEN split_part(behaviour, ':', 2)::bigint + 1
                ELSE 1 END""")

    def _queue(self):
        left = self.left()
        if left:
            yield f"{len(left)} things are left in the queue, such as {left[:3]}"
        dead = self.dead()
        buried = {int(pointer.split(":")[2]) for pointer, text in self.queued().items() if text[0] == "x"}
        if buried != dead.keys():
            yield f"the records of {len(buried ^ dead.keys())} dead jobs and their reasons do not match"
        alive = self.rows("SELECT id, behaviour, state FROM queue_trial.jobs WHERE id = ANY(%s) "
                          "AND state <> 'dead'", list(dead))
        if alive:
            some = [(*row, dead[row[0]]) for row in alive[:3]]
            yield f"{len(alive)} jobs are dead to the queue alone, such as {some}"


def waits(trial, name, count):
    """Milliseconds from the record's taking of single jobs to their effect."""
    trial.feed(count, scope_name=name, rate=20)
    query = """
        SELECT extract(epoch FROM at - accepted_at) * 1000 FROM queue_trial.jobs JOIN queue_trial.effects ON id = job_id
        WHERE scope = %s"""
    until("all have taken effect", lambda: len(trial.rows(query, f"{name}0")) == count)
    return [float(wait) for wait, in trial.rows(query, f"{name}0")]


def compared_waits(trial, count):
    """The median wait of one scope's single jobs, alone and beside another scope's long line."""
    trial.work(sweep_seconds=NEVER)
    waits(trial, "warm", 20)
    alone = waits(trial, "alone", count)
    trial.feed(5000, "slow:200=1", scope_name="busy")
    until("the other scope is served", lambda: trial.one(
        "SELECT count(*) FROM queue_trial.jobs WHERE scope = 'busy0' AND attempts > 0") >= PER_SCOPE)
    beside = waits(trial, "beside", count)
    assert trial.redis.llen(trial.key("line:trial.effect:busy0")) > 0, "there was nothing to wait for"
    return statistics.median(alone), statistics.median(beside)


@contextlib.contextmanager
def private_stores():
    """PostgreSQL and Redis in a directory of their own."""
    stores = Stack()
    try:
        stores.ops("up", "--stores")
        yield stores
    finally:
        stores.discard()
