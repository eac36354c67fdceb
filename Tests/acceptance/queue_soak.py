"""Faults without end for the job queue: queue_soak.py MINUTES SEED. Prints its figures; fails when an account is wrong.

Workers are killed, frozen past their leases and restarted, Redis is killed, flushed and filled, jobs are cancelled, all
by chance while others are fed. The same seed gives the same faults, though not at the same moments of the jobs."""
import random
import sys
import time
from collections import Counter

from queue_trial import LEASE, Trial, private_stores

# One job in two thousand takes its whole worker with it: every few seconds.
MIX = "plain=1700,slow:300=100,slow:2500=9,fails:1=60,snooze:1=60,poison=40,discard=30,crash=1"
FAULTS = {"kill_worker": 5, "freeze_worker": 3, "restart_worker": 1, "kill_redis": 1, "flush_redis": 1, "fill_redis": 1,
          "cancel": 4}
WORKERS, MOST_PENDING, RECOVERY_SECONDS = 4, 2000, 120


class Soak:
    def __init__(self, trial, chance):
        self.trial, self.chance = trial, chance
        self.figures, self.complaints = Counter(), []
        # When each frozen worker goes on.
        self.frozen = {}

    def run(self, seconds):
        end = time.monotonic() + seconds
        report = time.monotonic() + 60
        self.trial.work(WORKERS)
        while time.monotonic() < end:
            self.feed()
            time.sleep(self.chance.uniform(0.1, 1.5))
            self.thaw()
            self.figures["worker_kills"] += self.trial.tend()
            fault, = self.chance.choices(list(FAULTS), list(FAULTS.values()))
            getattr(self, fault)()
            if time.monotonic() > report:
                report += 60
                print(f"{self.trial.accepted} jobs accepted, {dict(self.figures)}", file=sys.stderr, flush=True)
        self.trial.empty_redis()
        self.thaw(everyone=True)
        self.complaints += self.trial.settle(RECOVERY_SECONDS, tended={}, revive=True)

    def feed(self):
        """Keeps one feeder at work, unless the workers are behind."""
        if self.trial.feeders and self.trial.feeders[0][1].poll() is None:
            return
        self.trial.finish_feeds()
        if self.trial.count("pending") < MOST_PENDING:
            self.trial.start_feed(self.chance.randrange(100, 1500), MIX, scopes=self.chance.choice([1, 5, 50]),
                                  rate=self.chance.randrange(100, 500))

    def worker(self):
        awake = [worker for worker in self.trial.workers if worker not in self.frozen]
        return self.chance.choice(awake) if awake else None

    def kill_worker(self):
        # Also one that stands still: it never comes back.
        victim = self.chance.choice(self.trial.workers)
        victim.kill()
        self.frozen.pop(victim, None)

    def freeze_worker(self):
        worker = self.worker()
        if worker and worker.lives:
            worker.freeze()
            self.frozen[worker] = time.monotonic() + self.chance.uniform(0.3, 3) * LEASE
            self.figures["worker_freezes"] += 1

    def thaw(self, everyone=False):
        for worker, until in list(self.frozen.items()):
            if everyone or until < time.monotonic():
                worker.thaw()
                del self.frozen[worker]

    def restart_worker(self):
        worker = self.worker()
        if worker and worker.lives:
            status = worker.stop(25)
            self.trial.workers.remove(worker)
            self.trial.work()
            self.figures["worker_restarts"] += 1
            # A job that kills its worker may do so while it stops.
            if status not in (0, -9):
                self.complaints.append(f"a worker that was told to stop ended with {status}")

    def kill_redis(self):
        self.trial.kill_redis()
        self.figures["redis_kills"] += 1

    def flush_redis(self):
        self.trial.redis.flushall()
        self.figures["redis_flushes"] += 1

    def fill_redis(self):
        self.trial.fill_redis()
        time.sleep(self.chance.uniform(0.2, 3))
        self.trial.empty_redis()
        self.figures["redis_fills"] += 1

    def cancel(self):
        pending = [job for job, in self.trial.rows("SELECT id FROM queue_trial.jobs WHERE state = 'pending' LIMIT 500")]
        if pending:
            self.trial.cancel(self.chance.choice(pending))

    def report(self):
        print(f"accepted {self.trial.accepted} jobs")
        for state in ("done", "dead", "cancelled"):
            print(f"{state} {self.trial.count(state)} jobs")
        print(f"effects {self.trial.one('SELECT count(*) FROM queue_trial.effects')} count")
        print(f"attempts {self.trial.one('SELECT sum(attempts) FROM queue_trial.jobs')} count")
        for name in ("worker_kills", "worker_freezes", "worker_restarts", "redis_kills", "redis_flushes",
                     "redis_fills"):
            print(f"{name} {self.figures[name]} count")
        print(f"died_with_workers {self.trial.revived} jobs")
        print(f"violations {len(self.complaints)} count")


def main():
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    with private_stores() as stores, Trial(stores) as trial:
        soak = Soak(trial, random.Random(seed))
        soak.run(60 * minutes)
        soak.report()
    for complaint in soak.complaints:
        print(f"violation: {complaint}", file=sys.stderr)
    return 1 if soak.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
