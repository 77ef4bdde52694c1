"""Rank correlations against scipy's, their intervals against experiments with known truth."""

import math

import numpy as np
import pytest
from scipy import stats

from waitsim.analysis.ranks import chance_correlation, rank_correlation


def test_the_correlation_is_spearmans_also_with_ties() -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(0, 6, 40).astype(float)
    y = rng.integers(0, 9, (40, 3)) + x[:, None]
    found = rank_correlation(x, y)
    for i in range(3):
        assert found.mean[i] == pytest.approx(stats.spearmanr(x, y[:, i]).statistic)


def test_what_does_not_vary_has_no_correlation() -> None:
    found = rank_correlation([1.0, 2.0, 3.0, 4.0], np.ones((4, 1)))
    assert np.isnan(found.mean).all()
    assert np.isnan(rank_correlation([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]).mean)


def test_a_perfect_order_has_correlation_1_and_no_width() -> None:
    found = rank_correlation([1.0, 2.0, 5.0, 9.0], [2.0, 3.0, 4.0, 50.0])
    assert (found.mean, found.low, found.high) == (1, 1, 1)


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_the_interval_holds_the_truth_as_often_as_it_says(rho: float) -> None:
    """Of normal pairs Spearman's is 6/pi asin(rho/2); 2,000 experiments of 30 pairs."""
    rng = np.random.default_rng(2)
    truth = 6 / math.pi * math.asin(rho / 2)
    held = 0
    for _ in range(2000):
        x = rng.standard_normal(30)
        found = rank_correlation(x, rho * x + math.sqrt(1 - rho**2) * rng.standard_normal(30))
        held += bool(found.low <= truth <= found.high)
    assert 0.935 < held / 2000 < 0.97


@pytest.mark.parametrize("among", [1, 8])
def test_unrelated_values_stay_below_what_chance_gives(among: int) -> None:
    rng = np.random.default_rng(3)
    most = chance_correlation(20, 0.95, among)
    above = 0
    for _ in range(1000):
        y = rng.standard_normal(20)
        size = max(
            abs(float(rank_correlation(rng.standard_normal(20), y).mean)) for _ in range(among)
        )
        above += size > most
    assert 0.02 < above / 1000 < 0.08


def test_too_few_pairs_show_nothing() -> None:
    assert chance_correlation(2) == 1.0


@pytest.mark.parametrize(
    ("x", "y", "level", "message"),
    [
        ([1.0, 2.0], [1.0], 0.95, "as long as"),
        ([1.0, math.nan], [1.0, 2.0], 0.95, "nan"),
        ([1.0, 2.0], [1.0, 2.0], 1.0, "level"),
    ],
)
def test_what_cannot_be_is_refused(
    x: list[float], y: list[float], level: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rank_correlation(x, y, level)
