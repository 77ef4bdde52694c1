"""How unlike groups of children are, against sums by hand."""

import dataclasses
import random

import numpy as np
import pytest
from made_up_run import made_up_header, random_spells, recount

from waitsim.records import COMPLETED, empty_tallies
from waitsim.results.equity_measures import index_of_disparity, widest_gap
from waitsim.results.measures import measure
from waitsim.results.results import Results

HEADER = made_up_header(days=300)
LUCK = random.Random(5)
RUN = Results(HEADER, recount(HEADER, [random_spells(HEADER, LUCK, 900) for _ in range(3)]))


def test_the_index_of_disparity_is_that_of_the_paper() -> None:
    # Rates of 10, 20 and 30 with 16 over all: (6 + 4 + 14) / 3 / 16, 50 per cent.
    rates = np.array([10.0, 20.0, 30.0])
    assert index_of_disparity(rates, np.array(16.0)) == pytest.approx(0.5)


def test_groups_that_are_alike_have_no_gap() -> None:
    assert index_of_disparity(np.full(4, 0.3), np.array(0.3)) == 0
    assert widest_gap(np.full(4, 0.3), np.array(0.3)) == 0


def test_groups_with_nobody_are_left_out() -> None:
    rates = np.array([[0.2, np.nan, 0.6], [np.nan, np.nan, 0.6]])
    whole = np.array([0.4, 0.6])
    np.testing.assert_allclose(widest_gap(rates, whole), [0.4, np.nan])
    np.testing.assert_allclose(index_of_disparity(rates, whole), [0.5, np.nan])


def test_no_index_is_given_where_nobody_at_all_is_within_the_limit() -> None:
    assert np.isnan(index_of_disparity(np.zeros(2), np.array(0.0)))


def test_gaps_follow_from_the_shares_of_the_categories() -> None:
    seen = measure("share_within_completed_by_group").formula(RUN).values
    gap = measure("gap_within_completed").formula(RUN).values[..., 0]
    np.testing.assert_allclose(gap, seen.max(axis=-1) - seen.min(axis=-1))
    waiting = measure("share_within_waiting_by_group").formula(RUN).values
    gap = measure("gap_within_waiting").formula(RUN).values[:, :, 0]
    np.testing.assert_allclose(gap, np.abs(waiting[:, :, 0] - waiting[:, :, 1]))


def test_the_share_that_groups_are_held_against_is_that_of_all_children() -> None:
    seen = measure("share_within_completed_by_group").formula(RUN).values
    whole = measure("share_within_completed_in_run").formula(RUN).values
    index = measure("disparity_within_completed").formula(RUN).values[..., 0]
    apart = np.abs(seen - whole[..., np.newaxis]).mean(axis=-1)
    np.testing.assert_allclose(index, apart / whole)


def test_the_gap_in_waits_is_that_of_the_means() -> None:
    counts = RUN.tallies.group_lengths[:, :, :, COMPLETED].astype(float)
    means = counts @ (np.arange(counts.shape[-1]) + 0.5) / counts.sum(axis=-1)
    gap = measure("gap_in_completed_wait").formula(RUN).values[..., 0]
    np.testing.assert_allclose(gap, np.abs(means[..., 0] - means[..., 1]))


@pytest.mark.parametrize(
    "name", ["gap_within_completed", "disparity_within_waiting", "gap_in_completed_wait"]
)
def test_a_run_that_tells_no_groups_apart_has_no_gaps(name: str) -> None:
    names = dataclasses.replace(RUN.header.names, attributes=(), categories=())
    sizes = RUN.header.sizes._replace(categories=0)
    header = dataclasses.replace(RUN.header, names=names, sizes=sizes)
    run = Results(header, empty_tallies(header.replications, sizes))
    assert measure(name).formula(run).values.size == 0
