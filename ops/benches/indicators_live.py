"""How soon after its acceptance an order is in the indicators of its buyer, among 500 others a second.

indicators_live.py SECONDS, with the stack's env and `venue`. An order of a new buyer is told by itself, and its buyer's
indicators are asked for until they know of it; then the next, a twentieth of a second later."""
import sys

from steady_orders import STEADY, prepare, print_delays, settle, under_load

prepare()
settle()
delays, among = under_load(float(sys.argv[1]), pause=0.05)
print(f"{len(delays)} orders timed among {among:.0f} others a second", file=sys.stderr)
if among < STEADY * 0.95:
    sys.exit(f"only {among:.0f} orders a second could be told: nothing is known of {STEADY}")
print(f"orders_per_second {among:.0f} 1/s")
print_delays(delays)
