"""Binomial counts follow their distribution exactly, plain and compiled."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from waitsim.rules.counts import BINOMIAL_MOST, binomial_count

EVEN = (np.arange(20_000) + 0.5) / 20_000
draws = st.floats(0.0, 1.0, exclude_max=True) | st.just(1.0 - 2.0**-53)
people = st.integers(0, BINOMIAL_MOST)


@numba.njit
def counts(n: int, share: float, u: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.array([binomial_count(n, share, draw) for draw in u])


@pytest.mark.parametrize(("n", "share"), [(1, 0.05), (7, 0.3), (512, 0.05), (40, 0.5), (512, 0.97)])
def test_counts_of_evenly_spread_draws_have_the_binomial_distribution(n: int, share: float) -> None:
    found = counts(n, share, EVEN)
    reached = (found[:, None] <= np.arange(n + 1)).mean(axis=0)
    wanted = stats.binom.cdf(np.arange(n + 1), n, share)
    assert np.abs(reached - wanted).max() <= 1 / len(EVEN)
    assert [binomial_count(n, share, u) for u in EVEN[::97].tolist()] == found[::97].tolist()


@given(people, st.floats(0, 1), draws)
def test_a_count_is_between_none_and_all(n: int, share: float, u: float) -> None:
    assert 0 <= binomial_count(n, share, u) <= n


@given(people, st.floats(0, 1), st.floats(0, 1), draws)
def test_a_larger_share_never_lowers_the_count(n: int, a: float, b: float, u: float) -> None:
    lower, higher = sorted((a, b))
    assert binomial_count(n, lower, u) <= binomial_count(n, higher, u)


def test_certain_and_impossible_things_need_no_luck() -> None:
    for u in (0.0, 0.5, 1.0 - 2.0**-53):
        assert binomial_count(300, 0.0, u) == 0
        assert binomial_count(300, 1.0, u) == 300
