"""Whatever happens to workers and to Redis, each job ends once and as it should; the accounts must balance.

The scenarios say what is not as promised, in words: the sabotaged builds of test_queue_sabotage.py must make them
speak."""
import contextlib
import os
import random
import signal
import time

import pytest

from queue_trial import LEASE, MAX_ATTEMPTS, NEVER, PER_SCOPE, Trial, compared_waits, private_stores
from stack import until

MIX = "plain=85,slow:300=5,fails:1=5,snooze:1=5"


@pytest.fixture(scope="module")
def stores():
    with private_stores() as stores:
        yield stores


@pytest.fixture
def trial(stores):
    with Trial(stores) as trial:
        yield trial


def attempts(trial, count):
    """How many jobs have had at least so many attempts."""
    return trial.one("SELECT count(*) FROM queue_trial.jobs WHERE attempts >= %s", count)


def reclaim(trial):
    """A worker dies in the middle of its jobs: another one has them within two leases, and nobody sweeps."""
    victim, _ = trial.work(2, sweep_seconds=NEVER, concurrency=8)
    trial.feed(16, "slow:1000=1", scopes=4)
    until("both are at work", lambda: attempts(trial, 1) == 16)
    victim.kill()
    killed = time.monotonic()
    with contextlib.suppress(AssertionError):
        until("what it did is done again", lambda: trial.one(
            "SELECT count(*) FROM queue_trial.jobs WHERE state = 'pending' AND attempts = 1") == 0, 3 * LEASE)
    took = time.monotonic() - killed
    again = attempts(trial, 2)
    if again != 8 or took > 2 * LEASE:
        yield f"{again} of the 8 jobs of a killed worker were run again within {took:.1f} s"
    yield from trial.settle(10)


def zombie(trial):
    """A worker stands still for longer than its lease; what it says once it goes on changes nothing."""
    zombie, = trial.work(sweep_seconds=NEVER)
    trial.feed(PER_SCOPE, "slow:4000=1")
    until("it is at work", lambda: attempts(trial, 1) == PER_SCOPE)
    began = time.monotonic()
    heir, = trial.work(sweep_seconds=NEVER)
    zombie.freeze()
    until("another one has its jobs", lambda: attempts(trial, 2) == PER_SCOPE, 3 * LEASE)
    tokens = {pointer: text[3] for pointer, text in trial.queued().items()}
    time.sleep(max(0, began + 4.2 - time.monotonic()))
    # Without Redis it cannot learn that it lost its jobs: it ends them all, and says so later.
    server = trial.stores.pid("redis")
    os.kill(server, signal.SIGSTOP)
    zombie.thaw()
    time.sleep(0.5)
    os.kill(server, signal.SIGCONT)
    disturbed = set()

    def over():
        queued = trial.queued()
        pending = trial.rows(
            "SELECT 'trial.effect:' || scope || ':' || id FROM queue_trial.jobs WHERE state = 'pending'")
        disturbed.update(pointer for pointer, in pending if queued.get(pointer, [None] * 4)[3] != tokens[pointer])
        return not pending
    until("all jobs have ended", over, 15)
    if disturbed:
        yield f"{len(disturbed)} runs were settled by the worker that had lost them"
    ours = trial.one("SELECT count(*) FROM queue_trial.effects WHERE pid = %s", heir.pid)
    if ours != PER_SCOPE:
        yield f"{PER_SCOPE - ours} effects are of the worker that had lost its jobs"
    if attempts(trial, 2) != PER_SCOPE or attempts(trial, 3):
        yield "there were not two runs of each"
    yield from trial.settle()


def long_line(trial):
    """20,000 hints for one scope wait before one is taken; nobody sweeps, so each is run from its hint."""
    trial.work(2, sweep_seconds=NEVER)
    trial.pause()
    trial.feed(20_000, "fails:0=1", rate=10_000)
    hinted, waiting = len(trial.queued()), trial.redis.llen(trial.key("line:trial.effect:v0"))
    # A hint may be refused when Redis is slow to answer; what was taken must be kept.
    if hinted < 18_000 or waiting != hinted:
        yield f"{waiting} wait of {hinted} that were hinted at"
    trial.resume()
    with contextlib.suppress(AssertionError):
        until("the line is empty", lambda: not trial.redis.exists(trial.key("line:trial.effect:v0")), 60)
        until("the last runs have ended", lambda: not trial.redis.exists(trial.key("leases")), 5)
    if trial.count("done") != hinted:
        yield f"{trial.count('done')} were run of {hinted} that were hinted at"


def full(trial):
    """Redis takes nothing new: what is queued drains to the end, what comes meanwhile is found later."""
    trial.work(2)
    trial.pause()
    trial.feed(600, "plain=9,fails:1=1", scopes=5)
    if len(trial.queued()) != 600:
        yield f"only {len(trial.queued())} hints were taken: the trial proves little"
    trial.fill_redis()
    trial.resume()
    try:
        until("the queue is empty", lambda: not trial.left(), 15)
    except AssertionError:
        yield f"the queue does not drain: {len(trial.left())} things are left while Redis is full"
    else:
        trial.feed(200)
        if trial.left():
            yield "Redis was not full: it took hints"
    trial.empty_redis()
    yield from trial.settle()


@pytest.mark.parametrize("scenario", [reclaim, zombie, long_line, full])
def test_all_is_well_in(scenario, trial):
    assert list(scenario(trial)) == []


def test_killed_workers_lose_and_double_nothing(trial):
    chance = random.Random(20261124)
    trial.work(4)
    trial.start_feed(2500, MIX, scopes=10, rate=500)
    for _ in range(8):
        trial.progress(40)
        chance.choice(trial.workers).kill()
        trial.tend()
    assert trial.settle(revive=True) == []
    assert trial.attempts_beyond(), "nobody died in the middle of a job: the kills proved nothing"


@pytest.mark.parametrize("fault, times", [(Trial.kill_redis, 3), (lambda trial: trial.redis.flushall(), 5)],
                         ids=["Redis is killed", "Redis is flushed"])
def test_nothing_is_lost_when(fault, times, trial):
    trial.work(3)
    trial.start_feed(2500, MIX, scopes=10, rate=600)
    for _ in range(times):
        trial.progress(150)
        fault(trial)
    assert trial.settle() == []


def test_a_rolling_restart_is_not_felt(trial):
    trial.work(3)
    trial.start_feed(2000, "plain=9,slow:200=1", scopes=10, rate=500)
    for _ in range(5):
        trial.progress(100)
        oldest = trial.workers.pop(0)
        assert oldest.stop() == 0
        trial.work()
    assert trial.settle() == []
    assert trial.attempts_beyond() == []


def test_each_job_ends_as_it_behaves(trial):
    trial.work(2)
    trial.feed(300, "plain=4,poison=1,discard=1,snooze:2=1,fails:2=1", scopes=5)
    assert trial.settle() == []
    assert trial.attempts_beyond() == []
    given_up = dict(trial.rows("SELECT id, behaviour FROM queue_trial.jobs WHERE state = 'dead'"))
    assert set(given_up.values()) == {"poison", "discard"}
    reasons = {"poison": "Failure", "discard": "asked for by its behaviour"}
    assert trial.dead() == {job: reasons[behaviour] for job, behaviour in given_up.items()}
    records = {int(pointer.split(":")[2]): int(text[1]) for pointer, text in trial.queued().items()}
    assert records == {job: MAX_ATTEMPTS if behaviour == "poison" else 1 for job, behaviour in given_up.items()}


def test_jobs_that_kill_their_worker_end_at_another(trial):
    trial.work(3)
    trial.feed(100, "plain=19,crash=1", scopes=5)
    assert trial.settle(tended={}, revive=True) == []
    assert trial.one("SELECT count(*) FROM queue_trial.jobs WHERE behaviour = 'crash'") > 0


def test_cancelled_jobs_take_no_effect(trial):
    chance = random.Random(20261124)
    trial.work(2)
    trial.start_feed(500, "slow:300=9,poison=1", scopes=4)
    until("work has begun", lambda: attempts(trial, 1) > 0)
    answers = []
    for _ in range(20):
        (waiting, running), = trial.rows("""
            SELECT array_agg(id) FILTER (WHERE attempts = 0), array_agg(id) FILTER (WHERE attempts > 0)
            FROM queue_trial.jobs WHERE state = 'pending'""")
        answers += [trial.cancel(chance.choice(jobs)) for jobs in (waiting, running) if jobs]
    assert trial.settle() == []
    withdrawn = [answer for answer in answers if answer["withdrawn"] == "true"]
    assert trial.count("cancelled") == len(withdrawn) > 0
    assert {answer["cancellation"] for answer in withdrawn} >= {"removed", "requested"}


def test_a_long_line_makes_only_itself_wait(trial):
    alone, beside = compared_waits(trial, 60)
    assert beside <= 3 * alone
