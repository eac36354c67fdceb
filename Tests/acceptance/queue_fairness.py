"""Measures how much another scope's long line makes single jobs wait: queue_fairness.py [JOBS]."""
import sys

from queue_trial import Trial, compared_waits, private_stores


def main():
    with private_stores() as stores, Trial(stores) as trial:
        alone, beside = compared_waits(trial, int(sys.argv[1]) if len(sys.argv) > 1 else 300)
    print(f"wait_p50_ms_alone {alone:.2f} ms")
    print(f"wait_p50_ms_beside {beside:.2f} ms")
    print(f"ratio {beside / alone:.3f} ratio")


if __name__ == "__main__":
    main()
