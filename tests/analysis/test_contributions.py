"""Contributions by hand, against all orders, and as orders are sampled."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waitsim.analysis.contributions import Contributions, contributions, part_intervals
from waitsim.analysis.intervals import mean_interval


def made_up(seed=0, shape=()):
    """A value for each subset, drawn once and for all."""
    values = {}

    def value(subset):
        if subset not in values:
            draw = np.random.default_rng([seed, sum(1 << i for i in subset)])
            values[subset] = draw.normal(size=shape)
        return values[subset]

    return value


def test_the_glove_game_of_textbooks():
    # One left and two right gloves make one pair: 2/3 and 1/6 each.
    def pairs(owners):
        return float(0 in owners and len(owners) > 1)

    found = contributions(pairs, 3)
    np.testing.assert_allclose(found.parts, [2 / 3, 1 / 6, 1 / 6])
    assert (found.base, found.whole, found.valued) == (0, 1, 8)


def test_a_waterfall_worked_by_hand():
    # Two more staff shorten a list of 500 by 100, fewer missed contacts by 60, both by 140. Staff
    # do 100 first and 80 second, so 90; contacts 60 and 40, so 50.
    lists = {(): 500.0, (0,): 400.0, (1,): 440.0, (0, 1): 360.0}
    found = contributions(lambda made: lists[tuple(sorted(made))], 2)
    np.testing.assert_allclose(found.parts, [-90, -50])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 5))
def test_contributions_are_means_over_all_orders(seed, changes):
    value = made_up(seed, (3,))
    expected = np.zeros((changes, 3))
    orders = list(permutations(range(changes)))
    for order in orders:
        for place, change in enumerate(order):
            before = frozenset(order[:place])
            expected[change] += (value(before | {change}) - value(before)) / len(orders)
    found = contributions(value, changes)
    np.testing.assert_allclose(found.parts, expected, atol=1e-12)
    np.testing.assert_array_equal(found.error, 0)
    assert found.valued == 2**changes


@pytest.mark.parametrize("changes", [8, 9, 12])
def test_parts_add_up_and_changes_that_do_alike_have_like_parts(changes):
    asked = []

    def value(made):
        asked.append(made)
        return np.array([len(made) ** 2, 7.0 * (2 in made)])

    found = contributions(value, changes, orders=40)
    np.testing.assert_allclose(found.base + found.parts.sum(axis=0), found.whole)
    assert len(asked) == len(set(asked)) == found.valued
    np.testing.assert_allclose(found.parts[2, 1], 7)
    np.testing.assert_allclose(np.delete(found.parts[:, 1], 2), 0, atol=1e-12)
    if changes == 8:
        np.testing.assert_allclose(found.parts[:, 0], 8)
    else:
        # An order and its reverse give a change changes squared over changes, whichever it is.
        np.testing.assert_allclose(found.parts[:, 0], changes)
        np.testing.assert_allclose(found.error, 0, atol=1e-12)


def test_sampled_orders_near_the_exact_parts_within_their_error():
    # Ten changes of which three work only together: a third of 6 each.
    def value(made):
        return 6.0 * ({1, 4, 7} <= made) + sum(made)

    found = contributions(value, 10, orders=400, seed=3)
    expected = np.arange(10) + np.isin(np.arange(10), [1, 4, 7]) * 2.0
    assert np.all(found.error[[1, 4, 7]] > 0.01)
    assert np.all(np.abs(found.parts - expected) <= 4 * found.error + 1e-9)
    again = contributions(value, 10, orders=400, seed=3)
    np.testing.assert_array_equal(found.parts, again.parts)
    other = contributions(value, 10, orders=400, seed=4)
    assert not np.array_equal(found.parts, other.parts)


@pytest.mark.parametrize(("changes", "orders"), [(0, 100), (3, 0), (3, 7)])
def test_numbers_that_make_no_sense_are_refused(changes, orders):
    with pytest.raises(ValueError, match="must be"):
        contributions(made_up(), changes, orders)


def test_intervals_of_parts_are_those_of_means_where_all_orders_are_taken():
    found = contributions(made_up(3, (12,)), 3)
    intervals, plain = part_intervals(found), mean_interval(found.parts.T)
    np.testing.assert_allclose(intervals.low, plain.low)
    np.testing.assert_allclose(intervals.high, plain.high)
    assert intervals.low.shape == (3,)


def test_sampled_orders_widen_the_intervals_of_parts():
    parts = np.array([[1.0, 2.0, 3.0, 4.0]])
    both = part_intervals(Contributions(parts, np.array([2.0]), parts[0], parts[0], 9))
    plain = mean_interval(parts.T)
    error = plain.half_width / 3.182446305
    np.testing.assert_allclose(both.half_width, 3.182446305 * np.hypot(error, 2.0))
    with pytest.raises(ValueError, match="shape"):
        part_intervals(Contributions(parts[0], np.array([2.0]), parts, parts, 9))
