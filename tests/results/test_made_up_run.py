"""The recount that other tests rest on conserves spells."""

import numpy as np
from made_up_run import made_up_results


def test_spells_that_entered_have_ended_or_are_open() -> None:
    kept = made_up_results().tallies
    assert kept.entered.sum() > 0
    closed = kept.lengths.sum(axis=(-2, -1))
    open_at_end = kept.snapshot[..., -1, :].sum(axis=-1)
    np.testing.assert_array_equal(kept.entered.sum(axis=-1), closed + open_at_end)
    np.testing.assert_array_equal(kept.ended.sum(axis=(-3, -2, -1)), closed)
