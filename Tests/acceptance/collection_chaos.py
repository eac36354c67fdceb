"""Collection under kills by chance: a journalling client sends, and ingestion, PostgreSQL, Redis and the worker are killed meanwhile.

collection_chaos.py [EVENTS, default 200000] [SEED]: prints the accounts; fails when an event acknowledged was lost or counted
twice, or when what was derived is not what was stored."""
import os
import random
import sys
import time

from accounting import Books
from load import Load
from stack import Stack

PROCESSES = ["ingest", "postgres", "redis", "worker"]


def run(stack, events, seed, least_kills=8):
    """Sends until so many events are acknowledged and so many processes killed, one every few seconds: the books, and the kills
    by process."""
    chance = random.Random(seed)
    load = Load(stack, seed, event_threads=4, order_threads=0, events_at_once=(1, 20, 100, 200))
    kills = dict.fromkeys(PROCESSES, 0)
    load.start()
    try:
        while load.acknowledged_events < events or sum(kills.values()) < least_kills:
            time.sleep(chance.uniform(0.5, 4))
            victim = chance.choice(PROCESSES)
            stack.kill(victim)
            kills[victim] += 1
            time.sleep(chance.uniform(0, 1))
            stack.start(victim)
    finally:
        load.finish()
    return Books(stack, load), kills


def main():
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    stack = Stack(binaries=os.environ.get("SICSTINE_TEST_BINARIES"))
    try:
        stack.up()
        begun = time.monotonic()
        books, kills = run(stack, events, seed)
        violations = books.violations()
        record = books.record
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(record.answers.items(), key=str))
        print(f"{time.monotonic() - begun:.0f} s; kills: {kills}; answers: {answers}")
        print(f"events_acknowledged {len(record.of('event'))} events")
        print(f"violations {len(violations)} sentences")
        for violation in violations:
            print(violation)
        sys.exit(bool(violations))
    finally:
        stack.discard()


if __name__ == "__main__":
    main()
