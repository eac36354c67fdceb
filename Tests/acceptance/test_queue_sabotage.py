"""The scenarios of the queue's fault tests are themselves tried: each sabotage must make one complain, and rightly."""
import pytest

import sabotaged
from queue_trial import Trial
from test_queue_faults import full, long_line, reclaim, zombie
# A fixture of this module too.
from test_queue_faults import stores  # noqa: F401


@pytest.mark.parametrize("sabotage, scenario, complaint", [
    (sabotaged.ACKNOWLEDGE_BEFORE_WORK, reclaim, "8 jobs never ended"),
    (sabotaged.NO_FENCE_IN_REDIS, zombie, "runs were settled by the worker that had lost them"),
    (sabotaged.NO_FENCE_IN_POSTGRES, zombie, "jobs took effect by a run that was not the last"),
    (sabotaged.BOUNDED_LINE, long_line, "1000 wait of "),
    (sabotaged.SETTLE_IN_MULTI, full, "the queue does not drain"),
], ids=["acknowledgement before the work", "no fence in Redis", "no fence in PostgreSQL", "a bounded line",
        "settlement within MULTI"])
def test_the_accounts_complain_of(sabotage, scenario, complaint, stores, tmp_path):  # noqa: F811
    with Trial(stores, sabotaged.build(tmp_path, sabotage)) as trial:
        told = "\n".join(scenario(trial))
    assert complaint in told
