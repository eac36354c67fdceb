"""Orders told in batches of 100 over several connections: how many a second; and, among 500 a second, how soon after its
acceptance an order is in the indicators of its buyer.

orders_upsert.py SECONDS SECONDS, with the stack's env and `venue`."""
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from steady_orders import BATCH, orders, prepare, print_delays, session, settle, tell, under_load

CONNECTIONS = 4
telling, steady = float(sys.argv[1]), float(sys.argv[2])


def at_full_speed(seconds):
    """Orders a second."""
    stop = time.monotonic() + seconds

    def send(_):
        asking, sent = session(), 0
        while time.monotonic() < stop:
            tell(asking, "orders", orders(BATCH))
            sent += BATCH
        return sent

    begun = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as senders:
        sent = sum(senders.map(send, range(CONNECTIONS)))
    return sent, sent / (time.monotonic() - begun)


prepare()
sent, pace = at_full_speed(telling)
print(f"{sent} orders told over {CONNECTIONS} connections, {BATCH} at once", file=sys.stderr)
settle()
delays, among = under_load(steady, pause=0.2)
print(f"{len(delays)} orders timed among {among:.0f} others a second", file=sys.stderr)
print(f"orders_per_second {pace:.0f} 1/s")
print_delays(delays)
