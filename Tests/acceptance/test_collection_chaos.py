"""A small run of what `ops/bench collection-chaos` does at length."""
import collection_chaos


def test_every_event_acknowledged_counts_once_whatever_is_killed(own_stack):
    own_stack.up()
    books, kills = collection_chaos.run(own_stack, 15_000, seed=20261127)
    assert books.violations() == []
    assert sum(kills.values()) >= 8 and len(books.record.of("event")) >= 15_000
