"""The best of several options: by hand, against the procedure written plainly, and its promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waitsim.analysis.selection import Zone, select_best


def plain_procedure(values, width, level, first):
    """Kim & Nelson (2001), figure 1, for the highest, one pair at a time."""
    options = values.shape[1]
    eta = 0.5 * ((2 * (1 - level) / (options - 1)) ** (-2 / (first - 1)) - 1)
    h2 = 2 * eta * (first - 1)
    spread = {
        (i, j): np.var(values[:first, i] - values[:first, j], ddof=1)
        for i in range(options)
        for j in range(options)
    }
    kept = list(range(options))
    r = first
    while len(kept) > 1 and r <= len(values):
        means = values[:r].mean(axis=0)
        kept = [
            i
            for i in kept
            if all(
                means[i]
                >= means[j] - max(0.0, width / (2 * r) * (h2 * spread[i, j] / width**2 - r))
                for j in kept
                if j != i
            )
        ]
        r += 1
    return kept


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 6), st.floats(0.2, 2), st.booleans())
def test_the_best_is_that_of_the_procedure_written_plainly(seed, options, width, higher):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(150, 1)) + rng.normal(np.arange(options) * 0.4, 1, (150, options))
    found = select_best(values, Zone(width, first=10, higher=higher))
    sign = 1 if higher else -1
    assert found.contenders.tolist() == plain_procedure(sign * values, width, 0.95, 10)
    if found.best is not None:
        assert found.looked_at <= found.enough


def test_a_case_worked_by_hand():
    # Two options whose differences are 1 and 3 in turn: variance 4/3 over the first four. With
    # alpha 0.05 and three degrees of freedom eta is (0.1^(-2/3) - 1) / 2 = 1.8208, h^2 is 10.925
    # and h^2 S^2 is 14.566. For a width of 2 that is 3.64 replications, so 4 are enough, and
    # after them the means lie 2 apart with no lag allowed.
    values = np.array([[1.0, 0], [3, 0], [1, 0], [3, 0], [1, 0]])
    found = select_best(values, Zone(2.0, first=4))
    assert (found.best, found.looked_at, found.enough) == (1, 4, 4)
    assert found.dropped_after.tolist() == [4, 0]
    # For a width of 0.5 it is 58.3, so the mean may lag by 0.25 x (58.3 / 4 - 1) = 3.4.
    narrow = select_best(values, Zone(0.5, first=4))
    assert narrow.best is None
    assert narrow.contenders.tolist() == [0, 1]
    assert (narrow.looked_at, narrow.enough) == (5, 59)


def test_dropped_options_need_no_more_values():
    rng = np.random.default_rng(4)
    values = rng.normal([0, 0.5, 8], 1, (200, 3))
    whole = select_best(values, Zone(0.4))
    assert whole.dropped_after[2] == 10
    values[10:, 2] = np.nan
    again = select_best(values, Zone(0.4))
    assert again.best == whole.best == 0
    np.testing.assert_array_equal(again.dropped_after, whole.dropped_after)


@pytest.mark.parametrize("shared", [0.0, 3.0])
def test_the_best_is_found_as_often_as_promised(shared):
    # The hardest case: all others lie just the width behind.
    rng = np.random.default_rng(12)
    right, looked = [], []
    for _ in range(400):
        luck = shared * rng.normal(size=(400, 1))
        values = luck + rng.normal([0, 1, 1, 1, 1], 2, (400, 5))
        found = select_best(values, Zone(1.0))
        right.append(found.best == 0)
        looked.append(found.looked_at)
    # 95 % or more, with a standard error of one per cent.
    assert np.mean(right) > 0.92
    assert np.mean(looked) < 200


def test_options_alike_in_every_replication_end_with_the_first():
    values = np.repeat(np.random.default_rng(1).normal(size=(20, 1)), 3, axis=1)
    found = select_best(values, Zone(1.0))
    assert found.best == 0
    assert found.looked_at == 10


@pytest.mark.parametrize(
    "call",
    [
        lambda: Zone(0),
        lambda: Zone(1, first=1),
        lambda: select_best(np.ones((20, 2)), Zone(1, level=0.5)),
        lambda: select_best(np.full((20, 2), np.nan), Zone(1)),
    ],
)
def test_zones_and_values_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()


def test_too_few_values_are_refused():
    with pytest.raises(ValueError, match="values need shape"):
        select_best(np.ones((5, 2)), Zone(1))
    with pytest.raises(ValueError, match="values need shape"):
        select_best(np.ones((20, 1)), Zone(1))
